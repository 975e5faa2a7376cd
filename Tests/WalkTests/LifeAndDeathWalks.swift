import Foundation
import TestSupport
import Testing

/// However the explorer ends, the terminal is as it was.
@Suite struct LifeAndDeathWalks {
    private func opened(_ term: String = "tmux-256color") throws -> Journey {
        let journey = try Journey(columns: 100, rows: 30, term: term)
        _ = try journey.tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try journey.open("small.npy")
        let modes = try journey.tmux.modes()
        #expect(modes.alternate && !modes.cursor)
        return journey
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGFPE, SIGBUS, SIGQUIT])
    func aSignalRestoresTheTerminal(_ signal: Int32) throws {
        let journey = try opened()
        #expect(try journey.tmux.modes().mouse)
        kill(try journey.process(), signal)
        #expect(try journey.status() == 128 + Int(signal))
        try journey.expectIntact()
    }

    @Test func controlCEndsIt() throws {
        let journey = try opened()
        try journey.tmux.press("C-c")
        // The shell takes the interrupt for its own list of commands too.
        try journey.tmux.wait(for: "ready>")
        try journey.tmux.line("echo $? > status; stty -a > after")
        #expect(try journey.status() == 128 + Int(SIGINT))
        try journey.expectIntact()
    }

    @Test func controlZStopsItAndTheShellContinuesIt() throws {
        let journey = try opened()
        let tmux = journey.tmux
        try tmux.press("l")
        try tmux.wait(for: "probe (3, 5)")
        for times in 1...2 {
            try tmux.press("C-z")
            try tmux.wait("the shell") { !$0.contains("─ Scan ─") && $0.contains("ready>") }
            let modes = try tmux.modes()
            #expect(!modes.alternate && modes.cursor && !modes.mouse)
            try tmux.line("stty -a > stopped\(times)")
            #expect(try tmux.wait(forFile: "stopped\(times)") == tmux.wait(forFile: "before"))
            try tmux.line("fg")
            try tmux.wait(for: "probe (3, 5)")
            let again = try tmux.modes()
            #expect(again.alternate && !again.cursor && again.mouse)
        }
        try tmux.press("h")
        try tmux.wait(for: "probe (3, 4)")
        try tmux.press("q")
        try tmux.wait(for: "ready>")
        try tmux.line("stty -a > after")
        try journey.expectIntact()
    }

    @Test func aStopFromOutsideIsComeBackFrom() throws {
        let journey = try opened()
        let process = try journey.process()
        kill(process, SIGTSTP)
        try journey.tmux.wait("the shell") { !$0.contains("─ Scan ─") && $0.contains("ready>") }
        try journey.tmux.line("fg")
        try journey.tmux.wait(for: "probe (3, 4)")
        try journey.tmux.press("q")
        try journey.tmux.wait(for: "ready>")
    }

    @Test func aWindowThatIsClosedEndsTheExplorerAndNotTheSweep() throws {
        let journey = try opened()
        let tmux = journey.tmux
        let process = try journey.process()
        let keys = [
            "s", "2", "Down", "9", "Down", "200", "Down", "Down", "Down", "1e-14", "Down", "100000", "Enter",
        ]
        for key in keys { try tmux.press(key) }
        try tmux.wait("progress", limit: 30) { $0.contains(" of 2…9") }
        let worker = try #require(Self.worker(in: tmux.directory))
        defer { kill(worker, SIGKILL) }
        tmux.end()
        let began = ContinuousClock.now
        while ChildProcess.isRunning(process), ContinuousClock.now - began < .seconds(10) { usleep(2000) }
        #expect(!ChildProcess.isRunning(process))
        #expect(ChildProcess.isRunning(worker))
        let messages = try FileManager.default.contentsOfDirectory(atPath: tmux.directory.file("state/braggart"))
        #expect(messages.isEmpty)
    }

    private static func worker(in directory: TemporaryDirectory) -> pid_t? {
        let paths = FileManager.default.enumerator(atPath: directory.path)
        while let path = paths?.nextObject() as? String {
            guard path.contains("/worker-") else { continue }
            let text = try? String(contentsOfFile: directory.file(path), encoding: .utf8)
            return text?.split(separator: " ").first.flatMap { pid_t($0) }
        }
        return nil
    }

    @Test func leavingARunningSweepSaysThatItGoesOn() throws {
        let journey = try opened()
        let tmux = journey.tmux
        for key in ["s", "2", "Down", "9", "Down", "200", "Down", "Down", "Down", "1e-14", "Down", "100000", "Enter"] {
            try tmux.press(key)
        }
        try tmux.wait("progress", limit: 30) { $0.contains(" of 2…9") }
        let worker = try #require(Self.worker(in: tmux.directory))
        defer { kill(worker, SIGKILL) }
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
        #expect(try tmux.screen().contains("the sweep goes on"))
        #expect(ChildProcess.isRunning(worker))
        // Opened again, it is followed and can be cancelled.
        try journey.start("small.npy")
        try tmux.wait(for: " of 2…9")
        try tmux.press("x")
        try tmux.wait(for: "cancelled:")
        try tmux.press("q")
        try tmux.wait(for: "ready>")
    }

    @Test(arguments: [SIGTERM, SIGHUP]) func theSessionReturnsAfterADeath(_ signal: Int32) throws {
        let journey = try opened()
        let tmux = journey.tmux
        try tmux.press("j", "l", "l")
        try tmux.wait(for: "probe (4, 6)")
        kill(try journey.process(), signal)
        #expect(try journey.status() == 128 + Int(signal))
        try tmux.wait(for: "ready>")
        try tmux.line("rm status after")
        try journey.start("small.npy")
        try tmux.wait(for: "probe (4, 6)")
        try tmux.press("u")
        try tmux.wait(for: "probe (3, 4)")
        try tmux.press("q")
        #expect(try journey.status() == 0)
    }

    @Test func aTerminalThatCannotPlaceTextIsRefused() throws {
        let tmux = try Tmux(columns: 100, rows: 30)
        _ = try tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        for (term, word) in [("dumb", "TERM=dumb"), ("nonsense", "TERM=nonsense"), ("", "TERM is empty")] {
            try tmux.line("clear; TERM=\(term) '\(BuiltProgram().path)' small.npy; echo status $?")
            let screen = try tmux.wait(for: "status 1")
            #expect(screen.contains(word))
            #expect(screen.contains("xterm-256color"))
        }
    }

    @Test func withoutATerminalALineSaysWhatToDo() throws {
        let program = try Program(.planted)
        let outcome = try program.run("small.npy")
        #expect(outcome.status == 1)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.contains("is not a terminal"))
        #expect(outcome.standardError.contains("virtual"))

        let tmux = try Tmux(columns: 100, rows: 30)
        _ = try tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try tmux.line("'\(BuiltProgram().path)' small.npy | cat > out; echo do''ne")
        #expect(try tmux.wait(for: "done").contains("Standard output is not a terminal"))
        try tmux.line("clear; '\(BuiltProgram().path)' small.npy < /dev/null; echo status $?")
        #expect(try tmux.wait(for: "status 1").contains("Standard input is not a terminal"))
        #expect(try !tmux.modes().alternate)
    }
}
