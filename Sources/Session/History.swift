/// Committed changes of the intent: undo and redo.
struct History: Hashable, Sendable, Codable {
    /// What kind of change a step was; neighbours of one kind that merge become one step.
    enum Kind: String, Hashable, Sendable, Codable {
        case probe, pixel, component, detectorSize, exchange, other

        var merges: Bool { self != .other }
    }

    private var past: [Intent] = []
    private var future: [Intent] = []
    private var lastKind: Kind?

    /// The newest steps, as many on either side, each changed.
    func mapped(newest count: Int = .max, _ change: (Intent) -> Intent) -> History {
        var history = self
        history.past = past.suffix(count).map(change)
        history.future = future.suffix(count).map(change)
        return history
    }

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
