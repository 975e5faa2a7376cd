import CHDF5

/// How long chunks are that only the library unpacks, as far as can be told before: it copies as many bytes as a chunk
/// has, however few its filters left.
struct HDF5PackedLengths {
    let stored: HDF5StoredChunks
    private let filters: [HDF5Filter]
    private let chunkBytes: Int

    /// - Parameters:
    ///   - filters: what the chunks went through.
    ///   - chunkBytes: bytes of a chunk that is not packed.
    init(_ stored: HDF5StoredChunks, _ filters: [HDF5Filter], chunkBytes: Int) {
        self.stored = stored
        self.filters = filters
        self.chunkBytes = chunkBytes
    }

    /// - Throws: that a chunk unpacks to fewer bytes than it has to, or to more.
    func check(_ places: [Int]) throws(ChunkError) {
        let packed = ChunkBuffer()
        guard let skipped = try stored.fetch(places, into: packed) else { return }
        var count: Int? = packed.count
        var first = packed.count >= 4 ? UInt32(littleEndian: packed.bytes.loadUnaligned(as: UInt32.self)) : nil
        for (index, filter) in filters.enumerated().reversed() where skipped >> UInt32(index) & 1 == 0 {
            count = filter.unpackedCount(of: count, first: first)
            // A checksum lies behind the bytes.
            if filter.number != H5Z_FILTER_FLETCHER32 { first = nil }
        }
        guard let count, count != chunkBytes else { return }
        throw ChunkError("a chunk unpacks to \(count) bytes where \(chunkBytes) belong: it is damaged or cut short")
    }
}

extension HDF5Filter {
    /// How many bytes undoing the filter leaves, after its parameters or the bytes themselves; nil where neither tells.
    /// - Parameters:
    ///   - packed: bytes before that, where known.
    ///   - first: the number that they begin with.
    fileprivate func unpackedCount(of packed: Int?, first: UInt32?) -> Int? {
        switch number {
        case H5Z_FILTER_SHUFFLE: return packed
        case H5Z_FILTER_FLETCHER32: return packed.map { $0 - 4 }
        case H5Z_FILTER_SZIP: return first.map { Int($0) }
        case H5Z_FILTER_NBIT where values.count > 1 && values[1] != 0: return packed
        case H5Z_FILTER_NBIT, H5Z_FILTER_SCALEOFFSET:
            // Elements of a chunk, and bytes of each.
            guard values.count > 4 else { return nil }
            let bytes = UInt64(values[2]).multipliedReportingOverflow(by: UInt64(values[4]))
            return bytes.overflow ? .max : Int(clamping: bytes.partialValue)
        default: return nil
        }
    }
}
