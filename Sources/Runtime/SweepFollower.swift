import Foundation
import Session

/// Watches a run directory: folds what is new in its journal into one status.
public final class SweepFollower {
    public let directory: RunDirectory
    /// All that is known.
    public private(set) var status: SweepStatus
    private let reader: JournalReader
    private let created: Double
    private let started: WorkerIdentity?
    private var isReaped = false

    /// - Parameter worker: the process that computes, where it was just started.
    /// - Throws: `RuntimeError` when the run's record cannot be read.
    public init(_ directory: RunDirectory, worker: Int32? = nil) throws(RuntimeError) {
        let record = try directory.record()
        self.directory = directory
        started = worker.map(WorkerIdentity.init(running:))
        created = record.created
        reader = JournalReader(path: directory.journalPath)
        status = SweepStatus(identifier: directory.identifier, parameters: record.parameters)
    }

    /// Reads what is new. A worker that ended without saying so has failed.
    /// - Returns: true when something changed.
    public func follow() -> Bool {
        guard status.isRunning else {
            // A worker that this process started is reaped once it has ended.
            if let own = started, !isReaped { isReaped = !own.isAlive }
            return false
        }
        let isAlive = worker?.isAlive ?? (Date().timeIntervalSince1970 - created < 10)
        // Asked before reading, so that the last words of a worker that just ended are not missed.
        let news = reader.news()
        for entry in news {
            switch entry {
            case .event(let event):
                // A sweep that was taken up again goes on after the line that ended it.
                if case .began = event { status.state = .running }
                status.fold(event)
            case .ended(.finished): status.state = .finished
            case .ended(.cancelled): status.state = .cancelled
            case .ended(.failed(let reason)): status.state = .failed(reason)
            }
        }
        if status.isRunning {
            status.elapsed = Date().timeIntervalSince1970 - created
            if !isAlive { status.state = .failed("the worker ended before its work; see \(directory.logPath)") }
        } else if status.elapsed == 0 {
            // Already over when it was opened: its journal was last written at its end.
            let ended = try? FileManager.default.attributesOfItem(atPath: directory.journalPath)[.modificationDate]
            status.elapsed = (ended as? Date).map { max(0, $0.timeIntervalSince1970 - created) } ?? 0
        }
        return !news.isEmpty || !status.isRunning
    }

    /// Asks the worker to end; what is finished is kept.
    public func cancel() {
        if let worker, status.isRunning, worker.isAlive { kill(worker.process, SIGTERM) }
    }

    private var worker: WorkerIdentity? { started ?? directory.identity }
}
