import CNcurses

/// The mouse reports, which are switched here: stock entries know neither drags nor columns past 223, and ncurses' own
/// queue loses and turns round what comes fast.
enum MouseModes {
    /// Clicks with drags (1002; the older 1000 for terminals without it), told in SGR form (1006).
    static func text(_ on: Bool) -> String {
        on ? "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h" : "\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l"
    }

    /// What a crash writes: every mouse mode off, attributes plain, keypad and screen as they were, cursor shown.
    /// Call while the screen runs.
    /// - Parameter title: what gives the window its name back.
    static func resetText(title: String) -> String {
        var text = title + ["1006", "1003", "1002", "1000"].map { "\u{1B}[?\($0)l" }.joined()
        for name in ["sgr0", "op", "rmkx", "rmcup", "cnorm"] {
            var buffer = [CChar](repeating: 0, count: 128)
            if curses_capability(name, &buffer, 128) {
                text += String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
        return text
    }
}
