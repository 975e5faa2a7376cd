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
    /// What it can be asked to show.
    private(set) var limits: ScreenLimits
    /// What the screen was started by.
    private(set) var entry = ColorNumbers.Entry.own

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
        var (rows, columns) = (Int32(0), Int32(0))
        _ = terminal_size(options.output, &rows, &columns)
        guard tcgetattr(options.input, &mode) == 0 else { throw .notATerminal(stream: "Standard input") }

        let locale = GlyphDecision.fromLocale()
        let decision = ColorDecision(
            asked: options.colors, terminal: name, entryColors: Int(entry.colors),
            colorTerm: Self.environment("COLORTERM"), noColor: !Self.environment("NO_COLOR").isEmpty)
        limits = ScreenLimits(glyphs: locale.glyphs, curves: locale.curves)
        let wanted = options.glyphs ?? .half
        let glyphs =
            locale.glyphs.contains(wanted) ? wanted : locale.glyphs.contains(.half) ? .half : locale.glyphs.last
        let curves = options.curves.flatMap { locale.curves.contains($0) ? $0 : nil } ?? locale.curves.last
        ability = ScreenAbility(colors: decision.depth, glyphs: glyphs ?? .ascii, curves: curves)
        if let asked = options.glyphs, asked != glyphs {
            notes.append(
                locale.glyphs == [.ascii]
                    ? "This locale shows only ASCII; set LANG=C.UTF-8 (or another UTF-8 locale) for block graphics."
                    : "This system's locale does not know the width of \(asked.rawValue).")
        }

        if let own = OwnEntry(over: name),
            own.whileInstalled({ curses_open(own.name, options.input, rows, columns) }) == true
        {
            return
        }
        self.entry = .stock(decision.native)
        ability.colors = decision.depthOfStockEntry
        limits.colors = ColorDepth.allCases.filter { $0 <= decision.native }
        if ability.colors != decision.depth {
            notes.append(
                "The colours asked for need the program tic (on Debian: apt install ncurses-bin); "
                    + "these are the terminal's own.")
        }
        guard curses_open(name, options.input, rows, columns) else { throw .cannotStart(name: name) }
    }

    static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
}
