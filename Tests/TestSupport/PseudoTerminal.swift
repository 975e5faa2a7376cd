import CSystem
import Foundation
import Synchronization

/// A terminal made for a test: what is written to `device` is collected, and `type` is its keyboard. It may answer
/// status questions as terminals do, and stand at the far end of a slow line.
public final class PseudoTerminal: Sendable {
    public struct Unavailable: Error {}

    /// A line between the program and the terminal.
    public struct Line: Sendable {
        /// Bytes a second.
        public var rate: Double
        /// Seconds each way.
        public var delay: Double
        /// Bytes that wait in between before the program notices.
        public var buffer: Int

        public init(rate: Double, delay: Double, buffer: Int) {
            self.rate = rate
            self.delay = delay
            self.buffer = buffer
        }
    }

    /// The end that a program takes for its terminal.
    public let device: Int32
    /// The device's path.
    public let path: String
    private let keyboard: Int32
    private let collector: Collector

    private final class Collector: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let isWanted = Mutex(true)
        let hasEnded = Mutex(false)
        /// The most bytes that waited on the line since it was last asked.
        let mostWaiting = Mutex(0)
        let answers: Bool
        let line: Line?

        init(answers: Bool, line: Line?) {
            self.answers = answers
            self.line = line
        }

        private static let question = Array("\u{1B}[5n".utf8)

        /// Reads until it is not wanted any more, then closes.
        func run(_ keyboard: Int32) {
            var part = [UInt8](repeating: 0, count: 65536)
            var waiting: [UInt8] = []
            var matched = 0
            var due: [Double] = []
            let began = ContinuousClock.now
            var (last, credit) = (0.0, 0.0)
            while isWanted.withLock({ $0 }) {
                let now = (ContinuousClock.now - began) / .seconds(1)
                for _ in due.filter({ $0 <= now }) { _ = write(keyboard, "\u{1B}[0n", 4) }
                due.removeAll { $0 <= now }
                if let line { credit = min(credit + (now - last) * line.rate, max(64, line.rate / 20)) }
                last = now
                let hasRoom = line.map { waiting.count < $0.buffer } ?? true
                var state = pollfd(fd: hasRoom ? keyboard : -1, events: Int16(POLLIN), revents: 0)
                if poll(&state, 1, line == nil && due.isEmpty ? 10 : 2) == 1 {
                    let taken = read(keyboard, &part, part.count)
                    if taken <= 0 { break }
                    waiting += part[0..<taken]
                }
                let waits = waiting.count
                mostWaiting.withLock { $0 = max($0, waits) }
                let arriving = line == nil ? waits : min(waits, Int(credit))
                guard arriving > 0 else { continue }
                credit -= Double(arriving)
                for byte in waiting[0..<arriving] {
                    matched = byte == Self.question[matched] ? matched + 1 : byte == 0x1B ? 1 : 0
                    guard matched == Self.question.count else { continue }
                    matched = 0
                    if answers { due.append(now + 2 * (line?.delay ?? 0)) }
                }
                let arrived = waiting[0..<arriving]
                bytes.withLock { $0 += arrived }
                waiting.removeFirst(arriving)
            }
            close(keyboard)
            hasEnded.withLock { $0 = true }
        }
    }

    /// - Parameters:
    ///   - answers: whether it answers `CSI 5 n`.
    ///   - line: what lies between; nothing where nil.
    public init(rows: Int, columns: Int, answers: Bool = false, line: Line? = nil) throws {
        keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // The kernel's TIOCSPTLCK and TIOCGPTN, which Glibc does not import.
        let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
        var (number, locked) = (UInt32(0), Int32(0))
        guard keyboard >= 0, ioctl(keyboard, setLock, &locked) == 0,
            ioctl(keyboard, getNumber, &number) == 0
        else { throw Unavailable() }
        path = "/dev/pts/\(number)"
        device = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard device >= 0 else { throw Unavailable() }
        let (keyboard, collector) = (keyboard, Collector(answers: answers, line: line))
        self.collector = collector
        resize(rows: rows, columns: columns)
        Thread.detachNewThread { collector.run(keyboard) }
    }

    /// Closes the terminal's own side, as a window that is closed or a line that is lost.
    public func hangUp() {
        collector.isWanted.withLock { $0 = false }
        while !collector.hasEnded.withLock({ $0 }) { usleep(1000) }
    }

    public func resize(rows: Int, columns: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
    }

    public func type(_ text: String) { type(Array(text.utf8)) }

    public func type(_ bytes: [UInt8]) { _ = write(keyboard, bytes, bytes.count) }

    /// The device's mode, without what the kernel changes by itself.
    public var mode: [UInt32] {
        var mode = termios()
        tcgetattr(device, &mode)
        return [mode.c_iflag, mode.c_oflag, mode.c_lflag, mode.c_cflag]
    }

    /// All that was written since the last call: ends at a mark that is written now.
    public func takeOutput() -> String {
        let mark = "\u{1}mark\u{1}"
        _ = write(device, mark, mark.utf8.count)
        let deadline = Date(timeIntervalSinceNow: 10)
        while Date() < deadline {
            let text = String(decoding: collector.bytes.withLock { $0 }, as: UTF8.self)
            if text.hasSuffix(mark) {
                collector.bytes.withLock { $0 = [] }
                return String(text.dropLast(mark.count))
            }
            usleep(1000)
        }
        return ""
    }

    /// All that arrived since the last call, once nothing more has come for so many seconds; at most 30 are waited.
    public func takeOutput(quietFor seconds: Double) -> String {
        let deadline = ContinuousClock.now + .seconds(30)
        var (count, since) = (-1, ContinuousClock.now)
        while .now < deadline {
            let present = collector.bytes.withLock { $0.count }
            if present != count { (count, since) = (present, .now) }
            if .now - since > .seconds(seconds) { break }
            usleep(2000)
        }
        return String(
            decoding: collector.bytes.withLock { bytes in
                defer { bytes = [] }
                return bytes
            }, as: UTF8.self)
    }

    /// The most bytes that waited on the line since the last call.
    public func takeMostWaiting() -> Int {
        collector.mostWaiting.withLock { most in
            defer { most = 0 }
            return most
        }
    }

    /// How many bytes have arrived since output was last taken.
    public var arrived: Int { collector.bytes.withLock { $0.count } }

    /// All that was written so far.
    public var output: String { String(decoding: collector.bytes.withLock { $0 }, as: UTF8.self) }

    /// Waits until input can be read at the device.
    public func awaitInput() {
        var state = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
        poll(&state, 1, 5000)
    }

    deinit {
        collector.isWanted.withLock { $0 = false }
        close(device)
    }
}
