import Dispatch
import Glibc
import Synchronization

/// How far memory has been written, from its first byte on, for those who wait to read it.
final class Filling: Sendable {
    private struct State {
        var failure: CubeError?
        var waiting: [(end: Int, semaphore: DispatchSemaphore)] = []
    }

    private let count = Atomic<Int>(0)
    private let isAbandoned = Atomic<Bool>(false)
    private let state = Mutex(State())

    /// Why it ended early; nil while it goes on, and where it did not.
    var failure: CubeError? { state.withLock { $0.failure } }

    /// Returns once the bytes before `end` are there, or will never be.
    @inline(__always)
    func wait(until end: Int) {
        if count.load(ordering: .acquiring) < end { sleep(until: end) }
    }

    private func sleep(until end: Int) {
        let semaphore = state.withLock { state -> DispatchSemaphore? in
            guard count.load(ordering: .acquiring) < end else { return nil }
            let semaphore = DispatchSemaphore(value: 0)
            state.waiting.append((end, semaphore))
            return semaphore
        }
        semaphore?.wait()
    }

    /// Says that so many bytes are there.
    /// - Returns: false where nobody wants more.
    func advance(to count: Int) -> Bool {
        let ready = state.withLock { state in
            self.count.store(count, ordering: .releasing)
            let ready = state.waiting.filter { $0.end <= count }
            state.waiting.removeAll { $0.end <= count }
            return ready
        }
        for (_, semaphore) in ready { semaphore.signal() }
        return !isAbandoned.load(ordering: .relaxed)
    }

    /// Says that no more bytes will come.
    func end(_ failure: CubeError?) {
        state.withLock { $0.failure = failure }
        _ = advance(to: .max)
    }

    /// Says that nobody wants more.
    func abandon() { isAbandoned.store(true, ordering: .relaxed) }

    /// Runs `body` on a thread of its own: those of a queue may all be waiting for what it writes.
    static func onItsOwnThread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(run: body))
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard status == 0 else { return box.takeRetainedValue().run() }
        pthread_detach(thread)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
