import Foundation
import Glibc
import TestSupport
import Testing

/// What a program has asked of its terminal, read from the bytes it sent.
private struct TerminalState: Equatable {
    var alternate = false
    var cursor = true
    var mouse: Set<String> = []
    var plain = true
    var keypad = false

    init(_ output: String) {
        for part in output.split(separator: "\u{1B}", omittingEmptySubsequences: false).dropFirst() {
            guard part.first == "[" else {
                if part.first == "=" { keypad = true }
                if part.first == ">" { keypad = false }
                continue
            }
            let words = part.dropFirst().prefix { "?0123456789;:".contains($0) }
            guard let end = part.dropFirst(1 + words.count).first else { continue }
            switch (end, words) {
            case ("m", _): plain = words.isEmpty || words == "0" || words == "39;49"
            case ("h", "?1049"), ("h", "?47"): alternate = true
            case ("l", "?1049"), ("l", "?47"): alternate = false
            case ("h", "?25"): cursor = true
            case ("l", "?25"): cursor = false
            case ("h", "?1000"), ("h", "?1002"), ("h", "?1003"), ("h", "?1006"): mouse.insert(String(words))
            case ("l", "?1000"), ("l", "?1002"), ("l", "?1003"), ("l", "?1006"): mouse.remove(String(words))
            default: break
            }
        }
    }

    static let untouched = TerminalState("")
}

/// The explorer at a bare pseudo-terminal, of which every byte is seen.
private struct BareJourney {
    let terminal: PseudoTerminal
    let directory: TemporaryDirectory
    let process: pid_t
    let modeBefore: [UInt32]

    init(term: String = "xterm-256color", environment changes: [String: String] = [:]) throws {
        terminal = try PseudoTerminal(rows: 30, columns: 100)
        directory = try TemporaryDirectory()
        _ = try directory.write(SmallCube.planted.npy, to: "small.npy")
        // The log of messages lies below the state's directory where that is there.
        try FileManager.default.createDirectory(atPath: directory.file("state"), withIntermediateDirectories: false)
        modeBefore = terminal.mode
        process = try ChildProcess.start(
            BuiltProgram().path, ["small.npy"], at: terminal, in: directory.path,
            environment: BuiltProgram.environment(in: directory, ["TERM": term].merging(changes) { $1 }))
    }

    func wait(_ what: String, _ isSo: (String) -> Bool) throws {
        let began = ContinuousClock.now
        while !isSo(terminal.output) {
            guard ContinuousClock.now - began < .seconds(20) else {
                kill(process, SIGKILL)
                throw ProgramTrouble("waited for \(what); the output is \(terminal.output.debugDescription)")
            }
            usleep(5000)
        }
    }

    /// Waits for the end.
    /// - Returns: the signal that ended it; 0 where none did.
    func end() -> Int32 {
        var status: Int32 = 0
        let began = ContinuousClock.now
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now - began > .seconds(20) { kill(process, SIGKILL) }
            usleep(2000)
        }
        return status & 0x7f
    }
}

/// The table of deaths: whatever ends the explorer, the terminal is as it was, to the bit.
@Suite struct DeathTests {
    /// Ends that are asked for: the work under way goes on, the session is kept.
    static let asked = [SIGHUP, SIGINT, SIGTERM]
    /// Faults of the program, and signals that nobody should send: at most a second of the session is lost.
    static let faults = [
        SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM,
        SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSTKFLT,
    ]

    @Test(arguments: asked + faults) func theTerminalIsAsItWas(_ signal: Int32) throws {
        let journey = try BareJourney()
        try journey.wait("the map") { $0.contains("Scan") && $0.contains("counts") }
        let running = TerminalState(journey.terminal.output)
        #expect(running.alternate && !running.cursor && running.mouse.count == 3)
        #expect(journey.terminal.mode != journey.modeBefore)
        kill(journey.process, signal)
        #expect(journey.end() == signal)
        #expect(journey.terminal.mode == journey.modeBefore)
        try journey.wait("the end") { TerminalState($0) == .untouched }
        if Self.faults.contains(signal) {
            try journey.wait("an explanation") { $0.contains("braggart was ended by") }
            // It names the signal, and a log that is there.
            let text = journey.terminal.output
            let words = try #require(text.range(of: "said last is in ").map { text[$0.upperBound...] })
            let log = String(words.prefix { !$0.isWhitespace && $0 != "\u{1B}" })
            #expect(FileManager.default.fileExists(atPath: log), "\(log)")
            #expect(text.contains("(SIG"))
        }
    }

    @Test(arguments: [SIGPIPE, SIGURG, SIGCHLD, SIGWINCH, SIGCONT, SIGTSTP]) func theseAreSurvived(
        _ signal: Int32
    ) throws {
        let journey = try BareJourney()
        try journey.wait("the map") { $0.contains("Scan") && $0.contains("counts") }
        kill(journey.process, signal)
        if signal == SIGTSTP {
            // A session's leader has nobody who would continue it, so that the system does not stop it.
            usleep(50_000)
            kill(journey.process, SIGCONT)
        }
        usleep(50_000)
        let before = journey.terminal.output.utf8.count
        journey.terminal.type("l")
        try journey.wait("the next pattern") { $0.utf8.count > before }
        journey.terminal.type("q")
        #expect(journey.end() == 0)
        #expect(journey.terminal.mode == journey.modeBefore)
        try journey.wait("the end") { TerminalState($0) == .untouched }
    }

    @Test func aStopThatCannotBeCaughtIsComeBackFrom() throws {
        let journey = try BareJourney()
        try journey.wait("the map") { $0.contains("Scan") && $0.contains("counts") }
        let running = journey.terminal.mode
        kill(journey.process, SIGSTOP)
        // A shell takes its terminal meanwhile.
        var mode = termios()
        tcgetattr(journey.terminal.device, &mode)
        mode.c_lflag |= tcflag_t(ICANON | ECHO)
        tcsetattr(journey.terminal.device, TCSANOW, &mode)
        kill(journey.process, SIGCONT)
        let began = ContinuousClock.now
        while journey.terminal.mode != running, ContinuousClock.now - began < .seconds(10) { usleep(5000) }
        #expect(journey.terminal.mode == running)
        journey.terminal.type("q")
        #expect(journey.end() == 0)
        #expect(journey.terminal.mode == journey.modeBefore)
        try journey.wait("the end") { TerminalState($0) == .untouched }
    }

    @Test func aLineThatIsLostEndsTheScreen() throws {
        let journey = try BareJourney()
        try journey.wait("the map") { $0.contains("Scan") && $0.contains("counts") }
        journey.terminal.hangUp()
        #expect(journey.end() == SIGHUP)
        // Nothing was wrong, so nothing was said.
        #expect(try FileManager.default.contentsOfDirectory(atPath: journey.directory.file("state/braggart")).isEmpty)
    }

    @Test(arguments: ["vt100", "linux", "xterm-256color"]) func theLocaleCIsNoTrouble(_ term: String) throws {
        let journey = try BareJourney(term: term, environment: ["LANG": "C", "LC_ALL": "C"])
        try journey.wait("the map") { $0.contains("Scan") && $0.contains("counts") }
        journey.terminal.type("q")
        #expect(journey.end() == 0)
        #expect(journey.terminal.mode == journey.modeBefore)
    }
}
