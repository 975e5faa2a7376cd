/// Why there is no screen.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// `stream` (standard input or standard output) is a file or a pipe.
    case notATerminal(stream: String)
    /// TERM is empty or names a terminal that this machine does not know.
    case unknownTerminal(name: String)
    /// The terminal cannot place text: a printer, or a very plain one.
    case cannotPlaceText(name: String)
    /// ncurses refused for a reason that it does not tell.
    case cannotStart(name: String)

    public var description: String {
        switch self {
        case .notATerminal(let stream):
            "\(stream) is not a terminal, so there is nothing to draw on. "
                + "Start the explorer in a terminal without redirection; for scripts there are info, virtual, pattern, sweep, pca and frame."
        case .unknownTerminal(let name) where name.isEmpty:
            "The variable TERM is empty, so the terminal's kind is unknown. Try: TERM=xterm-256color braggart …"
        case .unknownTerminal(let name):
            "This machine has no terminfo entry for TERM=\(name). "
                + "Try TERM=xterm-256color braggart …, or install the entry (on Debian: apt install ncurses-term)."
        case .cannotPlaceText(let name):
            "TERM=\(name) cannot move its cursor, which a screen needs. "
                + "If the terminal is a modern one, try: TERM=xterm-256color braggart …"
        case .cannotStart(let name):
            "ncurses could not start a screen for TERM=\(name). Try: TERM=xterm-256color braggart …"
        }
    }
}
