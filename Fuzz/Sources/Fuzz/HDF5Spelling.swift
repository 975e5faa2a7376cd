import CHDF5

@testable import Formats

/// HDF5 files spelled line by line, written by the library: what is examined is what is done here with names, shapes,
/// types, values and chunks. Damaged structures of a file are the library's to refuse, and it does not survive them all.
///
///     group PATH
///     text PATH TEXT
///     numbers PATH NUMBER…
///     attribute PATH NAME TEXT
///     value PATH NAME NUMBER
///     link PATH FILE OBJECT
///     data PATH TYPE SIZE,… CHUNK,…|- FILTER,…|- BYTES
///
/// Groups above an object are made with it; a line that is none of these, or cannot be, is passed over.
struct HDF5Spelling {
    private let file: hid_t
    private let linking: hid_t
    private static let usual = hdf5_default_properties()

    /// Replaces the file at a path.
    static func write(_ text: UnsafeRawBufferPointer, to path: String) {
        HDF5Library.locked {
            let file = H5Fcreate(path, hdf5_truncate(), usual, usual)
            let linking = H5Pcreate(hdf5_link_creation_class())
            H5Pset_create_intermediate_group(linking, 1)
            let spelling = HDF5Spelling(file: file, linking: linking)
            for line in text.split(separator: UInt8(ascii: "\n")).prefix(64) {
                spelling.write(line.split(separator: UInt8(ascii: " "), maxSplits: 6).map(Array.init))
            }
            H5Pclose(linking)
            H5Fclose(file)
        }
    }

    private func write(_ words: [[UInt8]]) {
        let texts = words.map { String(decoding: $0, as: UTF8.self) }
        guard texts.count >= 2 else { return }
        let path = texts[1]
        func rest(_ first: Int) -> [UInt8] { Array(words.dropFirst(first).joined(separator: [UInt8(ascii: " ")])) }
        switch texts[0] {
        case "group": H5Gclose(H5Gcreate2(file, path, linking, Self.usual, Self.usual))
        case "text":
            text(rest(2)) {
                H5Dcreate2(file, path, $0, $1, linking, Self.usual, Self.usual)
            } write: {
                H5Dwrite($0, $1, hdf5_whole_space(), hdf5_whole_space(), Self.usual, $2)
                H5Dclose($0)
            }
        case "numbers": numbers(path, texts.dropFirst(2).compactMap { Double($0) })
        case "attribute" where texts.count >= 4:
            text(rest(3)) {
                H5Acreate_by_name(file, path, texts[2], $0, $1, Self.usual, Self.usual, Self.usual)
            } write: {
                H5Awrite($0, $1, $2)
                H5Aclose($0)
            }
        case "value" where texts.count == 4: value(path, texts[2], Double(texts[3]) ?? 0)
        case "link" where texts.count == 4: H5Lcreate_external(texts[2], texts[3], file, path, linking, Self.usual)
        case "data" where texts.count >= 6:
            data(path, texts[2], texts[3...5].map { $0.split(separator: ",").compactMap { UInt64($0) } }, rest(6))
        default: break
        }
    }

    private func text(_ bytes: [UInt8], create: (hid_t, hid_t) -> hid_t, write: (hid_t, hid_t, [UInt8]) -> Void) {
        let type = H5Tcopy(hdf5_c_string())
        H5Tset_size(type, max(1, bytes.count))
        let space = H5Screate(H5S_SCALAR)
        let object = create(type, space)
        if object >= 0 { write(object, type, bytes.isEmpty ? [0] : bytes) }
        H5Sclose(space)
        H5Tclose(type)
    }

    private func numbers(_ path: String, _ numbers: [Double]) {
        let space = H5Screate_simple(1, [hsize_t(numbers.count)], nil)
        let dataset = H5Dcreate2(file, path, hdf5_float64(), space, linking, Self.usual, Self.usual)
        if dataset >= 0, !numbers.isEmpty {
            H5Dwrite(dataset, hdf5_native_double(), hdf5_whole_space(), hdf5_whole_space(), Self.usual, numbers)
        }
        H5Dclose(dataset)
        H5Sclose(space)
    }

    private func value(_ path: String, _ name: String, _ number: Double) {
        let space = H5Screate(H5S_SCALAR)
        let attribute = H5Acreate_by_name(file, path, name, hdf5_float64(), space, Self.usual, Self.usual, Self.usual)
        if attribute >= 0 { H5Awrite(attribute, hdf5_native_double(), [number]) }
        H5Aclose(attribute)
        H5Sclose(space)
    }

    private static let types: [String: hid_t] = [
        "u1": hdf5_uint8(), "u2": hdf5_uint16(), "U2": hdf5_uint16_big(), "u4": hdf5_native_uint32(),
        "i2": hdf5_native_int16(), "i8": hdf5_int64(), "f4": hdf5_float32(), "f8": hdf5_float64(), "n2": twelveBits,
    ]

    private static let twelveBits: hid_t = {
        let type = H5Tcopy(hdf5_uint16())
        H5Tset_precision(type, 12)
        return type
    }()

    /// Szip, n-bit and scale-offset, which the library alone undoes: it does not survive bytes that are not theirs.
    private static let notOurs: ClosedRange<UInt64> = 4...6

    /// An array; the bytes are its first chunk as stored, or its first values.
    private func data(_ path: String, _ type: String, _ lists: [[UInt64]], _ bytes: [UInt8]) {
        guard let type = Self.types[type], lists[0].count <= 6 else { return }
        let space = H5Screate_simple(Int32(lists[0].count), lists[0], nil)
        let creation = H5Pcreate(hdf5_dataset_creation_class())
        if !lists[1].isEmpty { H5Pset_chunk(creation, Int32(lists[1].count), lists[1]) }
        for filter in lists[2].prefix(4) where !Self.notOurs.contains(filter) {
            H5Pset_filter(creation, Int32(truncatingIfNeeded: filter), UInt32(H5Z_FLAG_OPTIONAL), 1, [2])
        }
        let dataset = H5Dcreate2(file, path, type, space, linking, creation, Self.usual)
        // The library itself does not survive a chunk written where there is no room for any.
        let count = H5Sget_simple_extent_npoints(space)
        if dataset >= 0, !bytes.isEmpty, count > 0 {
            if !lists[1].isEmpty {
                H5Dwrite_chunk(dataset, Self.usual, 0, [hsize_t](repeating: 0, count: 6), bytes.count, bytes)
            } else if count <= 4096 {
                let values = bytes + [UInt8](repeating: 7, count: 1 << 15)
                H5Dwrite(dataset, type, hdf5_whole_space(), hdf5_whole_space(), Self.usual, values)
            }
        }
        H5Dclose(dataset)
        H5Pclose(creation)
        H5Sclose(space)
    }
}
