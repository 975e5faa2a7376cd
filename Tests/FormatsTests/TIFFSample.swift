import CTIFF
import DataCube
import TestSupport

/// A TIFF file put together number by number: plain pages, each directory where the sample wants it.
struct TIFFSample {
    var order = ByteOrder.little
    var isBig = false
    var type = ElementType.uint16
    var rows = 4
    var columns = 6
    var pages = 6
    var rowsPerStrip: Int?
    /// Bytes between the strips of a page.
    var stripGap = 0
    /// For each page, bytes of rubbish before its pixels.
    var gaps: [Int: Int] = [:]
    /// True: the directories of all pages but the first stand behind the last pixel.
    var directoriesLast = false
    var description: String?
    /// Directories are written for this many pages; the pixels of all follow the first.
    var directories: Int?
    var compression = 1
    var samplesPerPixel = 1
    var bits: Int?
    /// Pages of another number of rows.
    var oddRows: [Int: Int] = [:]
    /// NewSubfileType of pages that are not 0.
    var subfiles: [Int: Int] = [:]
    /// (pixels per unit) as a fraction.
    var resolution: (Int, Int)?
    /// The page whose directory the last one points at; 0 behind the last where nil.
    var circle: Int?

    /// The element at row-major index i of the stack is `Samples.element(i, type)`.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.put(order == .little ? UInt16(0x4949) : 0x4D4D)
        writer.put(UInt16(isBig ? 43 : 42), order)
        if isBig {
            writer.put(UInt16(8), order)
            writer.put(UInt16(0), order)
        }
        /// Where the next directory's offset is to be written.
        var link = writer.bytes.count
        putOffset(0, &writer)
        var pixels: [[Int]] = []
        var starts: [Int] = []
        var element = 0
        for page in 0..<pages {
            let height = oddRows[page] ?? rows
            if !directoriesLast || page == 0, page < directories ?? pages {
                link = directory(page, pixels: nil, link, &writer, &starts)
            }
            writer.bytes += [UInt8](repeating: 0xEE, count: gaps[page] ?? 0)
            var strips: [Int] = []
            for row in 0..<height {
                if row % (rowsPerStrip ?? height) == 0 {
                    if row > 0 { writer.bytes += [UInt8](repeating: 0xEE, count: stripGap) }
                    strips.append(writer.bytes.count)
                }
                for _ in 0..<columns * samplesPerPixel {
                    writer.put(Samples.element(element, type), as: type, order)
                    element += 1
                }
            }
            pixels.append(strips)
            if !directoriesLast || page == 0, page < directories ?? pages {
                patchStrips(page, strips, starts[page], &writer)
            }
        }
        if directoriesLast {
            for page in 1..<(directories ?? pages) {
                link = directory(page, pixels: pixels[page], link, &writer, &starts)
            }
        }
        if let circle { patch(link, starts[circle], &writer) }
        return writer.bytes
    }

    private var offsetWidth: Int { isBig ? 8 : 4 }

    private func putOffset(_ value: Int, _ writer: inout ByteWriter) {
        if isBig { writer.put(UInt64(value), order) } else { writer.put(UInt32(value), order) }
    }

    private func patch(_ place: Int, _ value: Int, _ writer: inout ByteWriter) {
        var number = ByteWriter()
        putOffset(value, &number)
        writer.bytes.replaceSubrange(place..<place + offsetWidth, with: number.bytes)
    }

    /// Writes a page's directory and links it to the one before; the strips' offsets stand in their own place before it.
    /// - Returns: where the offset of the next directory stands.
    private func directory(
        _ page: Int, pixels: [Int]?, _ link: Int, _ writer: inout ByteWriter, _ starts: inout [Int]
    ) -> Int {
        let height = oddRows[page] ?? rows
        let strips = (height - 1) / (rowsPerStrip ?? height) + 1
        let table = writer.bytes.count
        for strip in 0..<strips { putOffset(pixels?[strip] ?? 0, &writer) }
        let lengths = writer.bytes.count
        for strip in 0..<strips {
            let depth = min(rowsPerStrip ?? height, height - strip * (rowsPerStrip ?? height))
            putOffset(depth * columns * samplesPerPixel * type.byteCount, &writer)
        }
        let text = writer.bytes.count
        let note = page == 0 ? description.map { Array($0.utf8) + [0] } : nil
        writer.bytes += note ?? []
        let fraction = writer.bytes.count
        writer.put(UInt32(resolution?.0 ?? 1), order)
        writer.put(UInt32(resolution?.1 ?? 1), order)
        if writer.bytes.count % 2 == 1 { writer.bytes.append(0) }
        starts.append(writer.bytes.count)
        patch(link, writer.bytes.count, &writer)
        let kind = type.rawValue.hasPrefix("u") ? 1 : type.isInteger ? 2 : 3
        // (tag, type, count, value); a value of 4 bytes or less stands in the entry itself.
        var entries = [
            (254, 4, 1, subfiles[page] ?? 0), (256, 4, 1, columns), (257, 4, 1, height),
            (258, 3, 1, bits ?? 8 * type.byteCount), (259, 3, 1, compression), (262, 3, 1, 1),
        ]
        if let note { entries.append((270, 2, note.count, text)) }
        let wide = isBig ? 16 : 4
        let single = pixels?[0] ?? 0
        entries.append((273, wide, strips, strips == 1 ? single : table))
        entries.append((277, 3, 1, samplesPerPixel))
        entries.append((278, 4, 1, rowsPerStrip ?? height))
        let length = height * columns * samplesPerPixel * type.byteCount
        entries.append((279, wide, strips, strips == 1 ? length : lengths))
        if resolution != nil {
            entries.append((282, 5, 1, fraction))
            entries.append((283, 5, 1, fraction))
        }
        entries.append((339, 3, 1, kind))
        if isBig { writer.put(UInt64(entries.count), order) } else { writer.put(UInt16(entries.count), order) }
        for (tag, form, count, value) in entries {
            writer.put(UInt16(tag), order)
            writer.put(UInt16(form), order)
            putOffset(count, &writer)
            var field = ByteWriter()
            if form == 3, count == 1 {
                field.put(UInt16(value), order)
            } else if form == 5 && isBig {
                field.put(UInt32(resolution?.0 ?? 1), order)
                field.put(UInt32(resolution?.1 ?? 1), order)
            } else if form == 4, count == 1 {
                field.put(UInt32(value), order)
            } else {
                putOffset(value, &field)
            }
            writer.bytes += field.bytes + [UInt8](repeating: 0, count: offsetWidth - field.bytes.count)
        }
        let next = writer.bytes.count
        putOffset(0, &writer)
        return next
    }

    /// Fills in where the strips lie, once that is known: in the table before the directory, or in the only entry.
    private func patchStrips(_ page: Int, _ strips: [Int], _ start: Int, _ writer: inout ByteWriter) {
        let height = oddRows[page] ?? rows
        let count = (height - 1) / (rowsPerStrip ?? height) + 1
        let entryLength = isBig ? 20 : 12
        let first = start + (isBig ? 8 : 2)
        for entry in stride(from: first, to: writer.bytes.count, by: entryLength) {
            let tag = writer.bytes[entry..<entry + 2].reversed().reduce(0) { $0 << 8 | Int($1) }
            let swapped = writer.bytes[entry..<entry + 2].reduce(0) { $0 << 8 | Int($1) }
            guard (order == .little ? tag : swapped) == 273 else { continue }
            let value = entry + 4 + offsetWidth
            if count == 1 { return patch(value, strips[0], &writer) }
            let stored = writer.bytes[value..<value + offsetWidth]
            let table = (order == .big ? Array(stored) : stored.reversed()).reduce(0) { $0 << 8 | Int($1) }
            for (index, strip) in strips.enumerated() { patch(table + index * offsetWidth, strip, &writer) }
            return
        }
    }
}

