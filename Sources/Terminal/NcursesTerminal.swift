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
        didSet { if mouse != oldValue, isRunning, !isSuspended { wire.send(MouseModes.text(mouse)) } }
    }

    private let wire: Wire
    /// What a crash writes to: waits for the terminal, unlike the wire.
    private let terminal: Int32
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

    private var decoder = InputDecoder()
    private var painter: Painter
    private var trimmer = StyleTrimmer()
    private var pace: LinePace
    private var drafting = Drafting()
    /// What was shown last was news that nobody waited for.
    private var isNews = false
    /// When the next portion of news may be sent.
    private var nextNews = -Double.infinity
    private var outcome = Painter.Outcome()
    private var output: [UInt8] = []
    /// Seconds that an answer of the terminal may take at the end.
    private let lastPatience: Double

    /// Starts the screen: alternate screen, cursor hidden, keys unbuffered (Ctrl-C and Ctrl-Z still send their
    /// signals), standard error into a file. `stop` undoes all of it, and so does a crash.
    /// - Throws: `TerminalError` when there is no terminal, or none that ncurses can drive; it is then as it was.
    public init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
        let start = try TerminalStart(options: options)
        var notes = start.notes
        inputDescriptor = options.input
        terminal = options.output
        wire = Wire(terminal)
        pace = LinePace(isRemote: options.isRemote)
        lastPatience = options.isRemote ? 0.5 : 0.05
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
        take()
        resize()
    }

    deinit { stop() }

    /// Begins to own the terminal: mouse, keyboard, and the first question of the pace.
    private func take() {
        _ = curses_take_keyboard(inputDescriptor)
        if !title.isEmpty { wire.send(windowTitle.push + windowTitle.set(title)) }
        if mouse { wire.send(MouseModes.text(true)) }
        ask()
    }

    // MARK: Showing

    /// Shows a frame, sending only what differs from the last one; on a slow line a part of it (then `nextChance` says
    /// when the rest may follow). Cells outside the screen are cut off.
    public func show(_ frame: CellBuffer) { show(frame, isAwaited: true) }

    /// Shows a frame.
    /// - Parameter isAwaited: false for what goes on in the background: it takes the line in small portions, ten of them
    ///   a second at most, and what changed again by then is never sent. Other pictures are always awaited.
    public func show(_ frame: CellBuffer, isAwaited: Bool) {
        guard isRunning, !isSuspended, !isGone else { return }
        let isResting = drafting.completion == nil
        let isDraft = drafting.isDraft(frame, onSlowLine: pace.isSlow, at: Self.now)
        isNews = !isAwaited && isResting && !drafting.isNew
        guard !isNews || Self.now >= nextNews else {
            outcome.isWhole = false
            return
        }
        let room = isNews ? min(pace.room ?? .max, Self.newsPortion) : pace.room
        outcome = painter.show(
            frame, rows: size.rows, columns: size.columns,
            order: Painter.Order(isDraft: isDraft, room: room, isAwaited: !isNews))
        // News that waits for its next portion leaves pictures finished.
        if !isNews { drafting.shown(isFinished: outcome.isFinished) }
        let bytes = sendOutput()
        if isNews, bytes > 0 { nextNews = Self.now + Self.newsInterval }
        if pace.sent(bytes, at: Self.now) { wire.send(Self.question) }
    }

    /// Writes what waits for room on the line.
    /// - Returns: true when another frame may be shown: the last one is on its way, and the terminal keeps up.
    public func makeReady() -> Bool {
        wire.advance()
        return !wire.isWaiting && pace.mayShow(at: Self.now)
    }

    /// Where room for output shows itself; nil while nothing waits.
    public var waitingOutput: Int32? { wire.isWaiting ? wire.descriptor : nil }

    /// Seconds until the screen wants another look though nothing happened: the rest of a frame, colours that are to be
    /// completed, a terminal that does not answer. Nil where it does not.
    public var nextChance: Double? {
        guard isRunning, !isSuspended, !isGone, !wire.isWaiting else { return nil }
        let now = Self.now
        if !pace.mayShow(at: now) { return 0.1 }
        if !outcome.isWhole { return isNews ? max(0, nextNews - now) : 0 }
        return drafting.completion.map { max(0, $0 - now) }
    }

    /// Sends what ncurses has written, as briefly as it can be said.
    /// - Returns: how many bytes.
    @discardableResult
    private func sendOutput() -> Int {
        let length = Int(curses_take_output(nil, 0))
        guard length > 0 else { return 0 }
        if output.count < length { output = [UInt8](repeating: 0, count: length) }
        var brief: [UInt8] = []
        output.withUnsafeMutableBufferPointer { buffer in
            let taken = Int(curses_take_output(buffer.baseAddress, Int64(buffer.count)))
            trimmer.trim(UnsafeBufferPointer(rebasing: buffer[..<min(taken, buffer.count)]), into: &brief)
        }
        wire.send(brief)
        return brief.count
    }

    private static let question = "\u{1B}[5n"
    /// Bytes of a portion of news, and seconds between two.
    private static let newsPortion = 900
    private static let newsInterval = 0.1

    private func ask() {
        wire.send(Self.question)
        pace.ask(at: Self.now)
    }

    /// Takes the answers that are still on their way, so that none ends as typed text in a shell.
    private func awaitAnswers() {
        let deadline = Self.now + lastPatience
        while pace.openQuestions > 0, !isGone, Self.now < deadline {
            var state = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&state, 1, Int32(max(1, (deadline - Self.now) * 1000)))
            _ = readEvents()
        }
    }

    /// Seconds on a clock of this class.
    private static var now: Double { (ContinuousClock.now - began) / .seconds(1) }
    private static let began = ContinuousClock.now

    // MARK: Size

    /// Paints everything anew at the next frame: for a screen that something else has written on.
    public func repaint() {
        guard isRunning else { return }
        // A terminal may have changed its size while a part of it scrolled, and keep to that part.
        if !isSuspended { wire.send("\u{1B}[r") }
        painter.forgetScreen()
        drafting.forget()
        curses_repaint()
    }

    /// Puts a text into the clipboard of the terminal, where it lets programs do that.
    public func copy(_ text: String) {
        guard isRunning, !isSuspended, !isGone else { return }
        wire.send(clipboard.sequence(for: text))
    }

    /// Gives the window a name until the screen ends.
    public func entitle(_ title: String) {
        guard isRunning, !isSuspended else { return }
        if self.title.isEmpty { wire.send(windowTitle.push) }
        self.title = title
        wire.send(windowTitle.set(title))
    }

    /// Takes the terminal's present size, after SIGWINCH.
    /// - Returns: rows and columns.
    @discardableResult
    public func resize() -> (rows: Int, columns: Int) {
        guard isRunning else { return size }
        var (rows, columns) = (Int32(0), Int32(0))
        curses_size(&rows, &columns)
        var (newRows, newColumns) = (Int32(0), Int32(0))
        if terminal_size(terminal, &newRows, &newColumns), newRows > 0, newColumns > 0,
            (newRows, newColumns) != (rows, columns), curses_resize(newRows, newColumns)
        {
            curses_size(&rows, &columns)
        }
        size = (Int(rows), Int(columns))
        trimmer.columns = size.columns
        repaint()
        return size
    }

    // MARK: Coming and going

    /// Gives the terminal back for a while, as at Ctrl-Z; then raise the signal with `signal_default_and_raise`.
    public func suspend() {
        guard isRunning, !isSuspended else { return }
        leave()
        isSuspended = true
        giveBack()
    }

    /// Comes back from `suspend`; the next frame is painted whole.
    public func resume() {
        guard isRunning, isSuspended else { return }
        isSuspended = false
        tcgetattr(inputDescriptor, &savedMode)
        takeOver()
        reclaim()
    }

    /// Sets the modes again and paints everything anew: after SIGSTOP, which gives nothing back, a shell may have changed
    /// them.
    public func reclaim() {
        guard isRunning, !isSuspended else { return }
        trimmer = StyleTrimmer()
        // First of all, or what is typed meanwhile is echoed into the sequences that follow.
        _ = curses_take_keyboard(inputDescriptor)
        curses_resume()
        sendOutput()
        take()
        resize()
    }

    /// Ends the screen and gives everything back: modes, mouse, standard error (whose messages then appear).
    /// A second call does nothing.
    public func stop() {
        guard isRunning else { return }
        if !isSuspended { leave() }
        isRunning = false
        curses_close()
        if !isSuspended { giveBack() }
    }

    /// Leaves the screen, with the keyboard as it was.
    private func leave() {
        awaitAnswers()
        if !title.isEmpty { wire.send(windowTitle.pop) }
        if mouse { wire.send(MouseModes.text(false)) }
        curses_suspend()
        sendOutput()
        wire.finish(within: 1)
        if !isGone { tcsetattr(inputDescriptor, TCSADRAIN, &savedMode) }
    }

    // MARK: Input

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
                for _ in 0..<decoder.takeAnswers() { pace.answered(at: Self.now) }
                isGone = terminal_gone(inputDescriptor)
                return events
            }
        }
    }

    private func takeOver() {
        guard takesOverProcess else { return }
        log = MessageLog(path: logPath)
        _ = resetText.withCString { crash_guard_arm(terminal, $0, &savedMode, log?.path ?? "") }
    }

    private func giveBack() {
        guard takesOverProcess else { return }
        crash_guard_disarm()
        log?.end()
        log = nil
    }
}
