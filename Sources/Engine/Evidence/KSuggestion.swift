import Questions

/// Weighs the evidence for a number of components.
struct KSuggestion {
    let evidence: Evidence
    let counts: ClosedRange<Int>
    let minima: [Int: Double]
    let bounds: [Double]

    var suggestion: Suggestion { Suggestion(verdict: .unknown, k: nil, reasons: []) }
}
