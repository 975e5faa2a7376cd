import Formats
import Questions
import Runtime
import TestSupport

/// A run directory for the planted cube, in a directory of its own.
struct SmallRun {
    let directory: TemporaryDirectory
    let opening: Opening
    let run: RunDirectory

    init(_ counts: ClosedRange<Int> = 2...4, restarts: Int = 3, threads: Int? = 1, iterations: Int = 100) throws {
        directory = try TemporaryDirectory()
        opening = Opening(path: try directory.write(SmallCube.planted.npy, to: "planted.npy"))
        let parameters = SweepParameters(
            componentCounts: counts, restarts: restarts, seed: 5, tolerance: 1e-12, maximumIterations: iterations)
        run = try RunDirectory.create(
            in: directory.file("runs"), record: RunRecord(opening: opening, parameters: parameters, threads: threads))
    }

    /// The entries of the journal.
    var entries: [JournalEntry] { JournalReader(path: run.journalPath).news() }
}

extension FactorizationResult {
    /// This result as if it had taken no time.
    var timeless: FactorizationResult {
        var result = self
        result.seconds = 0
        return result
    }

    /// Bit for bit, where NaN equals NaN.
    func isSame(as other: FactorizationResult) -> Bool {
        func bits(_ result: FactorizationResult) -> [[UInt32]] {
            (result.best.components.map(\.values) + result.best.distributions.map(\.values)).map {
                $0.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
            }
        }
        return k == other.k && runs == other.runs && best.restart == other.best.restart
            && best.meanSquareError == other.best.meanSquareError && bits(self) == bits(other)
    }
}
