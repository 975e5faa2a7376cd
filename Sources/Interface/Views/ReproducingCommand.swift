import Questions
import Session

/// The command line that makes what is shown again.
/// - Parameter output: the file that it writes; a NumPy file where nil.
public func reproducingCommand(_ session: Session, output: String? = nil) -> String {
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
            return "braggart pattern \(file)\(flags) \(which) -o \(quoted(output ?? "pattern.npy"))"
        }
        let detector = session.detector?.spelling ?? "…"
        return "braggart virtual \(file)\(flags) --detector '\(detector)' -o \(quoted(output ?? "map.npy"))"
    case .sweep, .components:
        let parameters = session.sweep?.parameters ?? session.proposedSweep
        let counts = parameters.componentCounts
        let words = [
            "braggart sweep \(file)\(flags) --k \(counts.lowerBound)...\(counts.upperBound)",
            "--restarts \(parameters.restarts)",
        ]
        return (words + parameters.fittingFlags(quoted: quoted) + ["-o \(quoted(output ?? "runs.npz"))"]).joined(
            separator: " ")
    }
}

/// A word as a shell takes it: in single quotes where it needs them.
public func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy { scalar in
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "._-/+,=:@%".unicodeScalars.contains(scalar)
    }
    return plain && !word.isEmpty
        ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
