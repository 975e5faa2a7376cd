import CNcurses
import CSystem
import Glibc
import Screen

/// The terminal as a screen, through ncurses. One at a time, used from the main thread only.
///
/// Errors that end the process, a hang-up and Ctrl-Z are told by signals, which are the caller's: let SIGINT, SIGTERM
/// and SIGTSTP arrive at a signal pipe that was opened before the screen, and call `stop`, or `suspend` and `resume`.
public final class NcursesTerminal: ScreenDevice {
    /// What it shows as long as nothing else is chosen.
    public let ability: ScreenAbility
    /// What it can be asked to show.
    public let limits: ScreenLimits
    /// Rows and columns.
    public private(set) var size: (rows: Int, columns: Int)
    /// What could not be had as asked, one sentence each; worth showing once.
    public let notes: [String]
    /// True once the terminal is gone (hung up or closed): nothing more will ever come from it.
    public private(set) var isGone = false
    /// What to poll for input.
    public let inputDescriptor: Int32
    /// Whether clicks and drags come here; false leaves the mouse to the terminal, for selecting text.
    public var mouse: Bool {
        didSet { if mouse != oldValue, isRunning, !isSuspended { MouseModes.set(mouse, on: outputDescriptor) } }
    }

    let outputDescriptor: Int32
    private let takesOverProcess: Bool
    private var savedMode: termios
    private var log: MessageLog?
    private(set) var isRunning = true
    private var isSuspended = false
    private let logPath: String?
    private let resetText: String
    private let windowTitle: WindowTitle
    private let clipboard: Clipboard
    /// The window's name while the program runs; empty: its own.
    private var title = ""

    var decoder = InputDecoder()
    var painter: Painter

    /// Starts the screen: alternate screen, cursor hidden, keys unbuffered (Ctrl-C and Ctrl-Z still send their
    /// signals), standard error into a file. `stop` undoes all of it, and so does a crash.
    /// - Throws: `TerminalError` when there is no terminal, or none that ncurses can drive; it is then as it was.
    public init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
        let start = try TerminalStart(options: options)
        var notes = start.notes
        inputDescriptor = options.input
        outputDescriptor = options.output
        takesOverProcess = options.takesOverProcess
        logPath = options.log
        savedMode = start.mode
        mouse = options.mouse
        painter = Painter(entry: start.entry)
        var (ability, limits) = (start.ability, start.limits)
        if !painter.showsColors {
            if ability.colors != .none { notes.append("This terminal starts without colours.") }
            ability.colors = .none
            limits.colors = [.none]
        }
        self.ability = ability
        self.limits = limits
        self.notes = notes
        size = (0, 0)
        let name = options.entry ?? TerminalStart.environment("TERM")
        windowTitle = WindowTitle(terminal: name, showsOnlyASCII: limits.glyphs == [.ascii])
        clipboard = Clipboard(
            terminal: name, isInTmux: !TerminalStart.environment("TMUX").isEmpty,
            isInScreen: !TerminalStart.environment("STY").isEmpty)
        resetText = MouseModes.resetText(title: windowTitle.pop)
        takeOver()
        if mouse { MouseModes.set(true, on: outputDescriptor) }
        resize()
    }

    deinit { stop() }

    /// Shows a frame, sending only what differs from the last one. Cells outside the screen are cut off.
    public func show(_ frame: CellBuffer) {
        guard isRunning, !isSuspended, !isGone else { return }
        painter.show(frame, rows: size.rows, columns: size.columns)
    }

    /// Paints everything anew at the next frame: for a screen that something else has written on.
    public func repaint() {
        guard isRunning else { return }
        painter.forgetScreen()
        curses_repaint()
    }

    /// Puts a text into the clipboard of the terminal, where it lets programs do that.
    public func copy(_ text: String) {
        guard isRunning, !isSuspended, !isGone else { return }
        send(clipboard.sequence(for: text))
    }

    /// Gives the window a name until the screen ends.
    public func entitle(_ title: String) {
        guard isRunning, !isSuspended else { return }
        if self.title.isEmpty { send(windowTitle.push) }
        self.title = title
        send(windowTitle.set(title))
    }

    private func send(_ text: String) { _ = write(outputDescriptor, text, text.utf8.count) }

    /// Takes the terminal's present size, after SIGWINCH.
    /// - Returns: rows and columns.
    @discardableResult
    public func resize() -> (rows: Int, columns: Int) {
        guard isRunning else { return size }
        var (rows, columns) = (Int32(0), Int32(0))
        curses_size(&rows, &columns)
        var (newRows, newColumns) = (Int32(0), Int32(0))
        if terminal_size(outputDescriptor, &newRows, &newColumns), newRows > 0, newColumns > 0,
            (newRows, newColumns) != (rows, columns), curses_resize(newRows, newColumns)
        {
            curses_size(&rows, &columns)
        }
        size = (Int(rows), Int(columns))
        repaint()
        return size
    }

    /// Gives the terminal back for a while, as at Ctrl-Z; then raise the signal with `signal_default_and_raise`.
    public func suspend() {
        guard isRunning, !isSuspended else { return }
        isSuspended = true
        if !title.isEmpty { send(windowTitle.pop) }
        if mouse { MouseModes.set(false, on: outputDescriptor) }
        curses_suspend()
        giveBack()
    }

    /// Comes back from `suspend`; the next frame is painted whole.
    public func resume() {
        guard isRunning, isSuspended else { return }
        isSuspended = false
        tcgetattr(inputDescriptor, &savedMode)
        takeOver()
        curses_resume()
        if !title.isEmpty { send(windowTitle.push + windowTitle.set(title)) }
        if mouse { MouseModes.set(true, on: outputDescriptor) }
        resize()
    }

    /// Ends the screen and gives everything back: modes, mouse, standard error (whose messages then appear).
    /// A second call does nothing.
    public func stop() {
        guard isRunning else { return }
        if mouse, !isSuspended { MouseModes.set(false, on: outputDescriptor) }
        if !title.isEmpty, !isSuspended { send(windowTitle.pop) }
        isRunning = false
        curses_close()
        if !isGone { tcsetattr(inputDescriptor, TCSADRAIN, &savedMode) }
        if !isSuspended { giveBack() }
    }

    /// Reads all input that waits; never waits itself. Empty where there is none.
    public func readEvents() -> [InputEvent] {
        guard isRunning, !isSuspended, !isGone else { return [] }
        var events: [InputEvent] = []
        while true {
            let input = curses_read()
            switch input.kind {
            case curses_character: decoder.take(.character(input.character), into: &events)
            case curses_key:
                if let name = input.key { decoder.take(.named(String(cString: name)), into: &events) }
            case curses_resized:
                let before = size
                if resize() != before { events.append(.resize(rows: size.rows, columns: size.columns)) }
            default:
                decoder.finish(into: &events)
                isGone = terminal_gone(inputDescriptor)
                return events
            }
        }
    }

    private func takeOver() {
        guard takesOverProcess else { return }
        log = MessageLog(path: logPath)
        _ = resetText.withCString { crash_guard_arm(outputDescriptor, $0, &savedMode, log?.path ?? "") }
    }

    private func giveBack() {
        guard takesOverProcess else { return }
        crash_guard_disarm()
        log?.end()
        log = nil
    }
}
