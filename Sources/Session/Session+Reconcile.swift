import Questions

/// A lane of work: one need runs, one may wait; the newest replaces the waiting one.
public enum Lane: String, CaseIterable, Hashable, Sendable {
    case survey, pattern, map, series, result, listing
}

/// Something that should be computed or read.
public enum Need: Hashable, Sendable {
    case request(Request)
    case result(ResultKey)
    /// Which datasets the file holds.
    case datasets
}

extension Session {
    /// What is missing for what is shown, by lane: derived from intent and findings, never scripted.
    public var needs: [Lane: Need] {
        var needs: [Lane: Need] = [:]
        func want(_ request: Request, _ lane: Lane) {
            if findings[request] == nil, findings.failure(of: .request(request)) == nil {
                needs[lane] = .request(request)
            }
        }
        want(.survey, .survey)
        want(patternRequest, .pattern)
        if let detector {
            want(.virtualImage(detector), .map)
            // A guess is judged once the map is there.
            let isGuess = dataset.scanOrigin.isGuess && lastSeries == nil && findings[.virtualImage(detector)] != nil
            if isGuess || scanLayoutForm != nil { want(.frameSeries(detector), .series) }
        }
        if let sweep, sweep.seconds[intent.k] != nil {
            let key = ResultKey(run: sweep.identifier, k: intent.k)
            if findings[result: key] == nil, findings.failure(of: .result(key)) == nil { needs[.result] = .result(key) }
        }
        if case .datasets? = view.overlay, datasets == nil, findings.failure(of: .datasets) == nil {
            needs[.listing] = .datasets
        }
        return needs
    }
}