/// Packed pages, written by libtiff: the element at row-major index i of the stack is `Samples.element(i, type)`.
struct PackedTIFFSample {
    var type = ElementType.uint16
    /// libtiff's mode: w, and b or l for the byte order, 8 for BigTIFF.
    var mode = "wl"
    var method = COMPRESSION_ADOBE_DEFLATE
    var predictor = 1
    var pages = 6
    var rows = 20
    var columns = 37
    var rowsPerStrip = 7
    /// Rows x columns of tiles, multiples of 16; strips where nil.
    var tile: (rows: Int, columns: Int)?

    func write(to path: String) throws {
        guard let file = TIFFOpen(path, mode) else { throw SampleTrouble.library }
        defer { TIFFClose(file) }
        for page in 0..<pages {
            for (tag, value) in [
                (TIFFTAG_IMAGEWIDTH, columns), (TIFFTAG_IMAGELENGTH, rows), (TIFFTAG_BITSPERSAMPLE, 8 * type.byteCount),
                (TIFFTAG_SAMPLESPERPIXEL, 1), (TIFFTAG_PHOTOMETRIC, Int(PHOTOMETRIC_MINISBLACK)),
                (TIFFTAG_SAMPLEFORMAT, type.rawValue.hasPrefix("u") ? 1 : type.isInteger ? 2 : 3),
                (TIFFTAG_COMPRESSION, Int(method)),
            ] {
                guard tiff_set(file, tag, UInt32(value)) != 0 else { throw SampleTrouble.library }
            }
            if predictor != 1 { tiff_set(file, TIFFTAG_PREDICTOR, UInt32(predictor)) }
            if let tile {
                tiff_set(file, TIFFTAG_TILELENGTH, UInt32(tile.rows))
                tiff_set(file, TIFFTAG_TILEWIDTH, UInt32(tile.columns))
                try writeTiles(file, page, tile)
            } else {
                tiff_set(file, TIFFTAG_ROWSPERSTRIP, UInt32(rowsPerStrip))
                try writeStrips(file, page)
            }
            guard TIFFWriteDirectory(file) != 0 else { throw SampleTrouble.library }
        }
    }

