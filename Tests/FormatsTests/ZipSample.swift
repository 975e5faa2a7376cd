/// A zip archive made byte by byte: entries stored, or deflated into blocks that are stored.
struct ZipSample {
    var entries: [(name: String, bytes: [UInt8])] = []
    var isDeflated = false
    /// Sizes and positions as 64-bit numbers.
    var isWide = false
    var comment = ""
    /// What the directory claims that an entry unpacks to.
    var claimedSize: UInt64?
    /// What is added to the positions that the directory tells.
    var shift: UInt64 = 0

    var bytes: [UInt8] {
        var writer = ByteWriter()
        var directory = ByteWriter()
        for (name, content) in entries {
            let offset = UInt64(writer.bytes.count) + shift
            let packed = isDeflated ? Self.deflate(content) : content
            let size = claimedSize ?? UInt64(content.count)
            writer.put(UInt32(0x0403_4B50))
            putCommon(content, packed.count, size, &writer)
            writer.put(UInt16(name.utf8.count))
            writer.put(UInt16(isWide ? 20 : 0))
            writer.put(name)
            if isWide { putWide([size, UInt64(packed.count)], &writer) }
            writer.bytes += packed

            directory.put(UInt32(0x0201_4B50))
            directory.put(UInt16(45))
            putCommon(content, packed.count, size, &directory)
            directory.put(UInt16(name.utf8.count))
            directory.put(UInt16(isWide ? 28 : 0))
            directory.bytes += [UInt8](repeating: 0, count: 10)
            directory.put(isWide ? UInt32.max : UInt32(truncatingIfNeeded: offset))
            directory.put(name)
            if isWide { putWide([size, UInt64(packed.count), offset], &directory) }
        }
        let start = UInt64(writer.bytes.count)
        writer.bytes += directory.bytes
        if isWide {
            let end = UInt64(writer.bytes.count)
            writer.put(UInt32(0x0606_4B50))
            writer.put(UInt64(44))
            writer.put(UInt32(45 << 16 | 45))
            writer.put(UInt64(0))
            for value in [UInt64(entries.count), UInt64(entries.count), UInt64(directory.bytes.count), start] {
                writer.put(value)
            }
            writer.put(UInt32(0x0706_4B50))
            writer.put(UInt32(0))
            writer.put(end)
            writer.put(UInt32(1))
        }
        writer.put(UInt32(0x0605_4B50))
        writer.put(UInt32(0))
        for _ in 0..<2 { writer.put(isWide ? UInt16.max : UInt16(entries.count)) }
        writer.put(isWide ? UInt32.max : UInt32(directory.bytes.count))
        writer.put(isWide ? UInt32.max : UInt32(start))
        writer.put(UInt16(comment.utf8.count))
        writer.put(comment)
        return writer.bytes
    }

    /// From the version needed to the sizes.
    private func putCommon(_ content: [UInt8], _ packed: Int, _ size: UInt64, _ writer: inout ByteWriter) {
        writer.put(UInt16(45))
        writer.put(UInt16(0))
        writer.put(UInt16(isDeflated ? 8 : 0))
        writer.put(UInt32(0x0021_0000))
        writer.put(Self.checksum(content))
        writer.put(isWide ? UInt32.max : UInt32(packed))
        writer.put(isWide ? UInt32.max : UInt32(truncatingIfNeeded: size))
    }

    private func putWide(_ values: [UInt64], _ writer: inout ByteWriter) {
        writer.put(UInt16(1))
        writer.put(UInt16(8 * values.count))
        for value in values { writer.put(value) }
    }

    private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        for first in stride(from: 0, to: max(1, bytes.count), by: 65535) {
            let block = bytes[first..<min(bytes.count, first + 65535)]
            writer.put(UInt8(first + 65535 >= bytes.count ? 1 : 0))
            writer.put(UInt16(block.count))
            writer.put(~UInt16(block.count))
            writer.bytes += block
        }
        return writer.bytes
    }

    /// CRC-32 as zip has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
    }
}
