import DataCube
import Questions

/// Where a file came from: written inside it, so that it can be told what it is and made again.
public struct Provenance: Codable, Equatable, Sendable {
    public var program = "braggart"
    public var version: String
    /// The data file's path as the user gave it, and its size in bytes.
    public var input: String
    public var inputBytes: Int
    /// The digest of its `FileIdentity`.
    public var inputSHA256: String?
    /// The dataset inside the file, where it holds several.
    public var dataset: String?
    /// What was done to the patterns before anything else; nil: nothing.
    public var preparation: Preparation?
    /// How far the beam wandered before the patterns were aligned.
    public var beamWander: BeamWander?
    /// The virtual detector, as the command line spells it.
    public var detector: String?
    /// What analyses left out, as the command line spells it.
    public var mask: String?
    /// The region of the scan, as the command line spells it; nil: all of it.
    public var region: String?
    /// How it was computed: hals, pca.
    public var method: String?
    public var seed: UInt64?
    /// What was moved by hand from one component to another, which no command line does; nil: nothing.
    public var exchange: String?
    /// The command line that makes it again.
    public var command: String
    /// Seconds since 1970.
    public var created: Double

    /// - Parameters:
    ///   - input: the data file; its first and last MiB are read.
    ///   - created: seconds since 1970.
    public init(version: String, input: String, dataset: String? = nil, command: String, created: Double) {
        self.version = version
        self.input = input
        self.dataset = dataset
        self.command = command
        self.created = created
        let file = FileIdentity(path: input)
        inputBytes = file?.bytes ?? 0
        inputSHA256 = file?.sha256
    }

    /// What it says, as names and texts: for formats that keep attributes or comments.
    public var fields: [(name: String, text: String)] {
        let said: [(String, String?)] = [
            ("program", "\(program) \(version)"), ("input", input), ("input_bytes", String(inputBytes)),
            ("input_sha256_of_first_and_last_MiB", inputSHA256), ("dataset", dataset),
            ("preparation", preparation?.flags), ("detector", detector), ("mask", mask), ("region", region),
            ("method", method), ("seed", seed.map { String($0) }), ("exchange", exchange), ("command", command),
            ("created_seconds_since_1970", String(Int(created))),
        ]
        return said.compactMap { name, text in text.map { (name, $0) } }
    }
}
