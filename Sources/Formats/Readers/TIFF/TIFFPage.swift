import CTIFF
import DataCube

/// A page of a TIFF file: what its pixels are and, where they lie plain in one piece, where they begin.
struct TIFFPage: Sendable {
    let form: TIFFForm
    /// Byte position of the first pixel; nil where the pixels must be decoded.
    let pixels: Int?
    /// True for a small copy of another page, or a mask, which is no pattern.
    let isBeside: Bool

    /// - Parameter place: the page as errors name it.
    /// - Throws: `unsupported` for pixels that are no counts, or whose packing is not known.
    init(_ directory: TIFFDirectory, path: String, place: String) throws(FormatError) {
        form = try TIFFForm(directory, path: path, place: place)
        isBeside = try directory.integer(.newSubfileType).map { $0 & 0b101 != 0 } ?? false
        let method = Int32(clamping: try directory.integer(.compression) ?? 1)
        try Self.check(method, path: path, place: place)
        pixels = method == COMPRESSION_NONE ? try Self.pixels(directory, form) : nil
    }

    /// Where the first strip begins, when the strips follow one another.
    private static func pixels(_ directory: TIFFDirectory, _ form: TIFFForm) throws(FormatError) -> Int? {
        guard try directory.integer(.fillOrder) ?? 1 == 1, let first = try directory.integer(.stripOffsets) else {
            return nil
        }
        let rows = form.detector.rows
        let rowsPerStrip = max(1, min(rows, try directory.integer(.rowsPerStrip) ?? rows))
        guard rowsPerStrip < rows else { return first }
        let offsets = try directory.integers(.stripOffsets, most: rows)
        let step = rowsPerStrip * form.detector.columns * form.elementType.byteCount
        guard offsets.count == (rows - 1) / rowsPerStrip + 1,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $1 >= $0 && $1 - $0 == step })
        else { return nil }
        return first
    }

    // MARK: Packing

    /// The methods that pack grey values of whole bytes; those for faxes and colours are left out.
    private static let methods: [Int32: String] = [
        COMPRESSION_NONE: "none", COMPRESSION_LZW: "LZW", COMPRESSION_JPEG: "JPEG",
        COMPRESSION_ADOBE_DEFLATE: "deflate", COMPRESSION_DEFLATE: "deflate", COMPRESSION_PACKBITS: "PackBits",
        COMPRESSION_LZMA: "LZMA", COMPRESSION_ZSTD: "zstd", COMPRESSION_LERC: "LERC",
    ]

    private static func check(_ method: Int32, path: String, place: String) throws(FormatError) {
        guard let name = methods[method] else {
            throw FormatError(
                .unsupported, path: path, place: place, what: "its pixels are packed by method \(method)",
                remedy: "Save the patterns uncompressed, or by LZW, deflate or zstd")
        }
        guard TIFFIsCODECConfigured(UInt16(method)) != 0 else {
            throw FormatError(
                .unsupported, path: path, place: place,
                what: "its pixels are packed by \(name) (method \(method)), which this libtiff was built without",
                remedy: "Install a libtiff with \(name), or save the patterns uncompressed, or by LZW or deflate")
        }
    }

    // MARK: Extent

    /// True when all bytes of the page's strips or tiles lie within the file.
    static func isWhole(_ directory: TIFFDirectory, _ form: TIFFForm, in bytes: FileBytes) throws(FormatError) -> Bool {
        let most = form.detector.count
        var offsets = try directory.integers(.tileOffsets, most: most)
        var counts = try directory.integers(.tileByteCounts, most: most)
        if offsets.isEmpty {
            offsets = try directory.integers(.stripOffsets, most: most)
            counts = try directory.integers(.stripByteCounts, most: most)
        }
        if counts.isEmpty { counts = offsets.map { _ in 1 } }
        return zip(offsets, counts).allSatisfy { $0 <= bytes.count && $1 <= bytes.count - $0 }
    }
}

/// What all pages of a stack share.
struct TIFFForm: Equatable, Sendable {
    let detector: DetectorShape
    let elementType: ElementType

    init(_ directory: TIFFDirectory, path: String, place: String) throws(FormatError) {
        guard let columns = try directory.integer(.imageWidth), let rows = try directory.integer(.imageLength) else {
            throw FormatError(
                .malformed, path: path, place: place, what: "its size is missing",
                remedy: "The file is damaged; fetch it again")
        }
        _ = try CubeAssembly.checkedFrames(scanSizes: [], rows: rows, columns: columns, path: path, place: place)
        detector = DetectorShape(rows: rows, columns: columns)
        let samples = try directory.integer(.samplesPerPixel) ?? 1
        guard samples == 1 else {
            throw FormatError(
                .unsupported, path: path, place: place, what: "it has \(samples) numbers per pixel (a colour image)",
                remedy: "Export the patterns as grey values: one number per pixel")
        }
        let bits = try directory.integer(.bitsPerSample) ?? 1
        let format = try directory.integer(.sampleFormat) ?? 1
        guard let elementType = Self.elementType(bits: bits, format: format) else {
            throw FormatError(
                .unsupported, path: path, place: place,
                what: "its pixels are of \(bits) bits in sample format \(format)",
                remedy: "Export the patterns as integers of 8, 16, 32 or 64 bits or as floating-point numbers")
        }
        self.elementType = elementType
    }

    /// As errors and people say it: `48 x 40 u16`.
    var summary: String { "\(detector.rows) x \(detector.columns) \(elementType.shortName)" }

    /// SampleFormat 1 is unsigned, 2 signed, 3 floating point, 4 unknown, which is read as unsigned.
    private static func elementType(bits: Int, format: Int) -> ElementType? {
        let kind: String
        switch format {
        case 1, 4: kind = "uint"
        case 2: kind = "int"
        case 3: kind = "float"
        default: return nil
        }
        return ElementType(rawValue: kind + String(bits))
    }
}
