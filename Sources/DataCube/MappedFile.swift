import CSystem
import Glibc

/// A file mapped read-only. Opening costs the same for any size and touches no page; a file that shrinks while open
/// reads as zeros and says so through `hasFaulted`.
public final class MappedFile: Sendable {
    /// The path as given.
    public let path: String
    /// Length in bytes when it was opened; never 0.
    public let count: Int
    private nonisolated(unsafe) let map: OpaquePointer

    /// The mapped bytes. Check `hasFaulted` after reading them.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: guarded_map_bytes(map), count: count)
    }

    /// True once a page could not be read.
    public var hasFaulted: Bool { guarded_map_faulted(map) }

    /// Maps a regular file.
    /// - Throws: `MappingError` for a directory, an empty or unreadable file.
    public init(path: String) throws(MappingError) {
        // Without waiting, as a named pipe would make it wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .directory(path: path)
        default: throw .cannotOpen(path: path, reason: "it is not a regular file")
        }
        guard status.st_size > 0 else { throw .empty(path: path) }
        guard let map = guarded_map_open(descriptor, Int(status.st_size)) else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        self.path = path
        count = Int(status.st_size)
        self.map = map
    }

    deinit { guarded_map_close(map) }
}

/// Why a file could not be mapped.
public enum MappingError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case directory(path: String)
    case empty(path: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "\(path): cannot be opened: \(reason)."
        case .directory(let path): "\(path): is a directory. Name the data file inside it."
        case .empty(let path): "\(path): is empty (0 bytes). The copy or acquisition did not finish."
        }
    }
}
