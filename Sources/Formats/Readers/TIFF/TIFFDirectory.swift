import DataCube

/// How a TIFF file begins: its byte order, and whether it is a BigTIFF (64-bit counts and offsets).
///
/// After TIFF Revision 6.0 (Adobe 1992) and the BigTIFF design of libtiff.
struct TIFFHeader: Equatable, Sendable {
    let order: ByteOrder
    let isBig: Bool

    /// Bytes of an entry of a directory.
    var entryLength: Int { isBig ? 20 : 12 }
    /// Bytes of an offset; also what an entry has room for.
    var offsetLength: Int { isBig ? 8 : 4 }

    static let signatures: [(bytes: [UInt8], header: TIFFHeader)] = [
        ([0x49, 0x49, 0x2A, 0], TIFFHeader(order: .little, isBig: false)),
        ([0x4D, 0x4D, 0, 0x2A], TIFFHeader(order: .big, isBig: false)),
        ([0x49, 0x49, 0x2B, 0, 8, 0, 0, 0], TIFFHeader(order: .little, isBig: true)),
        ([0x4D, 0x4D, 0, 0x2B, 0, 8, 0, 0], TIFFHeader(order: .big, isBig: true)),
    ]

    /// Where the first directory lies.
    func firstDirectory(_ bytes: FileBytes) throws(FormatError) -> Int {
        try offset(isBig ? 8 : 4, in: bytes)
    }

    /// The offset that stands at `place`.
    func offset(_ place: Int, in bytes: FileBytes) throws(FormatError) -> Int {
        isBig
            ? Int(clamping: try bytes.integer(UInt64.self, at: place, order))
            : Int(try bytes.integer(UInt32.self, at: place, order))
    }
}

/// What the entries of a directory are called; numbers as registered.
enum TIFFTag: UInt16 {
    case newSubfileType = 254
    case imageWidth = 256
    case imageLength = 257
    case bitsPerSample = 258
    case compression = 259
    case fillOrder = 266
    case imageDescription = 270
    case stripOffsets = 273
    case samplesPerPixel = 277
    case rowsPerStrip = 278
    case stripByteCounts = 279
    case xResolution = 282
    case yResolution = 283
    case software = 305
    case dateTime = 306
    case tileOffsets = 324
    case tileByteCounts = 325
    case sampleFormat = 339
}

/// One directory of a TIFF file: the entries that describe a page. Read with bounds checked; values that do not fit into
/// an entry are read when they are asked for.
struct TIFFDirectory: Sendable {
    let offset: Int
    /// Where the next directory lies; 0 behind the last.
    let next: Int
    private let header: TIFFHeader
    private let bytes: FileBytes
    private let entries: [UInt8]

    /// As many as libtiff takes for possible.
    private static let mostEntries = 4096

    init(at offset: Int, _ header: TIFFHeader, in bytes: FileBytes) throws(FormatError) {
        let count =
            header.isBig
            ? Int(clamping: try bytes.integer(UInt64.self, at: offset, header.order))
            : Int(try bytes.integer(UInt16.self, at: offset, header.order))
        guard (1...Self.mostEntries).contains(count) else {
            throw FormatError(
                .malformed, path: bytes.path, place: "byte \(offset)", what: "no directory of a page is there",
                remedy: "The file is cut short or damaged; fetch it again")
        }
        let start = offset + (header.isBig ? 8 : 2)
        entries = try bytes.bytes(at: start, count: count * header.entryLength)
        next = try header.offset(start + entries.count, in: bytes)
        self.offset = offset
        self.header = header
        self.bytes = bytes
    }

    // MARK: Values

    /// The first of an entry's whole numbers; nil where there is no such entry, or of another type.
    func integer(_ tag: TIFFTag) throws(FormatError) -> Int? {
        guard let entry = entry(tag), entry.count > 0, let width = Self.widths[entry.type] else { return nil }
        if width * min(entry.count, 8) <= header.offsetLength { return integer(entries, at: entry.value, width) }
        return integer(try data(entry, elements: 1, width: width), at: 0, width)
    }

    /// An entry's whole numbers; empty where there is no such entry, or of another type.
    /// - Throws: `malformed` when there are more than `most`.
    func integers(_ tag: TIFFTag, most: Int) throws(FormatError) -> [Int] {
        guard let entry = entry(tag), let width = Self.widths[entry.type] else { return [] }
        guard entry.count <= most else {
            throw FormatError(
                .malformed, path: bytes.path, place: "byte \(offset), tag \(tag.rawValue)",
                what: "\(entry.count) values where at most \(most) are possible",
                remedy: "The file is damaged; fetch it again")
        }
        let data = try data(entry, elements: entry.count, width: width)
        return (0..<entry.count).map { integer(data, at: $0 * width, width) }
    }

    /// The text of an entry up to its first NUL, at most the first MiB; nil where there is none.
    func text(_ tag: TIFFTag) throws(FormatError) -> String? {
        guard let entry = entry(tag), entry.type == 2 else { return nil }
        let data = try data(entry, elements: min(entry.count, 1 << 20), width: 1)
        return String(decoding: data.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The first fraction of an entry; nil where there is none.
    func fraction(_ tag: TIFFTag) throws(FormatError) -> Double? {
        guard let entry = entry(tag), entry.type == 5, entry.count > 0 else { return nil }
        let data = try data(entry, elements: 1, width: 8)
        return Double(integer(data, at: 0, 4)) / Double(integer(data, at: 4, 4))
    }

    // MARK: Entries

    private struct Entry {
        let type: UInt16
        let count: Int
        /// Where the value, or its offset, stands in `entries`.
        let value: Int
    }

    /// Bytes of the types of whole numbers: BYTE, SHORT, LONG, IFD, LONG8, IFD8.
    private static let widths: [UInt16: Int] = [1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8]

    private func entry(_ tag: TIFFTag) -> Entry? {
        for place in stride(from: 0, to: entries.count, by: header.entryLength)
        where integer(entries, at: place, 2) == Int(tag.rawValue) {
            return Entry(
                type: UInt16(integer(entries, at: place + 2, 2)),
                count: integer(entries, at: place + 4, header.offsetLength), value: place + 4 + header.offsetLength)
        }
        return nil
    }

    /// The bytes of an entry's first elements, from the entry itself where all of them fit there.
    private func data(_ entry: Entry, elements: Int, width: Int) throws(FormatError) -> [UInt8] {
        let (size, overflow) = entry.count.multipliedReportingOverflow(by: width)
        if !overflow, size <= header.offsetLength { return Array(entries[entry.value..<entry.value + size]) }
        let (length, tooLong) = elements.multipliedReportingOverflow(by: width)
        return try bytes.bytes(
            at: integer(entries, at: entry.value, header.offsetLength), count: tooLong ? Int.max : length)
    }

    /// An unsigned number of 1, 2, 4 or 8 bytes in the file's order.
    private func integer(_ data: [UInt8], at place: Int, _ width: Int) -> Int {
        data.withUnsafeBytes { raw in
            func load<Value: FixedWidthInteger>(_ type: Value.Type) -> Int {
                let value = raw.loadUnaligned(fromByteOffset: place, as: type)
                return Int(clamping: header.order == .little ? Value(littleEndian: value) : Value(bigEndian: value))
            }
            switch width {
            case 1: return load(UInt8.self)
            case 2: return load(UInt16.self)
            case 4: return load(UInt32.self)
            default: return load(UInt64.self)
            }
        }
    }
}
