import Dispatch
import Engine
import Glibc

/// Ctrl-C and termination become the wish to cancel, so that what is finished is kept.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// Cancels on SIGINT and SIGTERM from now on.
    init(cancelling cancellation: Cancellation) {
        let watching = DispatchSemaphore(value: 0)
        // A queue of its own has a thread of its own: the global ones' are all computing when it matters.
        let queue = DispatchQueue(label: "braggart.interruption", qos: .userInteractive)
        sources = [SIGINT, SIGTERM].map { signal in
            Glibc.signal(signal, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
            source.setEventHandler { @Sendable in cancellation.cancel() }
            source.setRegistrationHandler { @Sendable in watching.signal() }
            source.resume()
            return source
        }
        // One that comes before it is watched would be lost.
        for _ in sources { watching.wait() }
    }

    /// Gives the signals back.
    func stop() {
        for source in sources { source.cancel() }
        for signal in [SIGINT, SIGTERM] { Glibc.signal(signal, SIG_DFL) }
    }
}
