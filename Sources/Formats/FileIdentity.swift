import CNettle
import Glibc

/// What tells whether a data file is still the one that something was made from.
public struct FileIdentity: Codable, Hashable, Sendable {
    /// Its length in bytes.
    public var bytes: Int
    /// When it was last written, seconds since 1970.
    public var modified: Double
    /// SHA-256 of its first and last MiB, one after the other (of the whole file, where it is no longer than both); nil
    /// where it is no regular file or cannot be read.
    public var sha256: String?

    /// Of a file or folder as it is now; nil where there is none. Reads 2 MiB at most.
    public init?(path: String) {
        guard let (bytes, modified) = Self.measures(path) else { return nil }
        self.bytes = bytes
        self.modified = modified
        sha256 = Self.digest(path)
    }

    /// True when the file at a path is this one: of the same size, and written at the same time or of the same digest.
    /// Reads the file only where the times differ.
    public func isThat(of path: String) -> Bool {
        guard let (bytes, modified) = Self.measures(path), bytes == self.bytes else { return false }
        if modified == self.modified { return true }
        return sha256 != nil && sha256 == Self.digest(path)
    }

    private static func measures(_ path: String) -> (bytes: Int, modified: Double)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        return (
            isFile ? Int(status.st_size) : 0, Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
        )
    }

    private static func digest(_ path: String) -> String? {
        do throws(FormatError) {
            let bytes = try FileBytes(path: path)
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
        } catch {
            // A folder of chunks, or a file that went away: size and time are all that can be said.
            return nil
        }
    }
}
