import CSystem
import Foundation
import Glibc

/// Starts `braggart worker RUN`: a session of its own, nice 10, its words in the run's log.
public struct WorkerProcess: Sendable {
    /// The executable to start.
    public let executable: String

    /// - Parameter executable: the program itself where nil.
    public init(executable: String? = nil) { self.executable = executable ?? Self.ownPath }

    /// The path of the running program.
    private static var ownPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// Starts the worker of a run.
    /// - Returns: its process id.
    /// - Throws: `RuntimeError` when it cannot be started.
    public func start(_ directory: RunDirectory) throws(RuntimeError) -> Int32 {
        let words = [executable, "worker", directory.path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let process = spawn_worker(executable, &arguments, directory.logPath, 10, true)
        guard process > 0 else { throw .system("starting \(executable)", String(cString: strerror(errno))) }
        return process
    }

    /// Starts a worker that goes on with a run.
    /// - Returns: its process id.
    /// - Throws: `RuntimeError` while it is computed, when its data have changed, or when it cannot be started.
    public func resume(_ directory: RunDirectory) throws(RuntimeError) -> Int32 {
        guard !directory.staysComputed else { throw .run(path: directory.path, reason: "is being computed already") }
        let record = try directory.record()
        guard !record.isOfOtherData else {
            throw .run(path: record.opening.path, reason: "is gone or has changed since the run was begun")
        }
        try directory.queue()
        return try start(directory)
    }
}
