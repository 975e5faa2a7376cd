/// Committed changes of the intent: undo and redo.
struct History: Sendable {
    /// What kind of change a step was; neighbours of one kind that merge become one step.
    enum Kind: Hashable, Sendable {
        case probe, pixel, component, detectorSize, exchange, other

        var merges: Bool { self != .other }
    }

    private var past: [Intent] = []
    private var future: [Intent] = []
    private var lastKind: Kind?

    /// Notes the intent before a change.
    mutating func commit(_ before: Intent, _ kind: Kind) {
        future = []
        if kind.merges, lastKind == kind, !past.isEmpty { return }
        past.append(before)
        lastKind = kind
        if past.count > 500 { past.removeFirst() }
    }

    /// The intent before the last change; nil where there was none.
    mutating func undo(_ present: Intent) -> Intent? {
        guard let before = past.popLast() else { return nil }
        future.append(present)
        lastKind = nil
        return before
    }

    /// The intent that the last undo left; nil where there was none.
    mutating func redo(_ present: Intent) -> Intent? {
        guard let after = future.popLast() else { return nil }
        past.append(present)
        lastKind = nil
        return after
    }
}
