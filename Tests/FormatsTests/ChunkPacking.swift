import CBlosc
import CDeflate
import CLZ4
import CZstd

/// What writers of chunked files do to a chunk: the libraries' own packing, and naive encoders for the rest.
enum ChunkPacking {
    // MARK: Sorting

    /// Bytes of elements sorted by significance; what is less than an element stays at the end.
    static func shuffled(_ bytes: [UInt8], width: Int) -> [UInt8] {
        let count = bytes.count / width
        let sorted = (0..<width).flatMap { byte in (0..<count).map { bytes[$0 * width + byte] } }
        return sorted + bytes[(count * width)...]
    }

    /// Bits of one block of elements sorted by significance, bit by bit; the elements are a multiple of eight.
    static func bitSorted(_ block: ArraySlice<UInt8>, width: Int) -> [UInt8] {
        let bytes = Array(block)
        let count = bytes.count / width
        var planes = [UInt8](repeating: 0, count: bytes.count)
        for element in 0..<count {
            for bit in 0..<8 * width where bytes[element * width + bit / 8] >> UInt8(bit % 8) & 1 == 1 {
                planes[bit * (count / 8) + element / 8] |= 1 << UInt8(element % 8)
            }
        }
        return planes
    }

    // MARK: Packing

    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        let compressor = libdeflate_alloc_compressor(6)
        defer { libdeflate_free_compressor(compressor) }
        return packed(libdeflate_zlib_compress_bound(compressor, bytes.count)) { to, room in
            libdeflate_zlib_compress(compressor, bytes, bytes.count, to, room)
        }
    }

    static func lz4(_ bytes: [UInt8]) -> [UInt8] {
        packed(Int(LZ4_compressBound(Int32(bytes.count)))) { to, room in
            bytes.withUnsafeBytes { from in
                Int(
                    LZ4_compress_default(
                        from.baseAddress?.assumingMemoryBound(to: CChar.self), to.assumingMemoryBound(to: CChar.self),
                        Int32(bytes.count), Int32(room)))
            }
        }
    }

    static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        packed(ZSTD_compressBound(bytes.count)) { ZSTD_compress($0, $1, bytes, bytes.count, 3) }
    }

    static func blosc(_ bytes: [UInt8], width: Int, shuffle: Int32 = 1, codec: String = "lz4") -> [UInt8] {
        packed(bytes.count + 16) { Int(blosc_compress_ctx(5, shuffle, width, bytes.count, bytes, $0, $1, codec, 0, 1)) }
    }

    private static func packed(_ room: Int, _ pack: (UnsafeMutableRawPointer, Int) -> Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            count = buffer.baseAddress.map { pack($0, room) } ?? 0
        }
    }

    /// LibLZF's format: runs as they are, and repetitions of what stood up to 8192 bytes before.
    static func lzf(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var literals: [UInt8] = []
        var seen: [[UInt8]: Int] = [:]
        func flush() {
            guard !literals.isEmpty else { return }
            result.append(UInt8(literals.count - 1))
            result += literals
            literals = []
        }
        var place = 0
        while place < bytes.count {
            let key = Array(bytes[place..<min(place + 3, bytes.count)])
            let earlier = seen[key]
            if key.count == 3 { seen[key] = place }
            guard let earlier, place - earlier <= 8192 else {
                literals.append(bytes[place])
                place += 1
                if literals.count == 32 { flush() }
                continue
            }
            flush()
            var length = 3
            while length < 264, place + length < bytes.count, bytes[earlier + length] == bytes[place + length] {
                length += 1
            }
            let back = place - earlier - 1
            if length - 2 < 7 {
                result.append(UInt8((length - 2) << 5 | back >> 8))
            } else {
                result += [UInt8(7 << 5 | back >> 8), UInt8(length - 2 - 7)]
            }
            result.append(UInt8(back & 255))
            place += length
        }
        flush()
        return result
    }

    // MARK: Blocks

    /// The HDF5 filter LZ4 (32004).
    static func lz4Blocks(_ bytes: [UInt8], block: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(UInt64(bytes.count), .big)
        writer.put(UInt32(block), .big)
        for start in stride(from: 0, to: bytes.count, by: block) {
            let part = Array(bytes[start..<min(start + block, bytes.count)])
            let packed = lz4(part)
            let stored = packed.count < part.count ? packed : part
            writer.put(UInt32(stored.count), .big)
            writer.bytes += stored
        }
        return writer.bytes
    }

    /// The HDF5 filter bitshuffle (32008) in blocks of so many elements, packed by `pack`, or not where it is nil.
    static func bitshuffled(_ bytes: [UInt8], width: Int, block: Int, pack: (([UInt8]) -> [UInt8])?) -> [UInt8] {
        var writer = ByteWriter()
        if pack != nil {
            writer.put(UInt64(bytes.count), .big)
            writer.put(UInt32(block * width), .big)
        }
        var start = 0
        while bytes.count - start >= 8 * width {
            let size = min(block * width, (bytes.count - start) / (8 * width) * 8 * width)
            let planes = bitSorted(bytes[start..<start + size], width: width)
            if let pack {
                let packed = pack(planes)
                writer.put(UInt32(packed.count), .big)
                writer.bytes += packed
            } else {
                writer.bytes += planes
            }
            start += size
        }
        return writer.bytes + bytes[start...]
    }

    /// Fletcher's checksum as the HDF5 file format specification has it: word by word, modulo 65535.
    static func fletcher32(_ bytes: [UInt8]) -> [UInt8] {
        var first: UInt64 = 0
        var second: UInt64 = 0
        for start in stride(from: 0, to: bytes.count, by: 2) {
            first += UInt64(bytes[start]) << 8 | (start + 1 < bytes.count ? UInt64(bytes[start + 1]) : 0)
            second += first
        }
        // Sums that are not zero read 65535 rather than 0.
        func folded(_ sum: UInt64) -> UInt64 { sum == 0 ? 0 : (sum - 1) % 65535 + 1 }
        let sum = folded(second) << 16 | folded(first)
        return bytes + (0..<4).map { UInt8(truncatingIfNeeded: sum >> UInt64(8 * $0)) }
    }
}
