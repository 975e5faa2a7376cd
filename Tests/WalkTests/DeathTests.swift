import Foundation
import Glibc
import TestSupport
import Testing

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
}
