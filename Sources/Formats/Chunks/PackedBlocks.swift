/// Bytes packed block by block, as the HDF5 filters LZ4 (32004) and bitshuffle (32008) write them: 8 bytes with the
/// number of all bytes, 4 with that of a block, then each block's packed size in 4 bytes and the block; all big-endian.
struct PackedBlocks {
    private let bytes: UnsafeRawBufferPointer
    private var place: Int
    /// Bytes of a block before it was packed; the last one may be shorter.
    let blockSize: Int

    /// - Throws: `ChunkError` where the bytes are not as many as they should become.
    init(_ bytes: UnsafeRawBufferPointer, of count: Int) throws(ChunkError) {
        guard bytes.count >= 12 else { throw ChunkFilter.damaged("blocks") }
        let all = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        let block = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard all == UInt64(count), block > 0 else { throw ChunkFilter.damaged("blocks") }
        self.bytes = bytes
        place = 12
        blockSize = Int(block)
    }

    /// Blocks without sizes before them, which are not packed.
    init(plain bytes: UnsafeRawBufferPointer, blockSize: Int) {
        self.bytes = bytes
        place = 0
        self.blockSize = blockSize
    }

    /// The next block, behind its size.
    mutating func next() throws(ChunkError) -> UnsafeRawBufferPointer {
        guard bytes.count - place >= 4 else { throw ChunkFilter.damaged("blocks") }
        let count = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        place += 4
        return try next(count)
    }

    /// The next bytes as they are.
    mutating func next(_ count: Int) throws(ChunkError) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - place else { throw ChunkFilter.damaged("blocks") }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    /// Unpacks blocks of LZ4; one that takes as many bytes as it holds is not packed.
    static func unpackLZ4(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer)
        throws(ChunkError)
    {
        var blocks = try PackedBlocks(packed, of: bytes.count)
        var start = 0
        while start < bytes.count {
            let end = start + min(blocks.blockSize, bytes.count - start)
            let block = try blocks.next()
            let target = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end])
            if block.count == target.count {
                target.copyMemory(from: block)
            } else {
                try ChunkFilter.unpackLZ4(block, into: target)
            }
            start = end
        }
    }
}
