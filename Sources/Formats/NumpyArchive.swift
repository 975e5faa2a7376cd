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
            throw FormatError(
                .cannotWrite, path: path, what: "cannot be written: \(ZipArchive.reason(code))",
                remedy: "Check that the directory exists and can be written")
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

    /// Reads all arrays, stored or compressed.
    /// - Throws: `FormatError` for what cannot be opened, is no archive, or holds an array that is not read.
    public init(readingFrom path: String) throws(FormatError) {
        let archive = try ZipArchive(path: path)
        for entry in archive.entries where entry.name.hasSuffix(".npy") {
            let name = String(entry.name.dropLast(4))
            guard self[name] == nil else { throw ZipArchive.damaged(path, entry.name, "it is there twice") }
            let bytes = try archive.unpacked(entry)
            self[name] = try NumpyArray(npyBytes: bytes.prefix(bytes.count), name: bytes.path)
        }
    }
}
