import Foundation
import Session

/// A run as a list shows it.
public struct RunOverview: Encodable, Sendable {
    public enum State: String, Encodable, Sendable {
        /// No worker has begun yet.
        case queued
        case running, finished
        /// Somebody asked it to end; what is finished is kept.
        case stopped
        case failed
    }

    public var id: String
    public var state: State
    /// Why it failed.
    public var reason: String?
    /// Factorizations in all, and how many of them are finished.
    public var fits: Int
    public var finishedFits: Int
    /// The numbers of components, as the command line spells them: 2...15.
    public var k: String
    /// The number of components being computed, or that was when it ended; nil: none.
    public var currentK: Int?
    /// When it was made, ISO 8601.
    public var started: String
    /// The data file.
    public var file: String
    /// The data file is gone or has changed since.
    public var isOfOtherData: Bool
    /// The run directory.
    public var directory: String

    /// Of a run as it is now. O(1) in the length of a finished run's journal, which is read whole where it is not finished.
    /// - Throws: `RuntimeError` when its record cannot be read.
    public init(_ run: RunDirectory) throws(RuntimeError) {
        let record = try run.record()
        let counts = record.parameters.componentCounts
        fits = record.parameters.fits
        if JournalReader.last(of: run.journalPath) == .ended(.finished) {
            (state, finishedFits) = (.finished, fits)
        } else {
            let follower = try SweepFollower(run)
            _ = follower.follow()
            let status = follower.status
            switch status.state {
            case .starting: state = .queued
            case .running: state = .running
            case .finished: state = .finished
            case .cancelled: state = .stopped
            case .failed(let why): (state, reason) = (.failed, why)
            }
            finishedFits = status.finishedFits
            currentK = status.currentK
        }
        id = run.identifier
        k = "\(counts.lowerBound)...\(counts.upperBound)"
        started = Date(timeIntervalSince1970: record.created.rounded(.down)).ISO8601Format()
        file = record.opening.path
        isOfOtherData = record.isOfOtherData
        directory = run.path
    }
}
