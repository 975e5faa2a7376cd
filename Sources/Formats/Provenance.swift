import CNettle
import DataCube
import Questions

/// Where a file came from: written inside it, so that it can be told what it is and made again.
public struct Provenance: Codable, Equatable, Sendable {
    public var program = "braggart"
    public var version: String
    /// The data file's path as the user gave it, and its size in bytes.
    public var input: String
    public var inputBytes: Int
    /// SHA-256 of the data file's first and last MiB, one after the other (of the whole file, where it is no longer than
    /// both); nil where it is no regular file or cannot be read.
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
        inputBytes = 0
        do throws(FormatError) {
            let bytes = try FileBytes(path: input)
            inputBytes = bytes.count
            inputSHA256 = try Self.digest(of: bytes)
        } catch {
            // A folder of chunks, or a file that went away: its path is all that can be said.
        }
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

    private static func digest(of bytes: FileBytes) throws(FormatError) -> String {
        let part = 1 << 20
        var state = sha256_ctx()
        nettle_sha256_init(&state)
        let head = try bytes.prefix(part)
        let tail = max(head.count, bytes.count - part)
        for piece in [head, try bytes.bytes(at: tail, count: bytes.count - tail)] {
            nettle_sha256_update(&state, piece.count, piece)
        }
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        nettle_sha256_digest(&state, digest.count, &digest)
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
