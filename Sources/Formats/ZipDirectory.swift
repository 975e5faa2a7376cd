import DataCube

/// Where the entries of a zip archive lie, which libzip does not tell: from the central directory at the archive's end
/// (APPNOTE 6.3: 4.3.12 to 4.3.16), with 64-bit sizes where they are needed.
struct ZipDirectory {
    private let bytes: FileBytes
    private let headers: [Int]

    /// - Throws: `malformed` where there is no directory, or one that leads outside the file.
    init(_ bytes: FileBytes) throws(FormatError) {
        self.bytes = bytes
        let end = try Self.end(bytes)
        var count = Int(try bytes.integer(UInt16.self, at: end + 10, .little))
        var offset = Int(try bytes.integer(UInt32.self, at: end + 16, .little))
        if count == 0xFFFF || offset == 0xFFFF_FFFF, end >= 20,
            try bytes.integer(UInt32.self, at: end - 20, .little) == 0x0706_4B50
        {
            let wide = try Self.position(bytes, at: end - 20 + 8)
            guard try bytes.integer(UInt32.self, at: wide, .little) == 0x0606_4B50 else { throw Self.lost(bytes, wide) }
            count = try Self.position(bytes, at: wide + 32)
            offset = try Self.position(bytes, at: wide + 48)
        }
        var headers: [Int] = []
        // Each entry takes bytes, so that an absurd count ends at the end of the file.
        for _ in 0..<count {
            guard try bytes.integer(UInt32.self, at: offset, .little) == 0x0201_4B50 else {
                throw Self.lost(bytes, offset)
            }
            headers.append(try Self.header(bytes, at: offset))
            var next = offset + 46
            for field in [28, 30, 32] { next += Int(try bytes.integer(UInt16.self, at: offset + field, .little)) }
            offset = next
        }
        self.headers = headers
    }

    /// Byte position of an entry's data, by its place in the directory.
    func offset(ofEntry index: UInt64) throws(FormatError) -> Int {
        guard let place = Int(exactly: index), headers.indices.contains(place) else {
            throw Self.lost(bytes, bytes.count)
        }
        let header = headers[place]
        guard try bytes.integer(UInt32.self, at: header, .little) == 0x0403_4B50 else { throw Self.lost(bytes, header) }
        let name = Int(try bytes.integer(UInt16.self, at: header + 26, .little))
        return header + 30 + name + Int(try bytes.integer(UInt16.self, at: header + 28, .little))
    }

    /// The record at the archive's end, behind which only a comment of the length that it says is.
    private static func end(_ bytes: FileBytes) throws(FormatError) -> Int {
        let first = max(0, bytes.count - 22 - 0xFFFF)
        let tail = try bytes.bytes(at: first, count: bytes.count - first)
        for place in (0...max(0, tail.count - 22)).reversed() where tail.count >= 22 {
            guard tail[place..<place + 4].elementsEqual([0x50, 0x4B, 5, 6]) else { continue }
            if Int(tail[place + 20]) | Int(tail[place + 21]) << 8 == tail.count - place - 22 { return first + place }
        }
        throw lost(bytes, bytes.count)
    }

    /// Where the header before an entry's data is.
    private static func header(_ bytes: FileBytes, at entry: Int) throws(FormatError) -> Int {
        let short = try bytes.integer(UInt32.self, at: entry + 42, .little)
        guard short == .max else { return Int(short) }
        // The extra field of 64-bit numbers has only those that do not fit: sizes before the position.
        var wide = 0
        for size in [24, 20] where try bytes.integer(UInt32.self, at: entry + size, .little) == .max { wide += 8 }
        var place = entry + 46 + Int(try bytes.integer(UInt16.self, at: entry + 28, .little))
        let end = place + Int(try bytes.integer(UInt16.self, at: entry + 30, .little))
        while place + 4 <= end {
            let length = Int(try bytes.integer(UInt16.self, at: place + 2, .little))
            if try bytes.integer(UInt16.self, at: place, .little) == 1, wide + 8 <= length {
                return try position(bytes, at: place + 4 + wide)
            }
            place += 4 + length
        }
        throw lost(bytes, entry)
    }

    /// A 64-bit byte position or count.
    private static func position(_ bytes: FileBytes, at offset: Int) throws(FormatError) -> Int {
        guard let value = Int(exactly: try bytes.integer(UInt64.self, at: offset, .little)), value < 1 << 62 else {
            throw lost(bytes, offset)
        }
        return value
    }

    private static func lost(_ bytes: FileBytes, _ place: Int) -> FormatError {
        FormatError(
            .malformed, path: bytes.path, place: "byte \(place)", what: "the archive's directory breaks off there",
            remedy: "The archive is damaged or cut short; fetch it again")
    }
}
