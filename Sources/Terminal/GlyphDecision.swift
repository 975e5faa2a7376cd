import CNcurses
import Screen

/// Which glyphs the locale can show.
enum GlyphDecision {
    /// Sets the process's character type to the user's locale, or to C.UTF-8 where that is plain C, and says what
    /// shows there. A locale with another encoding is taken at its word: its terminal would garble UTF-8.
    static func fromLocale() -> GlyphSet {
        let known = curses_set_locale("")
        if showsBlocks { return .blocks }
        if !known || codeset == "ANSI_X3.4-1968" {
            for name in ["C.UTF-8", "C.utf8", "en_US.UTF-8"] where curses_set_locale(name) {
                if showsBlocks { return .blocks }
            }
            _ = curses_set_locale("C")
        }
        return .ascii
    }

    private static var codeset: String { String(cString: curses_codeset()) }

    /// Half blocks encode and take one column.
    private static var showsBlocks: Bool { codeset == "UTF-8" && curses_width(0x2580) == 1 }
}
