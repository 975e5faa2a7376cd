import CHDF5

/// Chunks of numbers that fill only some bits of their bytes: unpacked here, converted by the library.
struct HDF5ConvertedChunks: ChunkStore {
    private let stored: HDF5StoredChunks
    private let pipeline: ChunkPipeline
    private let source: HDF5Handle
    private let target: HDF5Handle
    private let elements: Int

    /// - Parameters:
    ///   - pipeline: what the stored chunks went through.
    ///   - source: the type that elements are stored as.
    ///   - target: the type that they are wanted as, of no fewer bytes.
    ///   - elements: how many a chunk has.
    init(
        _ stored: HDF5StoredChunks, pipeline: ChunkPipeline, from source: HDF5Handle, to target: HDF5Handle,
        elements: Int
    ) {
        self.stored = stored
        self.pipeline = pipeline
        self.source = source
        self.target = target
        self.elements = elements
    }

    func fetch(_ places: [Int], into buffer: ChunkBuffer) throws(ChunkError) -> UInt32? {
        var chunk = ChunkBuffer()
        var spare = ChunkBuffer()
        guard let skipped = try stored.fetch(places, into: chunk) else { return nil }
        try pipeline.unpack(&chunk, skipped: skipped, spare: &spare)
        try HDF5Library.locked { () throws(ChunkError) in
            // Converted in place, where both fit.
            try buffer.resize(to: elements * H5Tget_size(target.id))
            buffer.mutableBytes.copyMemory(from: chunk.bytes)
            guard
                H5Tconvert(
                    source.id, target.id, elements, buffer.mutableBytes.baseAddress, nil, hdf5_default_properties())
                    >= 0
            else { throw ChunkError(HDF5Library.lastReason) }
        }
        return 0
    }

    func check() throws(ChunkError) { try stored.check() }
}
