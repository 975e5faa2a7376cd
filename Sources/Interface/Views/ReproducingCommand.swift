import Questions
import Session

/// The command line that makes what is shown again.
func reproducingCommand(_ session: Session) -> String {
    let file = quoted(session.dataset.path)
    let flags = session.dataset.openingFlags.isEmpty ? "" : " " + session.dataset.openingFlags
    switch session.view.workspace {
    case .explore:
        if session.view.focus == .pattern {
            let which =
                switch session.intent.patternChoice {
                case .probe: "--at \(session.intent.probe.row),\(session.intent.probe.column)"
                case .mean: "--mean"
                case .maximum: "--max"
                }
            return "braggart pattern \(file)\(flags) \(which) -o pattern.npy"
        }
        let detector = session.detector?.spelling ?? "…"
        return "braggart virtual \(file)\(flags) --detector '\(detector)' -o map.npy"
    case .sweep, .components:
        let parameters = session.sweep?.parameters ?? session.proposedSweep
        let counts = parameters.componentCounts
        var words = [
            "braggart sweep \(file)\(flags) --k \(counts.lowerBound)...\(counts.upperBound)",
            "--restarts \(parameters.restarts) --seed \(parameters.seed)",
            "--mask \(quoted(parameters.mask.exclusion.spelling))",
        ]
        if let region = parameters.mask.region { words.append("--region \(quoted(region.spelling))") }
        return (words + options(parameters) + ["-o runs.npz"]).joined(separator: " ")
    }
}

/// What differs from the defaults of a sweep, as its command line spells it.
private func options(_ parameters: SweepParameters) -> [String] {
    let usual = SweepParameters()
    var words: [String] = []
    if parameters.method != usual.method { words.append("--method \(parameters.method.rawValue)") }
    if parameters.start != usual.start { words.append("--start \(parameters.start.rawValue)") }
    if parameters.isExact { words.append("--exact") }
    if !parameters.gathersEvidence { words.append("--no-evidence") }
    if let tieBreaker = parameters.tieBreaker { words.append("--tie-breaker \(SweepForm.spelling(tieBreaker))") }
    if let budget = parameters.timeBudget { words.append("--time-budget \(SweepForm.seconds(budget))") }
    if parameters.tolerance != usual.tolerance { words.append("--tolerance \(parameters.tolerance)") }
    if parameters.maximumIterations != usual.maximumIterations {
        words.append("--max-iterations \(parameters.maximumIterations)")
    }
    return words
}

/// A word as a shell takes it: in single quotes where it needs them.
func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy { scalar in
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "._-/+,=:@%".unicodeScalars.contains(scalar)
    }
    return plain && !word.isEmpty
        ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
