import CDeflate
import DataCube
import Glibc

/// The files of a zarr store, which are named by their place: `Experiments/title/data/.zarray`.
protocol ZarrStore: Sendable {
    /// As the user named it.
    var path: String { get }
    /// Reads a file; false where there is none. Safe from several threads at once.
    /// - Parameter most: no file has more bytes.
    /// - Throws: `ChunkError` where it cannot be read or is longer.
    func read(_ key: String, most: Int, into buffer: ChunkBuffer) throws(ChunkError) -> Bool
    /// To be called after bytes were used that were read.
    /// - Throws: `ChunkError` where they may not have been there.
    func check() throws(ChunkError)
    /// The names of what lies in a group, sorted; empty where there is none.
    func members(of group: String) -> [String]
}

extension ZarrStore {
    func check() throws(ChunkError) {}

    /// A description as JSON; nil where there is none.
    /// - Throws: `malformed` for what is no JSON.
    func description(_ key: String) throws(FormatError) -> JSONValue? {
        let buffer = ChunkBuffer()
        do throws(ChunkError) {
            guard try read(key, most: 1 << 24, into: buffer) else { return nil }
        } catch {
            throw FormatError(.unreadable, path: path, place: key, what: "cannot be read: \(error.reason)")
        }
        if let value = JSONValue(buffer.bytes) { return value }
        throw FormatError(
            .malformed, path: path, place: key, what: "is no JSON", remedy: "The file is damaged; fetch it again")
    }
}

/// A store that is a folder.
struct ZarrFolder: ZarrStore {
    let path: String

    func read(_ key: String, most: Int, into buffer: ChunkBuffer) throws(ChunkError) -> Bool {
        let descriptor = open(path + "/" + key, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw ChunkError("\(key): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ChunkError("\(key): it is not a regular file")
        }
        guard let size = Int(exactly: status.st_size), size <= most else {
            throw ChunkError("\(key): it has \(status.st_size) bytes, more than belong there")
        }
        try buffer.resize(to: size)
        var done = 0
        while done < size, let base = buffer.mutableBytes.baseAddress {
            let count = Glibc.read(descriptor, base + done, size - done)
            guard count > 0 else { throw ChunkError("\(key): it became shorter or unreadable while it was read") }
            done += count
        }
        return true
    }

    func members(of group: String) -> [String] {
        guard let folder = opendir(path + "/" + group) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

/// A store that is a zip archive. Its files are found in the mapped archive, and unpacked where they are deflated.
final class ZarrArchive: ZarrStore {
    let path: String
    private let bytes: FileBytes
    private let directory: ZipDirectory
    private let entries: [String: ZipArchive.Entry]
    private let children: [String: [String]]

    /// - Throws: `FormatError` for what is no whole archive.
    init(path: String) throws(FormatError) {
        self.path = path
        bytes = try FileBytes(path: path)
        directory = try ZipDirectory(bytes)
        // What was written again stands there twice: the later one counts.
        entries = Dictionary(try ZipArchive(path: path).entries.map { ($0.name, $0) }) { $1 }
        var children: [String: Set<String>] = [:]
        for name in entries.keys {
            var parent = ""
            for part in name.split(separator: "/").map(String.init) {
                // Nothing new above what is known already would save little: paths are short.
                children[parent, default: []].insert(part)
                parent += parent.isEmpty ? part : "/" + part
            }
        }
        self.children = children.mapValues { $0.filter { !$0.hasPrefix(".") }.sorted() }
    }

    func members(of group: String) -> [String] { children[group] ?? [] }

    func read(_ key: String, most: Int, into buffer: ChunkBuffer) throws(ChunkError) -> Bool {
        guard let entry = entries[key] else { return false }
        guard entry.isStored || entry.isDeflated else { throw ChunkError("\(key): it is packed in an unusual way") }
        let place: Int
        do { place = try directory.offset(ofEntry: entry.index) } catch { throw ChunkError("\(key): \(error.what)") }
        guard place >= 0, entry.packedSize <= bytes.count, place <= bytes.count - entry.packedSize, entry.size <= most,
            entry.isStored ? entry.size == entry.packedSize : entry.size / 1032 <= entry.packedSize
        else { throw ChunkError("\(key): the archive's directory contradicts itself") }
        bytes.file.use(place..<place + entry.packedSize)
        let packed = UnsafeRawBufferPointer(rebasing: bytes.file.bytes[place..<place + entry.packedSize])
        if entry.isStored {
            buffer.borrow(packed)
        } else {
            try buffer.resize(to: entry.size)
            try Self.inflate(packed, into: buffer.mutableBytes)
        }
        try check()
        return true
    }

    func check() throws(ChunkError) {
        guard !bytes.file.hasFaulted else { throw ChunkError("the archive became shorter while it was open") }
    }

    private static func inflate(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer)
        throws(ChunkError)
    {
        guard let inflater = libdeflate_alloc_decompressor() else {
            throw ChunkError("there is no memory to unpack it")
        }
        defer { libdeflate_free_decompressor(inflater) }
        let result = libdeflate_deflate_decompress(
            inflater, packed.baseAddress, packed.count, bytes.baseAddress, bytes.count, nil)
        guard result == LIBDEFLATE_SUCCESS else { throw ChunkFilter.damaged("zip") }
    }
}
