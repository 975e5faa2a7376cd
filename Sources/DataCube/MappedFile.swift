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
    private nonisolated(unsafe) let window: OpaquePointer?

    /// Of a file more than twice as large, no more than this stays mapped, bytes.
    public static let residentBytes = 256 << 20

    /// The mapped bytes, valid only while this object lives: hold it (`withExtendedLifetime`) until they are read, and
    /// check `hasFaulted` afterwards.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: guarded_map_bytes(map), count: count)
    }

    /// True once a page could not be read.
    public var hasFaulted: Bool { guarded_map_faulted(map) }

    /// To be called before the bytes of a range are read, however often: of a file that does not stay mapped what was
    /// read longest ago is unmapped for it, and what follows is fetched ahead where a file is read in its order.
    /// - Parameter whole: false where only some bytes of the range are read.
    @inline(__always)
    public func use(_ range: Range<Int>, whole: Bool = true) {
        if let window { resident_window_use(window, range.lowerBound, range.count, whole) }
    }

    /// About how many bytes of a large file are mapped at the moment; nil for others, which stay mapped.
    public var mappedBytes: Int? { window.map { Int(resident_window_bytes($0)) } }

    /// Maps a regular file.
    /// - Parameter residentBytes: see the constant of that name.
    /// - Throws: `MappingError` for a directory, an empty or unreadable file.
    public init(path: String, residentBytes: Int = MappedFile.residentBytes) throws(MappingError) {
        // Without O_NONBLOCK a pipe would make this wait for its writer.
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
        window =
            count / 2 > max(0, residentBytes)
            ? resident_window_open(guarded_map_bytes(map), count, max(0, residentBytes)) : nil
    }

    deinit {
        resident_window_close(window)
        guarded_map_close(map)
    }
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
