import CHDF5
import CHDF5Places
import DataCube

/// Chunks of a dataset where they lie in the mapped file: the library finds them, one thread at a time and in
/// O(log chunks); unpacking is the caller's.
struct HDF5StoredChunks: ChunkStore {
    private let dataset: HDF5Handle
    private let file: MappedFile
    private let extent: HDF5Extent
    private let chunk: [Int]
    /// The dataset's sizes, where chunks at its border do not pass the filters; else nil.
    private let plainBorder: [Int]?
    /// Bytes of every chunk, where none is packed, whatever a damaged file says; else nil.
    private let unpackedBytes: Int?
    /// No chunk has more bytes.
    private let largest: UInt64

    /// Nil where the library reads the file in a way of its own. Call under `HDF5Library.locked`.
    /// - Parameters:
    ///   - dataset: open, chunked.
    ///   - creation: its creation properties.
    ///   - file: the one that it lies in.
    ///   - chunkBytes: bytes of a chunk that is not packed.
    init?(
        _ dataset: HDF5Handle, creation: HDF5Handle, in file: MappedFile, shape: [Int], chunk: [Int], chunkBytes: Int
    ) {
        guard let extent = HDF5Extent(of: dataset) else { return nil }
        self.dataset = dataset
        self.file = file
        self.extent = extent
        self.chunk = chunk
        var options: UInt32 = 0
        let isPlain = H5Pget_chunk_opts(creation.id, &options) >= 0 && options & hdf5_plain_partial_chunks() != 0
        plainBorder = isPlain ? shape : nil
        unpackedBytes = H5Pget_nfilters(creation.id) == 0 ? chunkBytes : nil
        // What does not get smaller gets a little larger.
        largest = min(UInt64(extent.count), 2 * UInt64(chunkBytes) + 1 << 16)
    }

    func fetch(_ places: [Int], into buffer: ChunkBuffer) throws(ChunkError) -> UInt32? {
        let found = try HDF5Library.locked { () throws(ChunkError) in try find(places) }
        guard let found else { return nil }
        guard found.size <= largest else {
            throw ChunkError("a chunk claims to have \(found.size) bytes: the file is damaged")
        }
        guard let start = Int(exactly: found.address), start <= file.count, Int(found.size) <= file.count - start else {
            throw ChunkError("a chunk lies behind the end of the file: it is damaged or cut short")
        }
        let range = start..<start + Int(found.size)
        file.use(range)
        buffer.borrow(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
        let isWhole = plainBorder.map { zip(zip(places, chunk), $0).allSatisfy { ($0.0 + 1) * $0.1 <= $1 } } ?? true
        return isWhole ? found.skipped : .max
    }

    func check() throws(ChunkError) {
        guard !file.hasFaulted else { throw HDF5Extent.shrunk }
        try extent.check()
    }

    /// Where a chunk is.
    enum Place {
        case inside
        case behindEnd
        /// The index of a file that ends early does not tell it: that chunk was never written, or is lost.
        case unknown
    }

    /// Where a chunk is; of a whole file inside, written or not. Call under `HDF5Library.locked`.
    func place(_ places: [Int]) -> Place {
        guard extent.isCutShort else { return .inside }
        guard let found = try? find(places) else { return .unknown }
        return extent.holds(found.address, found.size) ? .inside : .behindEnd
    }

    /// Where a chunk lies; nil for one that was never written. Call under `HDF5Library.locked`.
    /// - Throws: the library's reason; that the file ends early, where an index that does not tell it may be lost.
    private func find(_ places: [Int]) throws(ChunkError) -> hdf5_chunk_place? {
        let origin = zip(places, chunk).map { hsize_t($0 * $1) }
        var found = hdf5_chunk_place()
        let status = hdf5_place_of_chunk(dataset.id, origin, &found)
        // Nothing lies at the start of a file; an index of which a part is lost says so.
        if status >= 0, found.size > 0, found.address > 0 {
            if let unpackedBytes { found.size = UInt64(unpackedBytes) }
            return found
        }
        let reason = HDF5Library.lastReason
        guard !extent.isCutShort else { throw ChunkError("the file ends early, before its chunk") }
        // Of a chunk that is not there the library says a size of 0, by failing or without.
        var size = hsize_t.max
        _ = H5Dget_chunk_storage_size(dataset.id, origin, &size)
        guard size == 0 else { throw ChunkError(reason) }
        return nil
    }
}
