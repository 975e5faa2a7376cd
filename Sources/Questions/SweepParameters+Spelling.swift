import Glibc

extension AnalysisMask.Exclusion {
    /// How forms and command lines spell it: auto, none, or a shape.
    public var spelling: String {
        switch self {
        case .automatic: "auto"
        case .none: "none"
        case .shape(let shape): shape.spelling
        }
    }

    /// Reads `auto`, `none` or a shape.
    /// - Throws: `SpellingError` for other text.
    public init(spelling: String) throws(SpellingError) {
        switch spelling.lowercased() {
        case "auto", "automatic": self = .automatic
        case "none": self = .none
        default: self = .shape(try VirtualDetector(spelling: spelling))
        }
    }
}

extension TieBreaker {
    /// As the command line spells it: volume:1e-4.
    public var spelling: String { "\(kind.rawValue):\(short ?? "\(weight)")" }

    /// A small weight as 1e-4; nil where that is not the weight itself.
    private var short: String? {
        guard (1e-99..<0.01).contains(weight) else { return nil }
        let exponent = log10(weight).rounded(.down)
        let mantissa = (weight / pow(10, exponent) * 1000).rounded() / 1000
        let digits = mantissa == mantissa.rounded() ? String(Int(mantissa)) : "\(mantissa)"
        let text = "\(digits)e\(Int(exponent))"
        return Double(text) == weight ? text : nil
    }

    /// Reads a spelling.
    /// - Throws: `SpellingError` where kind or weight is none.
    public init(spelling: String) throws(SpellingError) {
        let words = spelling.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2, let kind = Kind(rawValue: String(words[0])), let weight = Double(words[1]), weight > 0,
            weight <= 1
        else {
            let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw SpellingError("'\(spelling)': expected one of \(kinds), and a weight from 0 to 1, as volume:1e-4")
        }
        self.init(kind: kind, weight: weight)
    }
}

extension SweepParameters {
    /// The time budget's seconds as the command line spells them: 5, 0.5; nil where there is none.
    public var timeBudgetSpelling: String? {
        timeBudget.map { $0 == $0.rounded() && abs($0) < 1e9 ? String(Int($0)) : "\($0)" }
    }

    /// The command line's words for everything but the numbers of components and restarts; what is usual is left out.
    /// - Parameter quoted: a word as the shell takes it.
    public func fittingFlags(quoted: (String) -> String) -> [String] {
        let usual = SweepParameters()
        var words = ["--seed \(seed)", "--mask \(quoted(mask.exclusion.spelling))"]
        if let region = mask.region { words.append("--region \(quoted(region.spelling))") }
        if method != usual.method { words.append("--method \(method.rawValue)") }
        if start != usual.start { words.append("--start \(start.rawValue)") }
        if isExact { words.append("--exact") }
        if !gathersEvidence { words.append("--no-evidence") }
        if let tieBreaker { words.append("--tie-breaker \(tieBreaker.spelling)") }
        if let seconds = timeBudgetSpelling { words.append("--time-budget \(seconds)") }
        if tolerance != usual.tolerance { words.append("--tolerance \(tolerance)") }
        if maximumIterations != usual.maximumIterations { words.append("--max-iterations \(maximumIterations)") }
        return words
    }
}
