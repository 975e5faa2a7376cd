import Foundation
import Glibc

/// The built `braggart`, which lies beside the tests.
public struct BuiltProgram: Sendable {
    /// Its path.
    public let path: String

    /// - Throws: `ProgramTrouble` when it is not there.
    public init() throws {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folders = [CommandLine.arguments[0], own].map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        guard let path = folders.map({ $0 + "/braggart" }).first(where: { access($0, X_OK) == 0 }) else {
            throw ProgramTrouble("no braggart lies in \(folders); build with: swift build -c release --build-tests")
        }
        self.path = path
    }

    /// The environment of this process without what would change how the program behaves; things about datasets, the
    /// user's files and logs are kept in `directory`.
    public static func environment(
        in directory: TemporaryDirectory, _ changes: [String: String] = [:]
    ) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ["NO_COLOR", "COLORTERM", "LINES", "COLUMNS", "TMUX", "LC_ALL", "TERMINFO_DIRS"] {
            environment[name] = nil
        }
        environment["BRAGGART_STORE"] = directory.file("store")
        environment["XDG_CONFIG_HOME"] = directory.file("config")
        environment["XDG_STATE_HOME"] = directory.file("state")
        environment["LANG"] = "C.UTF-8"
        return environment.merging(changes) { $1 }
    }

    /// Runs it to its end with an empty standard input.
    /// - Parameters:
    ///   - wrapper: a command that is given the program and its arguments as its last arguments.
    ///   - directory: the working directory, where also everything that the program keeps goes.
    ///   - limit: seconds after which it is killed.
    ///   - meanwhile: called with the process id while it runs, every few milliseconds.
    /// - Throws: `ProgramTrouble` when it cannot be started or the time is up.
    @discardableResult
    public func run(
        _ arguments: [String], wrappedBy wrapper: [String] = [], in directory: TemporaryDirectory,
        environment changes: [String: String] = [:], limit: Double = 30, meanwhile: (pid_t) -> Void = { _ in }
    ) throws -> ChildProcess.Outcome {
        let words = wrapper + [path] + arguments
        return try ChildProcess.run(
            words[0], Array(words.dropFirst()), in: directory.path,
            environment: Self.environment(in: directory, changes), limit: limit, meanwhile: meanwhile)
    }
}
