import ArgumentParser
import Foundation
import Glibc
import Runtime

/// Sweeps that run or ran in the background.
struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List sweeps, stop them, take them up again, remove them.",
        discussion: """
            A sweep that the explorer or sweep --detach started goes on by itself. Its run directory lies in \
            FILE.braggart/runs beside the data, or below $XDG_STATE_HOME/braggart where that cannot be written. Without a \
            file, the sweeps of all data files are meant. With --json each line is an object with id, state (queued, \
            running, finished, stopped, failed), reason, fits, finishedFits, k, currentK, started, file, isOfOtherData, \
            directory.

            Examples:
              braggart runs
              braggart runs scan.npy --json
              braggart runs stop 20260102-030405
              braggart runs resume 20260102-030405 scan.npy
            """,
        subcommands: [List.self, Stop.self, Resume.self, Remove.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List sweeps (the verb may be left out).")

        @Argument(help: "The data file; those of all data files without.", completion: .file()) var file: String?
        @Flag(help: "One compact JSON object per run.") var json = false

        func run() throws {
            var shown = 0
            for run in RunCatalog.runs(of: file) {
                do {
                    let overview = try RunOverview(run)
                    if json { try printJSON(overview) } else { print(overview, underHeading: shown == 0) }
                    shown += 1
                } catch let error as RuntimeError { note(error.description) }
            }
            if shown == 0, !json { note(file.map { "no sweep of \($0) is known" } ?? "no sweep is known") }
        }

        private func print(_ run: RunOverview, underHeading: Bool) {
            func row(_ cells: [String]) -> String {
                zip(cells, [19, 8, 11, 7, 20]).map {
                    $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0)
                }
                .joined(separator: "  ") + "  " + (cells.last ?? "")
            }
            if underHeading { Swift.print(row(["id", "state", "fits", "k", "started", "file"])) }
            let file = run.file + (run.isOfOtherData ? " (gone or changed since)" : "")
            Swift.print(
                row([run.id, run.state.rawValue, "\(run.finishedFits)/\(run.fits)", run.k, run.started, file]))
            if let reason = run.reason { Swift.print("  " + reason) }
        }
    }

    /// Which run is meant.
    struct Choice: ParsableArguments {
        @Argument(help: "The run's id, as runs lists it.") var id: String
        @Argument(
            help: "The data file; needed where two of them have a run of this id.", completion: .file())
        var file: String?

        func run() throws(RuntimeError) -> RunDirectory { try RunCatalog.run(id, of: file) }
    }

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a running sweep; what is finished is kept, and the rest can be resumed.")

        @OptionGroup var choice: Choice

        func run() throws {
            let run = try choice.run()
            guard run.isComputed else { return note("\(run.identifier) is not running") }
            run.stop()
            let began = ContinuousClock.now
            while run.isComputed {
                guard ContinuousClock.now - began < .seconds(10) else {
                    throw RuntimeError.run(path: run.path, reason: "was asked to stop and still runs")
                }
                usleep(20_000)
            }
        }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on with a sweep that was stopped or died, in the background.")

        @OptionGroup var choice: Choice

        func run() throws { _ = try WorkerProcess().resume(choice.run()) }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a sweep that does not run, with its results.")

        @OptionGroup var choice: Choice

        func run() throws { try choice.run().remove() }
    }
}
