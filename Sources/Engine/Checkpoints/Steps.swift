/// Keeps what a computation has done, so that another process can go on from there. The engine says what; where it is kept,
/// and when it is written, is the keeper's. Called by several threads at once.
public protocol StepKeeper: Sendable {
    /// How often a long step says where it stands.
    var interval: Duration { get }
    /// What was kept last of a step, by this process or one before; nil: nothing.
    func checkpoint(of step: String) -> Checkpoint?
    /// Takes a step's newest state in place of the one before. What is not written when the process dies is computed again.
    func keep(_ checkpoint: Checkpoint, of step: String)
    /// Forgets every step whose name begins so.
    func forget(beginning prefix: String)
}

/// The steps of a computation and its parts, named `k7-restart3`: each is kept when it is done, long ones also on the
/// way. What a step gives is a function of what stands before it, so a kept one stands for computing it.
package struct Steps: Sendable {
    /// Keeps nothing.
    package static let none = Steps(keeper: nil)

    private let keeper: (any StepKeeper)?
    private let name: String

    init(keeper: (any StepKeeper)?, name: String = "") {
        self.keeper = keeper
        self.name = name
    }

    /// True when a step that last said where it stands at a moment should say so again.
    func isDue(since moment: ContinuousClock.Instant) -> Bool {
        keeper.map { .now - moment >= $0.interval } ?? false
    }

    /// The steps of a part.
    func within(_ part: String) -> Steps { Steps(keeper: keeper, name: name.isEmpty ? part : "\(name)-\(part)") }

    /// What was kept of this step; nil where it must be computed.
    func kept<Value>(_ read: (inout CheckpointReader) -> Value?) -> Value? {
        guard var reader = keeper?.checkpoint(of: name).map(CheckpointReader.init), let value = read(&reader),
            reader.remaining == 0
        else { return nil }
        return value
    }

    /// Keeps where this step stands.
    func keep(_ write: (inout Checkpoint) -> Void) {
        guard let keeper else { return }
        var checkpoint = Checkpoint()
        write(&checkpoint)
        keeper.keep(checkpoint, of: name)
    }

    /// Forgets the parts, once the whole is kept.
    func forgetParts() { keeper?.forget(beginning: name + "-") }

    /// Fills matrices as they were kept, else by computing.
    func fill(_ matrices: [Matrix], by compute: () throws(EngineError) -> Void) throws(EngineError) {
        guard keeper != nil else { return try compute() }
        let isKept: Void? = kept { reader in
            for matrix in matrices { guard reader.fill(matrix) != nil else { return nil } }
            return ()
        }
        if isKept != nil { return }
        try compute()
        keep { checkpoint in for matrix in matrices { checkpoint.append(matrix) } }
    }
}
