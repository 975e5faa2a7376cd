import CHDF5

/// Packed chunks of a dataset as they lie in the file: the library finds and fetches them, one thread at a time; unpacking is
/// the caller's. A chunk is found in O(log chunks); the library's list of all of them would cost O(chunks) for each.
struct HDF5StoredChunks: ChunkStore {
    private let dataset: HDF5Handle
    private let length: HDF5FileLength?
    private let chunk: [Int]
    /// The dataset's sizes, where chunks at its border do not pass the filters; else nil.
    private let plainBorder: [Int]?
    /// No chunk has more bytes.
    private let largest: UInt64

    /// Call under `HDF5Library.locked`.
    /// - Parameters:
    ///   - dataset: open, chunked.
    ///   - creation: its creation properties.
    ///   - chunkBytes: bytes of a chunk that is not packed.
    init(_ dataset: HDF5Handle, creation: HDF5Handle, shape: [Int], chunk: [Int], chunkBytes: Int) {
        self.dataset = dataset
        self.chunk = chunk
        var options: UInt32 = 0
        let isPlain = H5Pget_chunk_opts(creation.id, &options) >= 0 && options & hdf5_plain_partial_chunks() != 0
        plainBorder = isPlain ? shape : nil
        length = HDF5FileLength(of: dataset)
        // What does not get smaller gets a little larger.
        largest = min(UInt64(length?.count ?? .max), 2 * UInt64(chunkBytes) + 1 << 16)
    }

    func fetch(_ places: [Int], into buffer: ChunkBuffer) throws(ChunkError) -> UInt32? {
        let origin = zip(places, chunk).map { hsize_t($0 * $1) }
        let isWhole = plainBorder.map { zip(zip(places, chunk), $0).allSatisfy { ($0.0 + 1) * $0.1 <= $1 } } ?? true
        let skipped = try HDF5Library.locked { () throws(ChunkError) -> UInt32? in
            guard let size = try storedSize(origin) else { return nil }
            try buffer.resize(to: size)
            guard let skipped = read(origin, buffer) else { throw ChunkError(HDF5Library.lastReason) }
            return isWhole ? skipped : .max
        }
        try length?.check()
        return skipped
    }

    /// Bytes of a chunk in the file; nil where it was never written.
    private func storedSize(_ origin: [hsize_t]) throws(ChunkError) -> Int? {
        // Of a chunk that is not there the library says a size of 0, by failing or without.
        var size = hsize_t.max
        let status = H5Dget_chunk_storage_size(dataset.id, origin, &size)
        if size == 0 { return nil }
        guard status >= 0 else { throw ChunkError(HDF5Library.lastReason) }
        guard size <= largest else { throw ChunkError("a chunk claims to have \(size) bytes: the file is damaged") }
        return Int(size)
    }

    /// Reads a chunk, as many bytes as it has; nil where that fails. Gives the filters that it did not pass.
    private func read(_ origin: [hsize_t], _ buffer: ChunkBuffer) -> UInt32? {
        var skipped: UInt32 = 0
        let status = H5Dread_chunk(
            dataset.id, hdf5_default_properties(), origin, &skipped, buffer.mutableBytes.baseAddress)
        return status >= 0 ? skipped : nil
    }
}
