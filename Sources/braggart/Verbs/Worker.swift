import ArgumentParser
import Engine
import Glibc
import Runtime

/// Computes a sweep for an explorer, beside it.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compute the sweep of a run directory (the explorer starts this itself).", shouldDisplay: false)

    @Argument(help: "The run directory.") var directory: String

    func run() throws {
        // What its starter is told by a lost line does not concern it.
        signal(SIGHUP, SIG_IGN)
        let cancellation = Cancellation()
        let interruption = Interruption(cancelling: cancellation)
        defer { interruption.stop() }
        do throws(RuntimeError) {
            try SweepWork(RunDirectory(path: directory)).run(cancellation: cancellation)
        } catch {
            // That a sweep was cancelled stands in its journal and is no failure.
            if case .engine(.cancelled) = error { return }
            throw error
        }
    }
}
