import CKernels

/// The filter bitshuffle (K. Masui et al., Astronomy and Computing 12, 2015; HDF5 filter 32008): blocks of elements whose
/// bits are sorted by significance, each block then packed or not. Elements beyond the last multiple of eight stay as
/// they are, at the end.
package struct Bitshuffle: Hashable, Sendable {
    package enum Packing: Hashable, Sendable {
        case none, lz4, zstd
    }

    /// Bytes of an element; at least 1.
    let width: Int
    /// Elements of a block, where it is not packed and so does not say it; 0 for the usual number.
    let blockElements: Int
    let packing: Packing

    package init(width: Int, blockElements: Int, packing: Packing) {
        self.width = width
        self.blockElements = blockElements
        self.packing = packing
    }

    /// 8 KB or less, a multiple of eight elements, no fewer than 128.
    private var usualBlock: Int { max(128, 8192 / width / 8 * 8) }

    /// - Throws: `ChunkError` where the bytes are not what the filter makes of so many.
    func undo(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) throws(ChunkError) {
        var blocks =
            packing == .none
            ? PackedBlocks(plain: packed, blockSize: (blockElements > 0 ? blockElements : usualBlock) * width)
            : try PackedBlocks(packed, of: bytes.count)
        let group = 8 * width
        guard blocks.blockSize % group == 0, let first = bytes.baseAddress else {
            throw ChunkFilter.damaged("bitshuffle")
        }
        // No block is longer than the chunk, whatever the bytes say.
        let longest = max(1, min(blocks.blockSize, bytes.count))
        var start = 0
        let failure = withUnsafeTemporaryAllocation(byteCount: 2 * longest, alignment: 64) { memory -> ChunkError? in
            let scratch = UnsafeMutableRawBufferPointer(rebasing: memory[longest...])
            while bytes.count - start >= group {
                let size = min(blocks.blockSize, (bytes.count - start) / group * group)
                let unpacked = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
                var planes = UnsafeRawBufferPointer(unpacked)
                do throws(ChunkError) {
                    switch packing {
                    case .none: planes = try blocks.next(size)
                    case .lz4: try ChunkFilter.unpackLZ4(try blocks.next(), into: unpacked)
                    case .zstd: try ChunkFilter.unpackZstd(try blocks.next(), into: unpacked)
                    }
                } catch {
                    return error
                }
                unshuffle_bits(
                    Int64(size / width), Int64(width), planes.baseAddress, first + start, scratch.baseAddress)
                start += size
            }
            return nil
        }
        if let failure { throw failure }
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
        rest.copyMemory(from: try blocks.next(rest.count))
    }
}
