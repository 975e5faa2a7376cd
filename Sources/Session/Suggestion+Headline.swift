import Questions

extension Suggestion {
    /// How it stands, in one line.
    public var headline: String {
        switch (verdict, k) {
        case (.agreed, let k?): "suggested k = \(k)"
        case (.disputed, let k?): "disputed: perhaps k = \(k)"
        case (.agreed, nil), (.disputed, nil): "disputed: no k stands out"
        case (.tooFewCounts, let k?): "too few counts to tell: they carry k = \(k)"
        case (.tooFewCounts, nil): "too few counts to tell"
        case (.continuous, _): "varies continuously: no single k"
        case (.unknown, _): "nothing can be said about k"
        }
    }
}

extension SweepStatus {
    /// What is known so far about the number of components, in one line.
    public var evidenceHeadline: String {
        if let suggestion = evidence.suggestion { return suggestion.headline }
        if isGathering { return "gathering evidence…" }
        if isRunning {
            return parameters.gathersEvidence ? "the fits first, then the evidence" : "no evidence asked for"
        }
        return parameters.gathersEvidence ? "the evidence is not complete" : "no evidence was asked for"
    }
}
