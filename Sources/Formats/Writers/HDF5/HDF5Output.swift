import CHDF5
import DataCube
import Glibc

/// An HDF5 file that is being written beside its place. Call under `HDF5Library.locked`.
final class HDF5Output {
    private let file: AtomicFile
    private var handle: HDF5Handle?

    /// A small value beside the data.
    enum Attribute {
        case text(String)
        case integer(Int)
        case number(Double)
        case truth(Bool)
    }

    /// How a dataset lies in the file.
    enum Storage {
        /// In one piece.
        case contiguous
        /// In chunks of this shape, packed by gzip behind a byte shuffle where asked.
        case chunked([Int], gzip: Bool)
    }

    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false; `cannotWrite`.
    init(path: String, overwrite: Bool) throws(FormatError) {
        file = try AtomicFile(path: path, overwrite: overwrite)
        // Made by the system first: its reasons are better than the library's.
        Glibc.close(try file.create())
        handle = HDF5Handle(
            H5Fcreate(file.temporaryPath, hdf5_truncate(), hdf5_default_properties(), hdf5_default_properties()),
            H5Fclose)
        if handle == nil { throw failure() }
    }

    /// Writes what is still in memory and puts the file in its place.
    func publish() throws(FormatError) {
        guard H5Fflush(try id, H5F_SCOPE_GLOBAL) >= 0 else { throw failure() }
        handle = nil
        try file.publish()
    }

    var path: String { file.path }

    private var id: hid_t {
        get throws(FormatError) {
            guard let handle else { throw failure() }
            return handle.id
        }
    }

    // MARK: Groups and attributes

    /// Makes a group; those above it must be there.
    func group(_ path: String, _ attributes: [(String, Attribute)] = []) throws(FormatError) {
        guard
            HDF5Handle(
                H5Gcreate2(
                    try id, path, hdf5_default_properties(), hdf5_default_properties(), hdf5_default_properties()),
                H5Gclose) != nil
        else { throw failure(path) }
        for (name, value) in attributes { try attribute(name, value, of: path) }
    }

    /// Attaches an attribute to a group or dataset.
    func attribute(_ name: String, _ value: Attribute, of path: String) throws(FormatError) {
        guard let object = HDF5Handle(H5Oopen(try id, path, hdf5_default_properties()), H5Oclose),
            let space = HDF5Handle(H5Screate(H5S_SCALAR), H5Sclose)
        else { throw failure(path) }
        func write(_ type: HDF5Handle?, _ bytes: UnsafeRawPointer) -> Bool {
            guard let type,
                let attribute = HDF5Handle(
                    H5Acreate2(
                        object.id, name, type.id, space.id, hdf5_default_properties(), hdf5_default_properties()),
                    H5Aclose)
            else { return false }
            return H5Awrite(attribute.id, type.id, bytes) >= 0
        }
        let isWritten =
            switch value {
            case .text(let text):
                text.withCString { characters in withUnsafePointer(to: characters) { write(Self.text(), $0) } }
            case .integer(let value): withUnsafePointer(to: Int64(value)) { write(.element(.int64), $0) }
            case .number(let value): withUnsafePointer(to: value) { write(.element(.float64), $0) }
            case .truth(let value): withUnsafePointer(to: Int8(value ? 1 : 0)) { write(Self.truth(), $0) }
            }
        guard isWritten else { throw failure("\(path), \(name)") }
    }

    // MARK: Datasets

    /// Makes a dataset whose numbers are written later, or never: what is not written reads as 0 and takes no room in
    /// chunks.
    func dataset(_ path: String, _ shape: [Int], _ type: ElementType, _ storage: Storage) throws(FormatError)
        -> HDF5Handle
    {
        try dataset(path, shape, .element(type), storage)
    }

