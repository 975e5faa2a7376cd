import CSystem
import Glibc
import Synchronization

/// Letters from any thread to the main thread, whose poll wakes when one arrives.
public final class Mailbox<Letter: Sendable>: Sendable {
    /// Becomes readable when a letter waits.
    public let descriptor: Int32
    private let letters = Mutex<[Letter]>([])

    /// - Throws: `RuntimeError` when the system has no descriptor left.
    public init() throws(RuntimeError) {
        descriptor = wakeup_open()
        guard descriptor >= 0 else { throw .system("eventfd", String(cString: strerror(errno))) }
    }

    /// Leaves a letter and wakes the reader.
    public func post(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        wakeup_ring(descriptor)
    }

    /// All letters in the order they came.
    public func take() -> [Letter] {
        wakeup_drain(descriptor)
        return letters.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    deinit { close(descriptor) }
}
