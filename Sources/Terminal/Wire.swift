import Glibc

/// The one owner of the bytes that go to the terminal. What the terminal does not take at once waits here and is sent
/// when it can be written; nothing here ever blocks, except at the end.
final class Wire {
    /// To poll for room while something waits.
    let descriptor: Int32
    /// Bytes handed over so far.
    private(set) var count = 0
    private var waiting: [UInt8] = []
    private var written = 0
    private let isOwn: Bool
    /// True once the other end takes nothing any more.
    private(set) var isBroken = false

    /// - Parameter terminal: an open terminal. It is opened once more, so that not waiting for it is this program's
    ///   affair only and ends with it.
    init(_ terminal: Int32) {
        let again = open("/proc/self/fd/\(terminal)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        isOwn = again >= 0
        descriptor = isOwn ? again : terminal
    }

    deinit { if isOwn { close(descriptor) } }

    /// True while bytes wait for room.
    var isWaiting: Bool { written < waiting.count }

    /// Sends bytes after those that wait.
    func send(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, !isBroken else { return }
        count += bytes.count
        waiting += bytes
        advance()
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Writes as much as there is room for.
    func advance() {
        while isWaiting, !isBroken {
            let taken = waiting.withUnsafeBytes { bytes in
                bytes.baseAddress.map { write(descriptor, $0 + written, bytes.count - written) } ?? 0
            }
            if taken > 0 {
                written += taken
            } else if taken < 0, errno == EINTR {
                continue
            } else {
                isBroken = taken == 0 || errno != EAGAIN
                break
            }
        }
        if !isWaiting || isBroken {
            waiting.removeAll(keepingCapacity: true)
            written = 0
        }
    }

    /// Writes what waits, for so long at most; what is still left then is dropped.
    func finish(within seconds: Double) {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while isWaiting, !isBroken {
            let left = deadline - .now
            guard left > .zero else { break }
            var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&state, 1, Int32(min(1000, left / .milliseconds(1) + 1)))
            advance()
        }
        waiting = []
        written = 0
    }
}
