import CNcurses
import CSystem
import Glibc
import Screen

/// The way from what is asked to a running ncurses screen.
struct TerminalStart {
    private(set) var notes: [String] = []
    private(set) var ability: ScreenAbility
    /// The terminal's mode before the screen.
    private(set) var mode = termios()
    /// True where colours are direct by a stock entry, which takes 0…7 for named ones.
    private(set) var stockDirect = false

    /// Starts the screen.
    init(options: TerminalOptions) throws(TerminalError) {
        guard isatty(options.input) == 1 else { throw .notATerminal(stream: "Standard input") }
        guard isatty(options.output) == 1 else { throw .notATerminal(stream: "Standard output") }
        let name = options.entry ?? Self.environment("TERM")
        guard !name.isEmpty else { throw .unknownTerminal(name: name) }
        // In the environment they would freeze the size.
        for variable in ["LINES", "COLUMNS"] where getenv(variable) != nil { unsetenv(variable) }

        let entry = curses_look_up(name, options.output)
        guard entry.found else { throw .unknownTerminal(name: name) }
        guard entry.addresses_cursor else { throw .cannotPlaceText(name: name) }
        guard tcgetattr(options.input, &mode) == 0 else { throw .notATerminal(stream: "Standard input") }

        let locale = GlyphDecision.fromLocale()
        let glyphs = options.glyphs == .ascii ? .ascii : locale
        if options.glyphs == .blocks, locale == .ascii {
            notes.append("This locale shows only ASCII; set LANG=C.UTF-8 (or another UTF-8 locale) for block graphics.")
        }
        let decision = ColorDecision(
            asked: options.colors, entryColors: Int(entry.colors), noColor: !Self.environment("NO_COLOR").isEmpty)
        ability = ScreenAbility(colors: decision.depth, glyphs: glyphs)

        let erasesInColor = entry.erases_in_color && decision.depth != .none
        if decision.needsOwnEntry || erasesInColor, let own = OwnEntry(over: name, colors: decision.depth),
            own.whileInstalled({ curses_open(own.name, options.input, options.output) }) == true
        {
            return
        }
        ability.colors = decision.depthOfStockEntry
        stockDirect = ability.colors == .direct
        if decision.needsOwnEntry, ability.colors != decision.depth {
            notes.append(
                "The colours asked for need the program tic (on Debian: apt install ncurses-bin); "
                    + "these are the terminal's own.")
        }
        guard curses_open(name, options.input, options.output) else { throw .cannotStart(name: name) }
    }

    private static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
}
