import Glibc
import Screen

/// What the user asks of the terminal.
public struct TerminalOptions: Sendable {
    /// Colours asked for; nil takes what the terminal's entry has, or none where NO_COLOR is set.
    public var colors: ColorDepth?
    /// Glyphs asked for; nil takes what the locale can show.
    public var glyphs: GlyphSet?
    /// Glyphs of curves asked for; nil takes braille where it shows.
    public var curves: CurveGlyphs?
    /// False leaves the mouse to the terminal, for selecting text.
    public var mouse: Bool
    /// File that takes what is written to standard error while the screen is up (appended); nil makes one in
    /// `$XDG_STATE_HOME/braggart`, else in `/tmp`, that is shown and removed at the end.
    public var log: String?

    /// Descriptors of the terminal, and whether its signals and standard error are taken: tests bring a terminal of
    /// their own.
    package var input: Int32 = STDIN_FILENO
    package var output: Int32 = STDOUT_FILENO
    package var takesOverProcess = true
    /// The terminal is at the other end of a network.
    package var isRemote = getenv("SSH_CONNECTION") != nil || getenv("SSH_TTY") != nil
    /// Name of the terminfo entry in place of TERM.
    package var entry: String?

    public init(
        colors: ColorDepth? = nil, glyphs: GlyphSet? = nil, curves: CurveGlyphs? = nil, mouse: Bool = true,
        log: String? = nil
    ) {
        self.colors = colors
        self.glyphs = glyphs
        self.curves = curves
        self.mouse = mouse
        self.log = log
    }
}
