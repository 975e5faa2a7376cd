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
    public var spelling: String { "\(kind.rawValue):\(weight)" }

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
        if let timeBudget { words.append("--time-budget \(timeBudget)") }
        if tolerance != usual.tolerance { words.append("--tolerance \(tolerance)") }
        if maximumIterations != usual.maximumIterations { words.append("--max-iterations \(maximumIterations)") }
        return words
    }
}
