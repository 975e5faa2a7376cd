import CNcurses
import Glibc

/// The mouse reports that ncurses does not switch by itself.
struct MouseModes {
    /// True where the terminal's entry (our own) names all modes, so that ncurses switches them.
    let byEntry: Bool

    /// Switches drags on or off where the entry cannot.
    func set(_ on: Bool, on descriptor: Int32) {
        if byEntry { return }
        let text = on ? "\u{1B}[?1002h" : "\u{1B}[?1002l"
        _ = write(descriptor, text, text.utf8.count)
    }

    /// What a crash writes: every mouse mode off, attributes plain, keypad and screen as they were, cursor shown.
    /// Call while the screen runs.
    static func resetText() -> String {
        var text = ["1006", "1003", "1002", "1000"].map { "\u{1B}[?\($0)l" }.joined()
        for name in ["sgr0", "op", "rmkx", "rmcup", "cnorm"] {
            var buffer = [CChar](repeating: 0, count: 128)
            if curses_capability(name, &buffer, 128) {
                text += String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
        return text
    }
}