    /// Writes a whole array. Chunked as one piece where `isChunked`, packed by gzip.
    func dataset(_ path: String, _ array: NumpyArray, isChunked: Bool = false) throws(FormatError) {
        let isEmpty = array.shape.contains(0) || array.shape.isEmpty
        let storage: Storage = isChunked && !isEmpty ? .chunked(array.shape, gzip: true) : .contiguous
        func write(_ type: HDF5Handle?, _ bytes: UnsafeRawPointer?) throws(FormatError) {
            let made = try dataset(path, array.shape, type, storage)
            guard let type,
                H5Dwrite(
                    made.id, type.id, hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), bytes) >= 0
            else { throw failure(path) }
        }
        switch array.elements {
        case .float32(let values): try write(.element(.float32), values)
        case .float64(let values): try write(.element(.float64), values)
        case .uint8(let values): try write(.element(.uint8), values)
        case .uint16(let values): try write(.element(.uint16), values)
        case .int32(let values): try write(.element(.int32), values)
        case .int64(let values): try write(.element(.int64), values)
        case .bool(let values): try write(Self.truth(), values.map { Int8($0 ? 1 : 0) })
        case .string(let text):
            let characters = strdup(text)
            defer { free(characters) }
            try write(Self.text(), [characters])
        }
    }

    private func dataset(
        _ path: String, _ shape: [Int], _ type: HDF5Handle?, _ storage: Storage
    ) throws(FormatError) -> HDF5Handle {
        guard let type, let creation = HDF5Handle(H5Pcreate(hdf5_dataset_creation_class()), H5Pclose),
            let space = HDF5Handle(
                shape.isEmpty
                    ? H5Screate(H5S_SCALAR)
                    : H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil), H5Sclose)
        else { throw failure(path) }
        if case .chunked(let chunk, let gzip) = storage {
            let isSet =
                H5Pset_chunk(creation.id, Int32(chunk.count), chunk.map { hsize_t($0) }) >= 0
                && (!gzip
                    || H5Pset_shuffle(creation.id) >= 0 && H5Pset_deflate(creation.id, UInt32(Self.gzipLevel)) >= 0)
            guard isSet else { throw failure(path) }
        }
        guard
            let made = HDF5Handle(
                H5Dcreate2(
                    try id, path, type.id, space.id, hdf5_default_properties(), creation.id, hdf5_default_properties()),
                H5Dclose)
        else { throw failure(path) }
        return made
    }

    /// Level 1 packs counts nearly as small as 9, several times as fast.
    static let gzipLevel: Int32 = 1

    // MARK: Types and failures

    /// Text of any length, UTF-8: what h5py gives as str.
    private static func text() -> HDF5Handle? {
        let type = HDF5Handle(H5Tcopy(hdf5_c_string()), H5Tclose)
        guard let type, H5Tset_size(type.id, hdf5_variable_length()) >= 0, H5Tset_cset(type.id, H5T_CSET_UTF8) >= 0
        else { return nil }
        return type
    }

    /// The enum that h5py takes for truth values.
    private static func truth() -> HDF5Handle? {
        guard let byte = HDF5Handle.element(.int8), let type = HDF5Handle(H5Tenum_create(byte.id), H5Tclose) else {
            return nil
        }
        for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
            guard withUnsafePointer(to: value, { H5Tenum_insert(type.id, name, $0) }) >= 0 else { return nil }
        }
        return type
    }

    /// Why the library's last call failed.
    func failure(_ place: String? = nil) -> FormatError {
        // Of the system's failures the library tells everything; their reason is enough.
        let reason = HDF5Library.lastReason
        let quoted = reason.split(separator: "error message = '", maxSplits: 1).dropFirst().first
        return FormatError(
            .cannotWrite, path: file.path, place: place,
            what: "cannot be written: \(quoted.map { String($0.prefix { $0 != "'" }) } ?? reason)",
            remedy: "Check that the directory can be written and has room")
    }
}

extension HDF5Handle {
    /// A number type in the byte order of the machine.
    static func element(_ type: ElementType) -> HDF5Handle? {
        let native: hid_t =
            switch type {
            case .uint8: hdf5_native_uint8()
            case .uint16: hdf5_native_uint16()
            case .uint32: hdf5_native_uint32()
            case .uint64: hdf5_native_uint64()
            case .int8: hdf5_native_int8()
            case .int16: hdf5_native_int16()
            case .int32: hdf5_native_int32()
            case .int64: hdf5_native_int64()
            case .float16, .float32: hdf5_native_float()
            case .float64: hdf5_native_double()
            }
        guard let copy = HDF5Handle(H5Tcopy(native), H5Tclose) else { return nil }
        guard type == .float16 else { return copy }
        // IEEE 754 binary16: sign at bit 15, 5 bits of exponent at 10, 10 bits of fraction at 0.
        let isHalf =
            H5Tset_fields(copy.id, 15, 10, 5, 0, 10) >= 0 && H5Tset_size(copy.id, 2) >= 0
            && H5Tset_ebias(copy.id, 15) >= 0
        return isHalf ? copy : nil
    }
}
