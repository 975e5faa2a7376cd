import CSystem
import Glibc

/// A file mapped read-only, or what was unpacked from one. Opening costs the same for any size and touches no page; a file
/// that shrinks while open reads as zeros and says so through `hasFaulted`.
public final class MappedFile: Sendable {
    /// The path as given.
    public let path: String
    /// The mapped bytes, valid only while this object lives: hold it (`withExtendedLifetime`) until they are read, and
    /// check `hasFaulted` afterwards.
    public nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    /// Nil for what was unpacked into memory.
    private nonisolated(unsafe) let map: OpaquePointer?
    private nonisolated(unsafe) let window: OpaquePointer?
    /// What was unpacked into memory.
    private let memory: OwnMemory?
    /// How far it has been unpacked; nil for all of it.
    private let filling: Filling?

    /// Length in bytes when it was opened; never 0.
    public var count: Int { bytes.count }

    /// Of a file more than twice as large, no more than this stays mapped, bytes.
    public static let residentBytes = 256 << 20

    /// True once a page could not be read, or could not be unpacked.
    public var hasFaulted: Bool { map.map { guarded_map_faulted($0) } ?? (filling?.failure != nil) }

    /// To be called after bytes were read.
    /// - Throws: why they may not have been there: `fileChanged`, or what unpacking them ended in.
    public func check() throws(CubeError) {
        if let failure = filling?.failure { throw failure }
        guard !hasFaulted else { throw .fileChanged(path: path) }
    }

    /// To be called before the bytes of a range are read, however often: of a file that does not stay mapped what was
    /// read longest ago is unmapped for it, and what follows is fetched ahead where a file is read in its order. Of what
    /// is being unpacked they are waited for.
    /// - Parameter whole: false where only some bytes of the range are read.
    @inline(__always)
    public func use(_ range: Range<Int>, whole: Bool = true) {
        if let window { resident_window_use(window, range.lowerBound, range.count, whole) }
        if let filling { filling.wait(until: range.upperBound) }
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
        let count = Int(status.st_size)
        self.path = path
        bytes = UnsafeRawBufferPointer(start: guarded_map_bytes(map), count: count)
        self.map = map
        memory = nil
        filling = nil
        window =
            count / 2 > max(0, residentBytes)
            ? resident_window_open(guarded_map_bytes(map), descriptor, count, max(0, residentBytes)) : nil
    }

    private init(path: String, _ memory: OwnMemory, _ filling: Filling? = nil) {
        self.path = path
        bytes = UnsafeRawBufferPointer(memory.bytes)
        self.memory = memory
        self.filling = filling
        map = nil
        window = nil
    }

    /// What a file holds packed, unpacked into memory.
    ///
    /// - Parameters:
    ///   - path: what errors call it.
    ///   - count: bytes, at least 1. Memory is taken as they are written.
    ///   - fill: writes them; they are 0 before.
    /// - Returns: nil where the machine has no memory of that size.
    public static func inMemory<Failure: Error>(
        path: String, count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) -> MappedFile? {
        guard let memory = OwnMemory(count) else { return nil }
        try fill(memory.bytes)
        return MappedFile(path: path, memory)
    }

    /// The same, unpacked on a thread of its own while the bytes that are there already are read: `use` waits for those
    /// that are not.
    ///
    /// - Parameter fill: writes the bytes in their order and says after each piece how many are there; is told whether
    ///   anybody wants more. What it throws is thrown by `check` from then on.
    /// - Returns: nil where the machine has no memory of that size.
    public static func fillingMemory(
        path: String, count: Int,
        fill: @escaping @Sendable (UnsafeMutableRawBufferPointer, _ progress: (Int) -> Bool) throws(CubeError) -> Void
    ) -> MappedFile? {
        guard let memory = OwnMemory(count) else { return nil }
        let filling = Filling()
        Filling.onItsOwnThread {
            do throws(CubeError) {
                try fill(memory.bytes, filling.advance)
                filling.end(nil)
            } catch { filling.end(error) }
        }
        return MappedFile(path: path, memory, filling)
    }

    deinit {
        filling?.abandon()
        resident_window_close(window)
        if let map { guarded_map_close(map) }
    }
}

/// Memory that is 0 until it is written.
private final class OwnMemory: Sendable {
    nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

    /// Nil where the machine has no memory of that size.
    init?(_ count: Int) {
        guard count >= 1, count / max(1, sysconf(Int32(_SC_PAGESIZE))) < sysconf(Int32(_SC_PHYS_PAGES)),
            let base = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), base != MAP_FAILED
        else { return nil }
        bytes = UnsafeMutableRawBufferPointer(start: base, count: count)
    }

    deinit { munmap(bytes.baseAddress, bytes.count) }
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
