import Foundation
import Session

/// Watches a run directory: folds what is new in its journal into one status.
public final class SweepFollower {
    public let directory: RunDirectory
    /// All that is known.
    public private(set) var status: SweepStatus
    /// The worker was asked to end.
    private(set) var isCancelling = false
    private let reader: JournalReader
    /// When the worker was asked for, seconds since 1970.
    private var asked: Double
    private let started: WorkerIdentity?
    /// Seconds that a worker may take to begin.
    private static let patience = 10.0

    /// - Parameter worker: the process that computes, where it was just started.
    /// - Throws: `RuntimeError` when the run's record cannot be read.
    public init(_ directory: RunDirectory, worker: Int32? = nil) throws(RuntimeError) {
        let record = try directory.record()
        self.directory = directory
        started = worker.map(WorkerIdentity.init(running:))
        asked = record.created
        reader = JournalReader(path: directory.journalPath)
        status = SweepStatus(identifier: directory.identifier, parameters: record.parameters)
    }

    /// Reads what is new. A worker that ended without saying so has failed.
    /// - Returns: true when something changed.
    public func follow() -> Bool {
        // A worker that this process started is reaped when it has ended; asked before reading, so that the last words
        // of one that just ended are not missed.
        let isAlive = (started?.isAlive ?? false) || status.isRunning && directory.isComputed
        let before = status.state
        let news = reader.news()
        for entry in news {
            switch entry {
            case .event(let event):
                // A sweep that was taken up again goes on after the line that ended it.
                if case .began = event { status.state = .running }
                status.fold(event)
            case .queued(let seconds):
                asked = seconds
                status.state = .starting
            case .ended(.finished): status.state = .finished
            case .ended(.cancelled): status.state = .cancelled
            case .ended(.failed(let reason)): status.state = .failed(reason)
            }
        }
        if status.isRunning {
            let waited = Date().timeIntervalSince1970 - asked
            status.elapsed = waited
            let mayBegin = status.state == .starting && started == nil && waited < Self.patience
            if !isAlive, !mayBegin, !directory.isComputed {
                status.state = .failed("the worker ended before its work; see \(directory.logPath)")
            }
        } else if status.elapsed == 0 {
            // Already over when it was opened: its journal was last written at its end.
            let ended = try? FileManager.default.attributesOfItem(atPath: directory.journalPath)[.modificationDate]
            status.elapsed = (ended as? Date).map { max(0, $0.timeIntervalSince1970 - asked) } ?? 0
        }
        return !news.isEmpty || status.state != before
    }

    /// Asks the worker to end; what is finished is kept.
    public func cancel() {
        guard status.isRunning else { return }
        isCancelling = true
        directory.stop()
    }
}
