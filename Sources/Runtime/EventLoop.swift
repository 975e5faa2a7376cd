import CSystem
import Glibc
import Screen
import Session

/// A terminal that people sit at: shows frames and gives events.
public protocol InteractiveDevice: ScreenDevice {
    /// Readable when input waits.
    var inputDescriptor: Int32 { get }
    /// Rows x columns now.
    var size: (rows: Int, columns: Int) { get }
    /// The other end is gone: nothing can be shown or read any more.
    var isGone: Bool { get }
    /// Where room for output shows itself; nil while nothing waits for it.
    var waitingOutput: Int32? { get }
    /// Seconds until the screen wants another look though nothing happened; nil where it does not.
    var nextChance: Double? { get }
    /// The mouse sends its events here rather than selecting text.
    var mouse: Bool { get set }
    /// Puts a text into the clipboard of the terminal, where it lets programs do that.
    func copy(_ text: String)
    /// What the window is called while the program runs.
    func entitle(_ title: String)
    /// Shows a frame; where nobody waits for it, perhaps in portions: `nextChance` says when the rest may follow.
    func show(_ frame: CellBuffer, isAwaited: Bool)
    /// Writes what waits. True when another frame may be shown.
    func makeReady() -> Bool
    /// All input that waits.
    func readEvents() -> [InputEvent]
    /// Takes over the window's present size.
    func resize() -> (rows: Int, columns: Int)
    /// Shows everything again, whatever the screen holds.
    func repaint()
    /// Gives the terminal back, for a while.
    func suspend()
    /// Takes it again.
    func resume()
    /// Takes it again after something else has used it without our giving it back.
    func reclaim()
}

/// The explorer at a terminal: sleeps until something happens, drains all input before it draws, draws only the latest
/// state.
public struct EventLoop {
    private let explorer: Explorer
    private let device: any InteractiveDevice
    private let signals: Int32

    /// - Throws: `RuntimeError` when signals cannot be watched.
    public init(_ explorer: Explorer, on device: any InteractiveDevice) throws(RuntimeError) {
        self.explorer = explorer
        self.device = device
        let watched = [SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT]
        signals = signal_pipe_open(watched, Int32(watched.count))
        guard signals >= 0 else { throw .system("watching signals", String(cString: strerror(errno))) }
    }

    /// Runs until the user quits, a signal ends the program or the terminal is gone.
    /// - Returns: the signal that ended it, nil when the user did.
    public func run() -> Int32? {
        device.entitle("\(explorer.session.dataset.name) — braggart")
        draw(isAwaited: true)
        explorer.advance()
        while true {
            wait()
            var ending: Int32?
            // What a sweep brings is looked at again at once; nobody waits for that.
            var isAwaited = explorer.isBusy && !explorer.isSweeping
            while case let signal = signal_pipe_next(signals), signal > 0 {
                isAwaited = true
                switch signal {
                case SIGWINCH: takeSize()
                case SIGTSTP: suspend()
                case SIGCONT: device.reclaim()
                default: ending = signal
                }
            }
            for event in device.readEvents() {
                isAwaited = true
                if case .resize = event { takeSize() } else { explorer.handle(event) }
            }
            if let ending { return ending }
            if device.isGone { return SIGHUP }
            let wasSweeping = explorer.isSweeping
            explorer.advance()
            awaitQuickAnswer()
            // What a sweep brings is waited for by nobody, but its end is, above all by who asked for it.
            if wasSweeping, !explorer.isSweeping { isAwaited = true }
            for order in explorer.takeTerminalOrders() { carryOut(order) }
            if explorer.session.isFinished { return nil }
            draw(isAwaited: isAwaited)
        }
    }

    /// Shows the latest state, unless the line is still busy with an earlier one: then when it is free.
    /// - Parameter isAwaited: something was done, or is answered; else a sweep goes on.
    private func draw(isAwaited: Bool) {
        if device.makeReady() { device.show(explorer.frame(), isAwaited: isAwaited) }
    }

    /// An answer that comes at once, as a pattern of a mapped file does, is drawn in the same frame as the question.
    private func awaitQuickAnswer() {
        guard explorer.isBusy else { return }
        var answer = pollfd(fd: explorer.descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&answer, 1, Self.quickAnswer) > 0 { explorer.advance() }
    }

    /// Milliseconds that a frame waits for what it asks for.
    private static let quickAnswer: Int32 = 2

    /// Sleeps until input, an answer, a signal or room for output, or until screen or sweep want another look.
    private func wait() {
        var watched = [device.inputDescriptor, explorer.descriptor, signals].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        if let output = device.waitingOutput { watched.append(pollfd(fd: output, events: Int16(POLLOUT), revents: 0)) }
        let seconds = [device.nextChance, explorer.nextLook].compactMap { $0 }.min()
        poll(&watched, nfds_t(watched.count), seconds.map { Int32(min(60_000, ($0 * 1000).rounded(.up))) } ?? -1)
    }

    private func takeSize() {
        let size = device.resize()
        explorer.handle(.resize(rows: size.rows, columns: size.columns))
    }

    private func suspend() {
        device.suspend()
        signal_default_and_raise(SIGTSTP)
        device.resume()
        takeSize()
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .suspend: suspend()
        case .redraw: device.repaint()
        case .copy(let text): device.copy(text)
        case .releaseMouse(let released): device.mouse = !released
        default: break
        }
    }
}
