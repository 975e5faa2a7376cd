import CSystem
import Foundation
import TestSupport
import Testing

@Suite struct SystemTests {
    private func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, milliseconds) == 1
    }

    @Test func signalsArriveAsBytes() {
        let pipe = signal_pipe_open([SIGUSR1], 1)
        #expect(pipe >= 0)
        #expect(signal_pipe_open([SIGUSR2], 1) == pipe)
        defer {
            signal(SIGUSR1, SIG_IGN)
            signal(SIGUSR2, SIG_IGN)
        }
        #expect(signal_pipe_next(pipe) == 0)
        // Sent to the process, a signal is taken by whichever thread lets it in, a little later.
        for signal in [SIGUSR1, SIGUSR2] {
            kill(getpid(), signal)
            #expect(isReadable(pipe, within: 5000))
            #expect(signal_pipe_next(pipe) == signal)
        }
        #expect(signal_pipe_next(pipe) == 0)
    }

    @Test func aBellRungFromAnotherThreadWakes() {
        let bell = wakeup_open()
        defer { close(bell) }
        #expect(!isReadable(bell, within: 0))
        Thread.detachNewThread {
            wakeup_ring(bell)
            wakeup_ring(bell)
        }
        #expect(isReadable(bell, within: 5000))
        usleep(20000)
        wakeup_drain(bell)
        #expect(!isReadable(bell, within: 0))
        wakeup_drain(bell)
    }

    /// Starts a shell script as a worker; -1 where it cannot be.
    private func start(_ script: String, log: String, newGroup: Bool = true) -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(script), nil]
        defer {
            for argument in arguments { free(argument) }
        }
        return spawn_worker("/bin/sh", &arguments, log, 10, newGroup)
    }

    private func awaitEnd(_ process: pid_t) -> Bool {
        for _ in 0..<1000 {
            if !process_alive(process) { return true }
            usleep(10000)
        }
        return false
    }

    @Test func aWorkerRunsApartFromTheTerminal() throws {
        let directory = try TemporaryDirectory()
        let log = try directory.write(Array("kept\n".utf8), to: "log")
        // The pause lets the parent lower its priority first.
        let process = start("sleep 0.2; echo out; echo err >&2; nice; read x || echo empty", log: log)
        #expect(process > 0)
        #expect(process_alive(process))
        #expect(getpgid(process) == process)
        #expect(awaitEnd(process))
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(lines == ["kept", "out", "err", "10", "empty"])
    }

    @Test func aWorkerWithItsParentsGroupEndsBySignal() throws {
        let directory = try TemporaryDirectory()
        let process = start("exec sleep 30", log: directory.file("log"), newGroup: false)
        #expect(getpgid(process) == getpgrp())
        kill(process, SIGTERM)
        #expect(awaitEnd(process))
        #expect(!process_alive(process))
        #expect(!process_alive(0))
        #expect(!process_alive(-1))
    }

    @Test func aMissingProgramIsAnError() throws {
        let directory = try TemporaryDirectory()
        var arguments: [UnsafeMutablePointer<CChar>?] = [nil]
        #expect(spawn_worker(directory.file("absent"), &arguments, directory.file("log"), 0, true) == -1)
        #expect(errno == ENOENT)
    }
}
