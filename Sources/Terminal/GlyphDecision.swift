import CNcurses
import Screen

/// Which glyphs the locale can show.
enum GlyphDecision {
    /// Sets the process's character type to the user's locale, or to C.UTF-8 where that is plain C. A locale with another
    /// encoding is taken at its word: its terminal would garble UTF-8.
    /// - Returns: the glyphs that it encodes and gives one column, from the least to the most.
    static func fromLocale() -> (glyphs: [GlyphSet], curves: [CurveGlyphs]) {
        let known = curses_set_locale("")
        if !showsLines, !known || codeset == "ANSI_X3.4-1968" {
            let names = ["C.UTF-8", "C.utf8", "en_US.UTF-8"]
            if !names.contains(where: { curses_set_locale($0) && showsLines }) { _ = curses_set_locale("C") }
        }
        guard showsLines else { return ([.ascii], [.ascii]) }
        return (
            GlyphSet.allCases.filter { shows($0.sample) }, CurveGlyphs.allCases.filter { shows($0.sample) }
        )
    }

    private static var codeset: String { String(cString: curses_codeset()) }

    /// Frames and shades encode and take one column: what everything beyond ASCII is drawn with.
    private static var showsLines: Bool { codeset == "UTF-8" && shows("─") && shows("▒") }

    private static func shows(_ sample: Unicode.Scalar) -> Bool { curses_width(sample.value) == 1 }
}

extension GlyphSet {
    /// A character that shows where all of the set do.
    fileprivate var sample: Unicode.Scalar {
        switch self {
        case .ascii: "#"
        case .shades: "▒"
        case .half: "▀"
        case .quadrants: "▚"
        case .sextants: "\u{1FB00}"
        }
    }
}

extension CurveGlyphs {
    /// A character that shows where all of the set do.
    fileprivate var sample: Unicode.Scalar {
        switch self {
        case .ascii: "*"
        case .blocks: "▚"
        case .braille: "⠿"
        }
    }
}
