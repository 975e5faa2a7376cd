import Dispatch
import Synchronization

/// How many threads a question may use, and the wish to stop that it heeds.
package struct Workers: Sendable {
    /// At least 1.
    package let threads: Int
    package let cancellation: Cancellation

    package init(threads: Int, cancellation: Cancellation) {
        self.threads = max(1, threads)
        self.cancellation = cancellation
    }

    /// Calls `body` once for every tile of `0..<count`, on at most `threads` threads, and waits for all.
    ///
    /// Which thread takes which tile is left open, so a body writes only what belongs to its tile; the tiles themselves
    /// must not depend on `threads`, which makes results the same for any number of threads.
    ///
    /// - Parameters:
    ///   - body: gets the tile and the worker, a number in `0..<threads` that no two bodies running at once share.
    /// - Throws: `cancelled`, checked before each tile, or the first error that a body threw; the remaining tiles are
    ///   then not begun.
    package func forEachTile(
        _ count: Int, _ body: (_ tile: Int, _ worker: Int) throws(EngineError) -> Void
    ) throws(EngineError) {
        let workers = min(threads, count)
        if workers <= 1 {
            for tile in 0..<count {
                try cancellation.check()
                try body(tile, 0)
            }
            return
        }
        let next = Atomic<Int>(0)
        let failure = Mutex<EngineError?>(nil)
        withoutActuallyEscaping(body) { body in
            // Safe: bodies that run at once write only what belongs to their own tiles.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                do throws(EngineError) {
                    while true {
                        let tile = next.add(1, ordering: .relaxed).oldValue
                        guard tile < count else { return }
                        try cancellation.check()
                        try body(tile, worker)
                    }
                } catch {
                    next.store(count, ordering: .relaxed)
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// One value for each worker, made by `make`.
    func each<Value>(_ make: () -> Value) -> [Value] { (0..<threads).map { _ in make() } }
}

/// `0..<count` cut into ranges of `length`, the last one shorter where it must be.
func cut(_ count: Int, every length: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: max(1, length)).map { $0..<min(count, $0 + max(1, length)) }
}
