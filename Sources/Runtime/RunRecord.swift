import Foundation
import Questions

/// What a run directory says about a sweep: how to compute it, and who does.
public struct RunRecord: Hashable, Sendable, Codable {
    /// Version of this format.
    public var version: Int
    /// The program's version that wrote it.
    public var program: String
    public var opening: Opening
    public var parameters: SweepParameters
    /// Threads to use; all that the process may where nil.
    public var threads: Int?
    /// Seconds since 1970.
    public var created: Double

    public init(opening: Opening, parameters: SweepParameters, threads: Int?) {
        version = 1
        program = Version.current
        self.opening = opening
        self.parameters = parameters
        self.threads = threads
        created = Date().timeIntervalSince1970
    }
}

/// The program's version.
public enum Version {
    public static let current = "0.1.0"
}