    private func bytes(_ page: Int, rows range: Range<Int>, columns across: Range<Int>) -> [UInt8] {
        var writer = ByteWriter()
        for row in range {
            for column in across {
                let isInside = row < rows && column < columns
                let value = isInside ? Samples.element((page * rows + row) * columns + column, type) : 99
                writer.put(value, as: type, .native)
            }
        }
        return writer.bytes
    }

    private func writeStrips(_ file: OpaquePointer, _ page: Int) throws {
        for (strip, first) in stride(from: 0, to: rows, by: rowsPerStrip).enumerated() {
            var data = bytes(page, rows: first..<min(first + rowsPerStrip, rows), columns: 0..<columns)
            guard TIFFWriteEncodedStrip(file, UInt32(strip), &data, tmsize_t(data.count)) == tmsize_t(data.count) else {
                throw SampleTrouble.library
            }
        }
    }

    private func writeTiles(_ file: OpaquePointer, _ page: Int, _ tile: (rows: Int, columns: Int)) throws {
        var index: UInt32 = 0
        for top in stride(from: 0, to: rows, by: tile.rows) {
            for left in stride(from: 0, to: columns, by: tile.columns) {
                var data = bytes(page, rows: top..<top + tile.rows, columns: left..<left + tile.columns)
                guard TIFFWriteEncodedTile(file, index, &data, tmsize_t(data.count)) == tmsize_t(data.count) else {
                    throw SampleTrouble.library
                }
                index += 1
            }
        }
    }
}

/// A library could not write what a test needs.
enum SampleTrouble: Error { case library }
