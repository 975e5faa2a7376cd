import CZip
import Glibc

/// Named arrays in one .npz file, as `numpy.savez` writes and `numpy.load` reads them.
public struct NumpyArchive: Equatable, Sendable {
    /// The arrays in the order they are filed; names are unique and without the `.npy` of the file's entries.
    public private(set) var arrays: [(name: String, array: NumpyArray)] = []

    public init() {}

    /// The array of that name; setting nil removes it.
    public subscript(name: String) -> NumpyArray? {
        get { arrays.first { $0.name == name }?.array }
        set {
            let index = arrays.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let array?): arrays[index].array = array
            case (let index?, nil): arrays.remove(at: index)
            case (nil, let array?): arrays.append((name, array))
            case (nil, nil): break
            }
        }
    }

    public static func == (first: NumpyArchive, second: NumpyArchive) -> Bool {
        first.arrays.elementsEqual(second.arrays) { $0.name == $1.name && $0.array == $1.array }
    }

    // MARK: Writing

    /// Writes the archive, whole or not at all: entries stored without compression, dated 1980-01-01 as NumPy does, so
    /// that equal archives are equal files.
    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false; `cannotWrite`.
    public func write(to path: String, overwrite: Bool = false) throws(FormatError) {
        if arrays.isEmpty {
            // The library files nothing without entries; this is the directory of an archive that has none.
            return try AtomicFile.write(
                [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18), to: path, overwrite: overwrite)
        }
        let file = try AtomicFile(path: path, overwrite: overwrite)
        var code: Int32 = 0
        guard let archive = zip_open(file.temporaryPath, ZIP_CREATE | ZIP_EXCL, &code) else {
            throw Self.openFailure(code, path: path, .cannotWrite)
        }
        for (name, array) in arrays {
            guard Self.add(array.npyBytes, as: name + ".npy", to: archive) else {
                let reason = String(cString: zip_strerror(archive))
                zip_discard(archive)
                throw FormatError(.cannotWrite, path: path, place: name, what: "cannot be written: \(reason)")
            }
        }
        guard zip_close(archive) == 0 else {
            let reason = String(cString: zip_strerror(archive))
            zip_discard(archive)
            throw FormatError(
                .cannotWrite, path: path, what: "cannot be written: \(reason)",
                remedy: "Check that the directory exists, can be written and has room")
        }
        try file.publish()
    }

    private static func add(_ bytes: [UInt8], as name: String, to archive: OpaquePointer) -> Bool {
        // The library reads the bytes when the archive is closed, and frees them.
        guard let copy = malloc(max(1, bytes.count)) else { return false }
        bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(copy, base, $0.count) } }
        guard let source = zip_source_buffer(archive, copy, zip_uint64_t(bytes.count), 1) else {
            free(copy)
            return false
        }
        let index = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        // 0x21 is 1980-01-01, the first day that zip knows.
        return zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_STORE, 0) == 0
            && zip_file_set_dostime(archive, zip_uint64_t(index), 0, 0x21, 0) == 0
    }

    // MARK: Reading

    /// Entries beyond this are refused rather than unpacked.
    private static let largestEntry = UInt64(1) << 34

    /// Reads all arrays, stored or compressed.
    /// - Throws: `FormatError` for what cannot be opened, is no archive, or holds an array that is not read.
    public init(readingFrom path: String) throws(FormatError) {
        // Directories, empty and forbidden files are told as everywhere else.
        _ = try FileBytes(path: path)
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
            throw Self.openFailure(code, path: path, .malformed)
        }
        defer { zip_discard(archive) }
        for index in 0..<zip_uint64_t(max(0, zip_get_num_entries(archive, 0))) {
            var status = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &status) == 0, let cName = status.name else {
                throw Self.damaged(path, "entry \(index)", String(cString: zip_strerror(archive)))
            }
            let entry = String(cString: cName)
            guard entry.hasSuffix(".npy") else { continue }
            guard status.size <= Self.largestEntry else {
                throw Self.damaged(path, entry, "it claims \(status.size) bytes")
            }
            let bytes = try Self.unpack(archive, index, entry, path: path)
            let name = String(entry.dropLast(4))
            guard self[name] == nil else { throw Self.damaged(path, entry, "it is there twice") }
            self[name] = try NumpyArray(npyBytes: bytes, name: "\(path), \(entry)")
        }
    }

    private static func unpack(_ archive: OpaquePointer, _ index: zip_uint64_t, _ entry: String, path: String)
        throws(FormatError) -> [UInt8]
    {
        guard let opened = zip_fopen_index(archive, index, 0) else {
            throw damaged(path, entry, String(cString: zip_strerror(archive)))
        }
        defer { zip_fclose(opened) }
        // Grows with what is really there, not with what the directory claims.
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = zip_fread(opened, &block, zip_uint64_t(block.count))
            guard count >= 0 else { throw damaged(path, entry, String(cString: zip_file_strerror(opened))) }
            if count == 0 { return bytes }
            bytes += block[..<Int(count)]
            guard bytes.count <= largestEntry else { throw damaged(path, entry, "it unpacks without end") }
        }
    }

    private static func damaged(_ path: String, _ entry: String, _ reason: String) -> FormatError {
        FormatError(
            .malformed, path: path, place: entry, what: "cannot be read: \(reason)",
            remedy: "The archive is damaged; fetch or compute it again")
    }

    private static func openFailure(_ code: Int32, path: String, _ kind: FormatError.Kind) -> FormatError {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        let reason = String(cString: zip_error_strerror(&error))
        return kind == .cannotWrite
            ? FormatError(
                kind, path: path, what: "cannot be written: \(reason)",
                remedy: "Check that the directory exists and can be written")
            : FormatError(
                kind, path: path, what: "is not a whole npz archive: \(reason)", remedy: "Fetch or compute it again")
    }
}
