import Glibc
import Questions

/// The sweep's parameters while they are edited: a text per field, read when the form is accepted.
public struct SweepForm: Hashable, Sendable {
    /// What can be set, in the order shown.
    public enum Field: Int, CaseIterable, Hashable, Sendable {
        case smallest, largest, restarts, seed, method, tolerance, iterations, start, exact, tieBreaker, timeBudget,
            evidence, region, mask

        /// As shown.
        public var title: String {
            switch self {
            case .smallest: "k from"
            case .largest: "k to"
            case .restarts: "restarts"
            case .seed: "seed"
            case .method: "method"
            case .start: "start"
            case .tieBreaker: "tie-breaker"
            case .exact: "exact"
            case .tolerance: "tolerance"
            case .iterations: "max iterations"
            case .timeBudget: "time budget"
            case .evidence: "evidence"
            case .region: "region"
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
            case .method: "how coefficients are found: \(names(MethodName.self))"
            case .start: "where a run begins: \(names(StartName.self)); nndsvd is the same for every restart"
            case .tieBreaker:
                "a weak wish among solutions of nearly equal error: none, or orthogonality:1e-4, sparsity, volume"
            case .exact: "yes: every iteration on the data; no: on their compression, the winners exact"
            case .tolerance: "relative decrease of the MSE that ends a run"
            case .iterations: "iterations after which a run ends anyway"
            case .timeBudget:
                "seconds after which a run ends anyway, or none; what is found then depends on the machine"
            case .evidence: "yes: after the fits, find out what speaks for a number of components"
            case .region: "all positions, or those of a shape on the scan, as rectangle(20,20,10,10)"
            case .mask: "auto: the direct beam · none · a shape to exclude, as disk(63.5,63.5,4)"
            }
        }

        private func names<Name: RawRepresentable & CaseIterable>(_ type: Name.Type) -> String
        where Name.RawValue == String {
            type.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }

    /// What the form does not show stays as it was.
    private let begun: SweepParameters
    private var texts: [String]
    public var selected: Field
    /// Why the form was refused.
    public var error: String?
    /// The next character typed replaces the selected field's text.
    public var replaces: Bool

    /// Filled from parameters.
    public init(_ parameters: SweepParameters) {
        begun = parameters
        texts = Field.allCases.map { Self.text(of: $0, parameters) }
        selected = .smallest
        replaces = true
    }

    /// The text of a field.
    public subscript(field: Field) -> String {
        get { texts[field.rawValue] }
        set { texts[field.rawValue] = newValue }
    }

    private static func text(of field: Field, _ parameters: SweepParameters) -> String {
        switch field {
        case .smallest: String(parameters.componentCounts.lowerBound)
        case .largest: String(parameters.componentCounts.upperBound)
        case .restarts: String(parameters.restarts)
        case .seed: String(parameters.seed)
        case .method: parameters.method.rawValue
        case .start: parameters.start.rawValue
        case .tieBreaker: parameters.tieBreaker?.spelling ?? "none"
        case .exact: parameters.isExact ? "yes" : "no"
        case .tolerance: spelling(parameters.tolerance)
        case .iterations: String(parameters.maximumIterations)
        case .timeBudget: parameters.timeBudgetSpelling ?? "none"
        case .evidence: parameters.gathersEvidence ? "yes" : "no"
        case .region: parameters.mask.region?.spelling ?? "all"
        case .mask: parameters.mask.exclusion.spelling
        }
    }

    private static func spelling(_ value: Double) -> String { "\(value)" }

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
        guard let tolerance = Double(self[.tolerance]), tolerance > 0, tolerance < 1 else {
            throw SpellingError("tolerance: a number between 0 and 1, as 1e-5")
        }
        var parameters = begun
        parameters.componentCounts = low...high
        parameters.restarts = try whole(.restarts, in: 1...1000)
        parameters.seed = seed
        parameters.method = try named(.method)
        parameters.start = try named(.start)
        parameters.tieBreaker = try tieBreaker()
        parameters.isExact = try yes(.exact)
        parameters.tolerance = tolerance
        parameters.maximumIterations = try whole(.iterations, in: 1...100_000)
        parameters.timeBudget = try timeBudget()
        parameters.gathersEvidence = try yes(.evidence)
        parameters.mask.region = try region()
        parameters.mask.exclusion = try AnalysisMask.Exclusion(spelling: self[.mask])
        return parameters
    }

    /// The text of a field as words are compared: without blanks around it, in small letters.
    private func word(_ field: Field) -> String {
        self[field].lowercased().filter { $0 != " " }
    }

    private func named<Name: RawRepresentable & CaseIterable>(_ field: Field) throws(SpellingError) -> Name
    where Name.RawValue == String {
        guard let name = Name(rawValue: word(field)) else {
            throw SpellingError(
                "\(field.title): one of \(Name.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return name
    }

    private func yes(_ field: Field) throws(SpellingError) -> Bool {
        switch word(field) {
        case "yes", "y": return true
        case "no", "n": return false
        default: throw SpellingError("\(field.title): yes or no")
        }
    }

    private func tieBreaker() throws(SpellingError) -> TieBreaker? {
        if word(.tieBreaker) == "none" { return nil }
        do throws(SpellingError) { return try TieBreaker(spelling: word(.tieBreaker)) } catch {
            throw SpellingError("tie-breaker: none, or \(error.description)")
        }
    }

    private func timeBudget() throws(SpellingError) -> Double? {
        if word(.timeBudget) == "none" { return nil }
        guard let seconds = Double(word(.timeBudget)), seconds > 0, seconds < 1e7 else {
            throw SpellingError("time budget: none, or a number of seconds")
        }
        return seconds
    }

    private func region() throws(SpellingError) -> VirtualDetector? {
        word(.region) == "all" ? nil : try VirtualDetector(spelling: self[.region])
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
        case .method, .start, .exact, .evidence, .region, .mask:
            self[selected] = choices(of: selected).following(self[selected], by: step)
        case .tieBreaker: adjustTieBreaker(step)
        case .timeBudget:
            let seconds = Double(self[.timeBudget]) ?? 0
            let stepped = (seconds + Double(step)).rounded()
            self[.timeBudget] = stepped >= 1 && stepped < 1e7 ? String(Int(stepped)) : "none"
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

    /// What a field is stepped through.
    private func choices(of field: Field) -> [String] {
        switch field {
        case .method: MethodName.allCases.map(\.rawValue)
        case .start: StartName.allCases.map(\.rawValue)
        case .exact, .evidence: ["no", "yes"]
        case .region: ["all"] + (begun.mask.region.map { [$0.spelling] } ?? [])
        default: ["auto", "none"]
        }
    }

    /// The next kind, with the weight that is there.
    private mutating func adjustTieBreaker(_ step: Int) {
        let parts = word(.tieBreaker).split(separator: ":")
        let weight = parts.count == 2 ? String(parts[1]) : "1e-4"
        let kinds = ["none"] + TieBreaker.Kind.allCases.map(\.rawValue)
        let next = kinds.following(parts.first.map(String.init) ?? "none", by: step)
        self[.tieBreaker] = next == "none" ? next : "\(next):\(weight)"
    }
}
