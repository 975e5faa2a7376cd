import CHDF5

/// A filter that a dataset's chunks have passed, as the file lists it.
struct HDF5Filter: Sendable {
    let number: Int32
    /// As the file names it; may be empty.
    let label: String
    /// The filter's parameters.
    let values: [UInt32]

    /// All filters of a dataset, in the order of writing. Call under `HDF5Library.locked`.
    /// - Parameter creation: the dataset's creation properties.
    static func all(of creation: HDF5Handle) -> [HDF5Filter] {
        (0..<max(0, H5Pget_nfilters(creation.id))).compactMap { index in
            var flags: UInt32 = 0
            var values = [UInt32](repeating: 0, count: 32)
            var count = values.count
            var label = [CChar](repeating: 0, count: 64)
            let number = H5Pget_filter2(
                creation.id, UInt32(index), &flags, &count, &values, label.count, &label, nil)
            guard number >= 0 else { return nil }
            let text = String(decoding: label.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return HDF5Filter(number: number, label: text, values: Array(values.prefix(count)))
        }
    }

    /// The same filter as it is undone here; nil where it is not. Numbers are those of the HDF Group's registry.
    /// - Parameter width: bytes of an element.
    func chunkFilter(width: Int) -> ChunkFilter? {
        switch number {
        case 1: return .deflate
        case 2:
            let stored = values.first.map { Int($0) } ?? width
            return Self.widths.contains(stored) ? .shuffle(width: stored) : nil
        case 3: return .fletcher32
        case 32000: return .lzf
        case 32001: return .blosc
        case 32004: return .lz4Blocks
        case 32008:
            // Version (2), bytes of an element, elements of a block, packing.
            let stored = values.count > 2 && values[2] > 0 ? Int(values[2]) : width
            let block = values.count > 3 ? Int(values[3]) : 0
            guard Self.widths.contains(stored) else { return nil }
            let packing: Bitshuffle.Packing
            switch values.count > 4 ? values[4] : 0 {
            case 0: packing = .none
            case 2: packing = .lz4
            case 3: packing = .zstd
            default: return nil
            }
            return .bitshuffle(Bitshuffle(width: stored, blockElements: block, packing: packing))
        case 32015: return .zstd
        default: return nil
        }
    }

    private static let widths = 1...(1 << 16)

    /// True where the library can undo it, by itself or by a plugin that it finds. Call under `HDF5Library.locked`.
    var isInLibrary: Bool { H5Zfilter_avail(number) > 0 }

    /// That nothing here can undo it, and what would help.
    func missing(path: String, dataset: String) -> FormatError {
        let name = Self.names[number] ?? (label.isEmpty ? "unknown" : label)
        return FormatError(
            .unsupported, path: path, place: dataset,
            what: "its chunks are packed by HDF5 filter \(number) (\(name)), which is not installed",
            remedy: "Install the filter's plugin (e.g. from the hdf5plugin Python package) and set HDF5_PLUGIN_PATH to "
                + "its folder, or repack the file where the plugin is: h5repack -f GZIP=1 IN OUT")
    }

    /// Names for registered numbers that are met with and not undone here.
    private static let names: [Int32: String] = [
        4: "szip", 5: "nbit", 6: "scale-offset", 305: "LZO", 307: "bzip2", 32003: "Snappy", 32008: "bitshuffle",
        32013: "ZFP", 32016: "FCIDECOMP", 32017: "SZ", 32019: "JPEG", 32024: "SZ3", 32026: "Blosc2", 32029: "HTJ2K",
    ]
}
