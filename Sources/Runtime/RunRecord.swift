import Formats
import Foundation
import Questions

/// What a run directory says about a sweep: how to compute it, and who does.
public struct RunRecord: Hashable, Sendable, Codable {
    /// The version of this format that this program writes, and the last that it reads.
    static let newest = 1

    public var version: Int
    /// The program's version that wrote it.
    public var program: String
    public var opening: Opening
    /// The data file as it was then; nil in records of earlier days.
    public var data: FileIdentity?
    public var parameters: SweepParameters
    /// Threads to use; all that the process may where nil.
    public var threads: Int?
    /// Seconds since 1970.
    public var created: Double

    public init(opening: Opening, parameters: SweepParameters, threads: Int?) {
        version = Self.newest
        program = Version.current
        self.opening = opening
        data = FileIdentity(path: opening.path)
        self.parameters = parameters
        self.threads = threads
        created = Date().timeIntervalSince1970
    }

    /// True when the data file has changed since, or is gone: the run is of other data than there are now.
    public var isOfOtherData: Bool { data.map { !$0.isThat(of: opening.path) } ?? false }

    /// False for numbers that nobody can mean.
    var isPlausible: Bool {
        let counts = parameters.componentCounts
        return counts.lowerBound >= 0 && counts.upperBound <= 1 << 20 && (0...1 << 20).contains(parameters.restarts)
            && abs(created) < 1e11
    }

    /// What every version of the format has.
    struct Head: Decodable {
        var version: Int
        var program: String
    }
}

/// The program's version.
public enum Version {
    public static let current = "0.1.0"
}
