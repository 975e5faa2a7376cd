import CBlosc
import CDeflate
import CKernels
import CLZ4
import CZstd

/// A step that chunks went through when they were written.
package enum ChunkFilter: Hashable, Sendable {
    /// Bytes of elements of some width, sorted by significance.
    case shuffle(width: Int)
    /// Four bytes of Fletcher's checksum behind the chunk.
    case fletcher32
    /// zlib's format, or gzip's.
    case deflate
    /// LibLZF's, as h5py writes it.
    case lzf
    /// Blocks of LZ4, as the HDF5 filter 32004 writes them.
    case lz4Blocks
    /// One block of LZ4 behind its size, as numcodecs writes it.
    case lz4
    case zstd
    case blosc
    case bitshuffle(Bitshuffle)

    /// How much longer the step makes a chunk, bytes; nil where that depends on the bytes.
    package var lengthening: Int? {
        switch self {
        case .shuffle: 0
        case .bitshuffle(let bitshuffle) where bitshuffle.packing == .none: 0
        case .fletcher32: 4
        default: nil
        }
    }

    /// No step makes bytes so many times fewer: what claims more is refused before there is memory for it.
    /// Deflate reaches 1032, LZ4 255, LZF 88; zstd, which may also be inside Blosc, repeats 128 KB by four bytes.
    var largestRatio: Int {
        switch self {
        case .zstd, .blosc: 1 << 16
        case .bitshuffle(let bitshuffle) where bitshuffle.packing == .zstd: 1 << 16
        default: 1100
        }
    }

    /// Undoes the step.
    ///
    /// - Parameters:
    ///   - packed: the bytes after the step.
    ///   - bytes: as many as there were before the step.
    /// - Throws: `ChunkError` where the bytes are not what the step makes of so many.
    package func undo(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) throws(ChunkError) {
        guard let from = packed.baseAddress, let to = bytes.baseAddress,
            lengthening.map({ packed.count - $0 == bytes.count }) ?? true
        else { throw ChunkError("a chunk has \(packed.count) bytes: it is damaged or cut short") }
        switch self {
        case .shuffle(let width):
            Self.unshuffle(packed, width: width, into: bytes)
        case .fletcher32:
            try Self.checkFletcher32(packed)
            bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: packed[..<bytes.count]))
        case .deflate:
            try Self.inflate(packed, into: bytes)
        case .lzf:
            guard lzf_unpack(Int64(packed.count), from, Int64(bytes.count), to) else { throw Self.damaged("LZF") }
        case .lz4Blocks:
            try PackedBlocks.unpackLZ4(packed, into: bytes)
        case .lz4:
            guard packed.count >= 4,
                Int(UInt32(littleEndian: packed.loadUnaligned(as: UInt32.self))) == bytes.count
            else { throw Self.damaged("LZ4") }
            try Self.unpackLZ4(UnsafeRawBufferPointer(rebasing: packed[4...]), into: bytes)
        case .zstd:
            try Self.unpackZstd(packed, into: bytes)
        case .blosc:
            var count = 0
            guard blosc_cbuffer_validate(from, packed.count, &count) == 0, count == bytes.count,
                blosc_decompress_ctx(from, to, bytes.count, 1) == Int32(exactly: bytes.count)
            else { throw Self.damaged("Blosc") }
        case .bitshuffle(let bitshuffle): try bitshuffle.undo(packed, into: bytes)
        }
    }

    /// That bytes are not what a filter writes.
    static func damaged(_ filter: String) -> ChunkError {
        ChunkError("a chunk does not unpack (\(filter)): its bytes are damaged or cut short")
    }

    /// - Throws: `ChunkError` where the last four bytes are not the checksum of those before.
    static func checkFletcher32(_ bytes: UnsafeRawBufferPointer) throws(ChunkError) {
        guard bytes.count >= 4, let from = bytes.baseAddress else { throw damaged("Fletcher32") }
        let stored = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
        let computed = CKernels.fletcher32(Int64(bytes.count - 4), from)
        // Versions of HDF5 before 1.6.3 wrote the bytes of each half the other way round.
        let swapped = (computed & 0x00FF_00FF) << 8 | (computed & 0xFF00_FF00) >> 8
        guard stored == computed || stored == swapped else {
            throw ChunkError("a chunk's checksum (Fletcher32) is not that of its bytes")
        }
    }

    private static func unshuffle(
        _ planes: UnsafeRawBufferPointer, width: Int, into bytes: UnsafeMutableRawBufferPointer
    ) {
        let count = bytes.count / width
        if let from = planes.baseAddress, let to = bytes.baseAddress {
            unshuffle_bytes(Int64(count), Int64(width), from, to)
        }
        // What is less than an element stays behind the others.
        for place in count * width..<bytes.count { bytes[place] = planes[place] }
    }

    private static func inflate(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer)
        throws(ChunkError)
    {
        guard let inflater = libdeflate_alloc_decompressor() else {
            throw ChunkError("there is no memory to unpack it")
        }
        defer { libdeflate_free_decompressor(inflater) }
        let isGzip = packed.count >= 2 && packed[0] == 0x1F && packed[1] == 0x8B
        let unpack = isGzip ? libdeflate_gzip_decompress : libdeflate_zlib_decompress
        // Without a place for the number of bytes it insists on exactly as many.
        let result = unpack(inflater, packed.baseAddress, packed.count, bytes.baseAddress, bytes.count, nil)
        guard result == LIBDEFLATE_SUCCESS else { throw damaged("gzip") }
    }

    static func unpackLZ4(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer)
        throws(ChunkError)
    {
        guard let count = Int32(exactly: packed.count), let size = Int32(exactly: bytes.count),
            let from = packed.baseAddress, let to = bytes.baseAddress,
            LZ4_decompress_safe(
                from.assumingMemoryBound(to: CChar.self), to.assumingMemoryBound(to: CChar.self), count, size) == size
        else { throw damaged("LZ4") }
    }

    static func unpackZstd(_ packed: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer)
        throws(ChunkError)
    {
        guard ZSTD_decompress(bytes.baseAddress, bytes.count, packed.baseAddress, packed.count) == bytes.count else {
            throw damaged("zstd")
        }
    }
}
