import CSystem
import Foundation
import Synchronization

/// A terminal made for a test: what is written to `device` is collected, and `type` is its keyboard.
final class PseudoTerminal: Sendable {
    struct Unavailable: Error {}

    /// The end that a program takes for its terminal.
    let device: Int32
    private let keyboard: Int32
    private let collector: Collector

    private final class Collector: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let isWanted = Mutex(true)
        let hasEnded = Mutex(false)

        /// Reads until it is not wanted any more, then closes.
        func run(_ keyboard: Int32) {
            var part = [UInt8](repeating: 0, count: 65536)
            while isWanted.withLock({ $0 }) {
                var state = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
                guard poll(&state, 1, 10) == 1 else { continue }
                let taken = read(keyboard, &part, part.count)
                if taken <= 0 { break }
                bytes.withLock { $0 += part[0..<taken] }
            }
            close(keyboard)
            hasEnded.withLock { $0 = true }
        }
    }

    init(rows: Int, columns: Int) throws {
        keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // The kernel's TIOCSPTLCK and TIOCGPTN, which Glibc does not import.
        let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
        var (number, locked) = (UInt32(0), Int32(0))
        guard keyboard >= 0, ioctl(keyboard, setLock, &locked) == 0,
            ioctl(keyboard, getNumber, &number) == 0
        else { throw Unavailable() }
        device = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard device >= 0 else { throw Unavailable() }
        let (keyboard, collector) = (keyboard, Collector())
        self.collector = collector
        resize(rows: rows, columns: columns)
        Thread.detachNewThread { collector.run(keyboard) }
    }

    /// Closes the terminal's own side, as a window that is closed or a line that is lost.
    func hangUp() {
        collector.isWanted.withLock { $0 = false }
        while !collector.hasEnded.withLock({ $0 }) { usleep(1000) }
    }

    func resize(rows: Int, columns: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
    }

    func type(_ text: String) { _ = write(keyboard, text, text.utf8.count) }

    /// The device's mode, without what the kernel changes by itself.
    var mode: [UInt32] {
        var mode = termios()
        tcgetattr(device, &mode)
        return [mode.c_iflag, mode.c_oflag, mode.c_lflag, mode.c_cflag]
    }

    /// All that was written since the last call: ends at a mark that is written now.
    func takeOutput() -> String {
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

    /// Waits until input can be read at the device.
    func awaitInput() {
        var state = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
        poll(&state, 1, 5000)
    }

    deinit {
        collector.isWanted.withLock { $0 = false }
        close(device)
    }
}
