import Foundation
import Glibc

/// A program that is run to its end.
public enum ChildProcess {
    /// How it ended.
    public struct Outcome: Sendable {
        /// The exit status; nil when a signal ended it.
        public var status: Int32?
        /// The signal that ended it.
        public var signal: Int32?
        public var standardOutput: String
        public var standardError: String

        /// The lines of standard output.
        public var lines: [String] { standardOutput.split(separator: "\n").map(String.init) }

        /// The lines of standard output, each a JSON object.
        /// - Throws: `ProgramTrouble` when one is none.
        public func objects() throws -> [[String: Any]] {
            try lines.map { line in
                guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                    throw ProgramTrouble("no JSON object: \(line)")
                }
                return object
            }
        }
    }

    /// Runs a program with an empty standard input.
    /// - Parameters:
    ///   - directory: the working directory.
    ///   - limit: seconds after which it is killed.
    ///   - meanwhile: called with the process id while it runs, every few milliseconds.
    /// - Throws: `ProgramTrouble` when it cannot be started or the time is up.
    public static func run(
        _ path: String, _ arguments: [String], in directory: String, environment: [String: String], limit: Double,
        meanwhile: (pid_t) -> Void = { _ in }
    ) throws -> Outcome {
        let folder = try TemporaryDirectory()
        let outputs = [folder.file("out"), folder.file("err")]
        let process = try start(["env", "-C", directory, path] + arguments, outputs, environment)
        let began = ContinuousClock.now
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now - began > .seconds(limit) {
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                throw ProgramTrouble("\(path) \(arguments.joined(separator: " ")) took more than \(limit) s")
            }
            meanwhile(process)
            usleep(2000)
        }
        let signal = status & 0x7f
        let texts = try outputs.map { String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0)), as: UTF8.self) }
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
            standardOutput: texts[0], standardError: texts[1])
    }

    /// True while a process runs; one that has ended may still wait for its parent to ask.
    public static func isRunning(_ process: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return text.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    /// Starts a program in a session of its own at a terminal.
    /// - Parameter directory: the working directory.
    /// - Returns: its process id; whoever started it waits for it.
    /// - Throws: `ProgramTrouble` when it cannot be started.
    public static func start(
        _ path: String, _ arguments: [String], at terminal: PseudoTerminal, in directory: String,
        environment: [String: String]
    ) throws -> pid_t {
        try start(
            ["env", "-C", directory, path] + arguments, [terminal.path, terminal.path], environment,
            input: terminal.path)
    }

    private static func start(
        _ command: [String], _ outputs: [String], _ environment: [String: String], input: String = "/dev/null"
    ) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        // The first terminal that a session's leader opens is the session's.
        posix_spawn_file_actions_addopen(&files, 0, input, input == "/dev/null" ? O_RDONLY : O_RDWR, 0)
        posix_spawn_file_actions_addopen(&files, 1, outputs[0], O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&files, 2, outputs[1], O_WRONLY | O_CREAT, 0o600)
        // Other tests' files and terminals are not the program's; closing what is not open is no error.
        for descriptor: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&files, descriptor) }
        // Tests run on threads that block most signals, which a program would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // POSIX_SPAWN_SETSID, which Glibc does not import.
        let session: Int32 = input == "/dev/null" ? 0 : 0x80
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | session))
        var words = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var process: pid_t = 0
        let error = posix_spawnp(&process, "env", &files, &attributes, &words, &variables)
        guard error == 0 else {
            throw ProgramTrouble("\(command) cannot be started: \(String(cString: strerror(error)))")
        }
        return process
    }
}

/// Why a program could not be driven.
public struct ProgramTrouble: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
