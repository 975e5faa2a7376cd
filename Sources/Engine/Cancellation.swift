import Synchronization

/// A wish to stop, shared between who asks and who computes. Work looks at it at least every 100 ms and then throws
/// `EngineError.cancelled`.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    /// Asks the work to stop. It cannot be taken back.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// True once `cancel` was called.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// - Throws: `cancelled` once `cancel` was called.
    func check() throws(EngineError) {
        if isCancelled { throw .cancelled }
    }
}
