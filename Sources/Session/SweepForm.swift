import Glibc
import Questions

/// The sweep's parameters while they are edited: a text per field, read when the form is accepted.
public struct SweepForm: Hashable, Sendable {
    /// What can be set, in the order shown.
    public enum Field: Int, CaseIterable, Hashable, Sendable {
        case smallest, largest, restarts, seed, method, tolerance, iterations, mask

        /// As shown.
        public var title: String {
            switch self {
            case .smallest: "k from"
            case .largest: "k to"
            case .restarts: "restarts"
            case .seed: "seed"
            case .method: "method"
            case .tolerance: "tolerance"
            case .iterations: "max iterations"
            case .mask: "mask"
            }
        }

        /// One line of help.
        public var help: String {
            switch self {
            case .smallest: "smallest number of components tried"
            case .largest: "largest number of components tried"
            case .restarts: "random starts for each k"
            case .seed: "the same seed gives the same result"
            case .method: "how coefficients are found"
            case .tolerance: "relative decrease of the MSE that ends a run"
            case .iterations: "iterations after which a run ends anyway"
            case .mask: "auto: the direct beam · none · a shape to exclude, as disk(63.5,63.5,4)"
            }
        }
    }

    private var texts: [String]
    public var selected: Field
    /// Why the form was refused.
    public var error: String?
    /// The next character typed replaces the selected field's text.
    public var replaces: Bool

    /// Filled from parameters.
    public init(_ parameters: SweepParameters) {
        texts = [
            String(parameters.componentCounts.lowerBound), String(parameters.componentCounts.upperBound),
            String(parameters.restarts), String(parameters.seed), parameters.method.rawValue,
            Self.spelling(parameters.tolerance), String(parameters.maximumIterations),
            parameters.mask.exclusion.spelling,
        ]
        selected = .smallest
        replaces = true
    }

    /// The text of a field.
    public subscript(field: Field) -> String {
        get { texts[field.rawValue] }
        set { texts[field.rawValue] = newValue }
    }

    private static func spelling(_ tolerance: Double) -> String { "\(tolerance)" }

    /// To four significant digits: a tenth of 1e-5 is 1e-6, not 1.0000000000000002e-6.
    private static func rounded(_ value: Double) -> Double {
        let scale = pow(10, 3 - log10(value).rounded(.down))
        return (value * scale).rounded() / scale
    }

    /// The parameters as typed.
    /// - Throws: `SpellingError` that names the field.
    public func parameters() throws(SpellingError) -> SweepParameters {
        let low = try whole(.smallest, in: 1...99)
        let high = try whole(.largest, in: 1...99)
        guard low <= high else { throw SpellingError("k from \(low) to \(high): the first must not exceed the second") }
        guard let seed = UInt64(self[.seed]) else { throw SpellingError("seed: a whole number, 0 or more") }
        guard let method = MethodName(rawValue: self[.method].lowercased()) else {
            throw SpellingError("method: one of \(MethodName.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let tolerance = Double(self[.tolerance]), tolerance > 0, tolerance < 1 else {
            throw SpellingError("tolerance: a number between 0 and 1, as 1e-5")
        }
        return SweepParameters(
            componentCounts: low...high, restarts: try whole(.restarts, in: 1...1000), seed: seed, method: method,
            tolerance: tolerance, maximumIterations: try whole(.iterations, in: 1...100_000),
            mask: AnalysisMask(exclusion: try AnalysisMask.Exclusion(spelling: self[.mask])))
    }

    private func whole(_ field: Field, in range: ClosedRange<Int>) throws(SpellingError) -> Int {
        guard let value = Int(self[field]), range.contains(value) else {
            throw SpellingError("\(field.title): a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Types a character into the selected field.
    mutating func type(_ character: Character) {
        if replaces { self[selected] = "" }
        replaces = false
        if self[selected].count < 200 { self[selected].append(character) }
        error = nil
    }

    /// Takes back the last character of the selected field.
    mutating func erase() {
        replaces = false
        _ = self[selected].popLast()
        error = nil
    }

    /// Selects the field so many below, around.
    mutating func move(_ step: Int) {
        selected = Field.allCases.following(selected, by: step)
        replaces = true
    }

    /// Steps the selected field's value.
    mutating func adjust(_ step: Int) {
        switch selected {
        case .method:
            let names = MethodName.allCases.map(\.rawValue)
            self[.method] = names.following(self[.method], by: step)
        case .mask:
            let choices = ["auto", "none"]
            self[.mask] = choices.following(self[.mask], by: step)
        case .tolerance:
            if let value = Double(self[.tolerance]), value > 0 {
                let stepped = Self.spelling(Self.rounded(step > 0 ? value * 10 : value / 10))
                if (1e-15..<1).contains(Double(stepped) ?? 1) { self[.tolerance] = stepped }
            }
        default:
            if let value = Int(self[selected]) {
                let (stepped, overflow) = value.addingReportingOverflow(step)
                if !overflow { self[selected] = String(max(0, stepped)) }
            }
        }
        replaces = true
        error = nil
    }
}
