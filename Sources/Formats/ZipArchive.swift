import CZip
import DataCube

/// A zip archive that is read: its entries, unpacked by libzip or, where they are stored as they are, found in the file.
final class ZipArchive {
    struct Entry: Equatable, Sendable {
        let index: UInt64
        let name: String
        /// Bytes when unpacked, as the archive claims.
        let size: Int
        /// Bytes in the archive.
        let packedSize: Int
        /// Neither compressed nor encrypted.
        let isStored: Bool
        /// Compressed as usual.
        let isDeflated: Bool

        /// Whether so many bytes can be unpacked from so few; unknown, and so believed, of unusual compressions.
        fileprivate var isPossible: Bool {
            // Deflate makes no more than 1032 bytes of one.
            isStored ? size == packedSize : !isDeflated || size / 1032 <= packedSize
        }
    }

    let path: String
    let entries: [Entry]
    private let archive: OpaquePointer

    /// - Throws: `FormatError` for what cannot be opened or is no whole archive.
    init(path: String) throws(FormatError) {
        // Directories, empty and forbidden files are told as everywhere else.
        _ = try FileBytes(path: path)
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
            throw FormatError(
                .malformed, path: path, what: "is not a whole zip archive: \(Self.reason(code))",
                remedy: "Fetch or write it again")
        }
        self.path = path
        self.archive = archive
        var entries: [Entry] = []
        var failure: FormatError?
        for index in 0..<zip_uint64_t(max(0, zip_get_num_entries(archive, 0))) {
            var status = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &status) == 0, let name = status.name,
                let size = Int(exactly: status.size), let packed = Int(exactly: status.comp_size)
            else {
                failure = Self.damaged(path, "entry \(index)", String(cString: zip_strerror(archive)))
                break
            }
            let isStored = Int32(status.comp_method) == ZIP_CM_STORE && Int32(status.encryption_method) == ZIP_EM_NONE
            entries.append(
                Entry(
                    index: index, name: String(cString: name), size: size, packedSize: packed, isStored: isStored,
                    isDeflated: Int32(status.comp_method) == ZIP_CM_DEFLATE))
        }
        self.entries = entries
        if let failure { throw failure }
    }

    deinit { zip_discard(archive) }

    /// An entry's first bytes, at most `length`.
    func prefix(_ entry: Entry, _ length: Int) throws(FormatError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(length, entry.size))
        var failure: FormatError?
        let count = bytes.withUnsafeMutableBytes { buffer in
            do throws(FormatError) {
                return try read(entry, into: buffer)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return Array(bytes.prefix(count))
    }

    /// Unpacks a whole entry into memory.
    /// - Throws: `malformed` where its size is none that its bytes can unpack to, `unreadable` where memory is short.
    func unpacked(_ entry: Entry) throws(FormatError) -> FileBytes {
        try checkSize(entry)
        let file = try MappedFile.inMemory(path: name(entry), count: entry.size) { buffer throws(FormatError) in
            try readWhole(entry, into: buffer)
        }
        guard let file else { throw noMemory(entry) }
        return FileBytes(file)
    }

    /// Unpacks a large entry while what is there of it is read; a small one at once.
    /// - Throws: as `unpacked` does; what goes wrong while it is read is thrown by reading.
    func unpacking(_ entry: Entry) throws(FormatError) -> FileBytes {
        guard entry.size > Self.quickBytes else { return try unpacked(entry) }
        try checkSize(entry)
        let (path, name) = (path, name(entry))
        let file = MappedFile.fillingMemory(path: name, count: entry.size) { buffer, progress throws(CubeError) in
            do throws(FormatError) {
                // An open archive belongs to one thread.
                try ZipArchive(path: path).readWhole(entry, into: buffer, progress: progress)
            } catch { throw .damaged(path: name, reason: error.what) }
        }
        guard let file else { throw noMemory(entry) }
        return FileBytes(file)
    }

    /// Bytes that are unpacked in less than a tenth of a second.
    static let quickBytes = 8 << 20

    private func name(_ entry: Entry) -> String { "\(path), \(entry.name)" }

    private func checkSize(_ entry: Entry) throws(FormatError) {
        guard entry.size > 0, entry.isPossible else {
            throw Self.damaged(
                path, entry.name, "it claims \(entry.size) bytes, which \(entry.packedSize) cannot unpack to")
        }
    }

    private func noMemory(_ entry: Entry) -> FormatError {
        FormatError(
            .unreadable, path: path, place: entry.name, what: "there is no memory for its \(entry.size) bytes",
            remedy: "Store the array uncompressed (numpy.savez): it is then read where it lies")
    }

    /// - Parameter progress: is told how many bytes are there; false stops.
    private func readWhole(
        _ entry: Entry, into buffer: UnsafeMutableRawBufferPointer, progress: (Int) -> Bool = { _ in true }
    ) throws(FormatError) {
        let count = try read(entry, into: buffer, progress: progress)
        guard count == entry.size else {
            throw Self.damaged(path, entry.name, "it does not unpack to the \(entry.size) bytes that it claims")
        }
    }

    /// Unpacks an entry from its start until it ends or the buffer is full; where that is its claimed end, its checksum is
    /// compared.
    /// - Parameter progress: is told how many bytes are there; false stops.
    /// - Returns: how many bytes, one more than the buffer has where the entry goes on beyond its claimed end.
    private func read(
        _ entry: Entry, into buffer: UnsafeMutableRawBufferPointer, progress: (Int) -> Bool = { _ in true }
    ) throws(FormatError) -> Int {
        guard let opened = zip_fopen_index(archive, entry.index, 0) else {
            throw Self.damaged(path, entry.name, String(cString: zip_strerror(archive)))
        }
        defer { zip_fclose(opened) }
        func read(_ target: UnsafeMutableRawPointer?, _ length: Int) throws(FormatError) -> Int {
            let count = zip_fread(opened, target, zip_uint64_t(length))
            guard count >= 0 else { throw Self.damaged(path, entry.name, String(cString: zip_file_strerror(opened))) }
            return Int(count)
        }
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            let count = try read(base + done, min(buffer.count - done, 1 << 20))
            if count == 0 { return done }
            done += count
            // The last bytes count once their checksum was compared.
            if done < entry.size, !progress(done) { return done }
        }
        // The library compares when it is asked for more than there is.
        var beyond: UInt8 = 0
        return done < entry.size ? done : done + (try read(&beyond, 1))
    }

    static func damaged(_ path: String, _ entry: String, _ reason: String) -> FormatError {
        FormatError(
            .malformed, path: path, place: entry, what: "cannot be read: \(reason)",
            remedy: "The archive is damaged; fetch or compute it again")
    }

    /// What libzip's error number says.
    static func reason(_ code: Int32) -> String {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        return String(cString: zip_error_strerror(&error))
    }
}
