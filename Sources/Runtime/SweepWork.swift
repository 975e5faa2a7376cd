import DataCube
import Engine
import Formats
import Foundation
import Glibc
import Questions

/// Computes a sweep into its run directory: the same in a worker process and in a batch job. What is filed already is
/// not computed again, and what was under way goes on where it stood a second before its process died, to the same bits.
public struct SweepWork: Sendable {
    public let directory: RunDirectory
    public let record: RunRecord

    /// - Throws: `RuntimeError` when the run's record cannot be read.
    public init(_ directory: RunDirectory) throws(RuntimeError) {
        self.directory = directory
        record = try directory.record()
    }

    /// Computes until all is done, cancelled or failed, and writes the journal's last line accordingly.
    ///
    /// - Parameters:
    ///   - opened: the record's dataset and its survey where the caller has them; else both are made.
    ///   - cancellation: ends the work within 100 ms; what is finished is kept.
    ///   - report: every event, by one thread at a time, after it was written down.
    /// - Throws: `RuntimeError`; `.engine(.cancelled)` when it was cancelled; `.run` when another process computes it or
    ///   the data are not those that it was begun with, of which nothing is then written down but the reason.
    public func run(
        on opened: (cube: DataCube, survey: Survey)? = nil, cancellation: Cancellation,
        report: (SweepEvent) -> Void = { _ in }
    ) throws(RuntimeError) {
        let claim = try RunClaim(directory, cancelling: cancellation)
        defer { claim.release() }
        AtomicFile.removeUnfinished(in: directory.path)
        let steps = StepFiles(folder: directory.stepsPath)
        let journal = try JournalWriter(path: directory.journalPath)
        do throws(RuntimeError) {
            guard !record.isOfOtherData else {
                throw .run(
                    path: record.opening.path,
                    reason: "is gone or has changed since the run was begun; start another sweep")
            }
            try compute(opened, into: journal, steps, cancellation, report)
        } catch {
            steps.close()
            // Whoever took the run over writes its journal now.
            if claim.isLost { throw error }
            if case .engine(.cancelled) = error {
                try journal.append([.ended(.cancelled)])
            } else {
                try journal.append([.ended(.failed(error.description))])
            }
            throw error
        }
        try journal.append([.ended(.finished)])
        steps.removeAll()
    }

    private func compute(
        _ opened: (cube: DataCube, survey: Survey)?, into journal: JournalWriter, _ steps: StepFiles,
        _ cancellation: Cancellation, _ report: (SweepEvent) -> Void
    ) throws(RuntimeError) {
        let threads = record.threads ?? Threads.available
        let (cube, survey) = if let opened { opened } else { try surveyed(cancellation, threads) }
        // Iterations arrive in bursts, all restarts at once: they are written a few times a second.
        var waiting: [JournalEntry] = []
        var written = ContinuousClock.now
        var failure: RuntimeError?
        func flush() {
            do throws(RuntimeError) { try journal.append(waiting) } catch {
                failure = failure ?? error
                cancellation.cancel()
            }
            waiting = []
            written = .now
        }
        let sweep = Sweep(cube: cube, parameters: record.parameters, survey: survey, threads: threads)
        do throws(EngineError) {
            try sweep.run(
                // A result that is missing or cannot be read is computed again.
                filed: { k in try? directory.result(k: k) }, keeper: steps, cancellation: cancellation,
                report: { event in
                    waiting.append(.event(event))
                    if case .iteration = event, ContinuousClock.now - written < .milliseconds(60) {
                        return report(event)
                    }
                    flush()
                    report(event)
                },
                file: { result in try ResultArchive.write(result, to: directory.resultPath(k: result.k)) })
        } catch {
            flush()
            throw failure ?? .engine(error)
        }
        flush()
        if let failure { throw failure }
    }

    private func surveyed(
        _ cancellation: Cancellation, _ threads: Int
    ) throws(RuntimeError) -> (cube: DataCube, survey: Survey) {
        let cube: DataCube
        do { cube = try record.opening.open(keeping: false).cube } catch { throw .format(error) }
        do throws(EngineError) {
            guard
                case .survey(let survey) = try perform(.survey, on: cube, cancellation: cancellation, threads: threads)
            else { throw .cancelled }
            return (cube, survey)
        } catch { throw .engine(error) }
    }
}
