import DataCube
import Formats
import Questions
import TestSupport
import Testing

@Suite struct RawFormatTests {
    private func open(_ directory: TemporaryDirectory, _ bytes: [UInt8], _ layout: String, scan: ScanShape? = nil)
        throws
        -> DataCube
    {
        let path = try directory.write(bytes, to: "data.raw")
        return try FormatCatalog.open(path: path, options: OpenOptions(scan: scan, raw: RawLayout(spelling: layout)))
    }

    /// `frames` frames of 2 x 3 uint16 after 10 bytes, with 4 bytes between frames.
    private func bytes(frames: Int, _ order: ByteOrder, lastGap: Bool) -> [UInt8] {
        var writer = ByteWriter(bytes: [UInt8](repeating: 0xEE, count: 10))
        for frame in 0..<frames {
            for pixel in 0..<6 { writer.put(UInt16(frame * 6 + pixel), order) }
            if lastGap || frame < frames - 1 { writer.bytes += [0xEE, 0xEE, 0xEE, 0xEE] }
        }
        return writer.bytes
    }

    @Test(arguments: [ByteOrder.little, .big], [true, false])
    func offsetGapAndOrderAreFollowed(_ order: ByteOrder, _ lastGap: Bool) throws {
        let directory = try TemporaryDirectory()
        let file = bytes(frames: 6, order, lastGap: lastGap)
        let cube = try open(directory, file, "2x3:u16:\(order.rawValue):offset=10:gap=4")
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.origin.guesses.count == 1)
        #expect(try allValues(of: cube, batch: 4) == (0..<36).map { Float($0) })
    }

    @Test(arguments: [0, 4]) func mapsInOnePieceAreFollowed(_ gap: Int) throws {
        let directory = try TemporaryDirectory()
        // 4 x 5 positions of 2 x 3 pixels, position for position.
        var writer = ByteWriter(bytes: [0xEE, 0xEE, 0xEE])
        for pixel in 0..<6 {
            for position in 0..<20 { writer.put(UInt16(pixel * 100 + position)) }
            writer.bytes += [UInt8](repeating: 0xEE, count: gap)
        }
        let path = try directory.write(writer.bytes, to: "maps.raw")
        let raw = try RawLayout(spelling: "2x3:u16:offset=3:gap=\(gap)")
        let scan = ScanShape(rows: 4, columns: 5)
        let cube = try FormatCatalog.open(path: path, options: OpenOptions(scan: scan, raw: raw, order: .maps))
        #expect(cube.scan == scan)
        #expect(cube.origin.order == .maps)
        #expect(cube.origin.guesses.isEmpty)
        #expect(
            try allValues(of: cube) == (0..<20).flatMap { position in (0..<6).map { Float($0 * 100 + position) } })
        for (scan, text) in [(nil, "--scan"), (ScanShape(rows: 5, columns: 5), "the file has \(writer.bytes.count)")] {
            let error = failure { () throws(FormatError) in
                _ = try FormatCatalog.open(path: path, options: OpenOptions(scan: scan, raw: raw, order: .maps))
            }
            #expect(error?.kind == .doesNotFit)
            #expect(error?.description.contains(text) == true)
        }
    }

    @Test func aMisfitSaysBothSizes() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([UInt8](repeating: 0, count: 100), to: "data.raw")
        let raw = try RawLayout(spelling: "4x4:u16")
        let error = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(path: path, options: OpenOptions(raw: raw))
        }
        #expect(error?.kind == .doesNotFit)
        #expect(error?.description.contains("take 128 bytes, the file has 100") == true)
        let asked = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(
                path: path, options: OpenOptions(scan: ScanShape(rows: 100, columns: 100), raw: raw))
        }
        #expect(asked?.description.contains("take 320000 bytes, the file has 100: room for 3 whole frames") == true)
        let cube = try FormatCatalog.open(
            path: path, options: OpenOptions(scan: ScanShape(rows: 1, columns: 3), raw: raw))
        #expect(cube.origin.guesses == ["The last 4 bytes of the file are not a whole frame."])
    }

    @Test(arguments: [
        RawLayout(detector: DetectorShape(rows: 1 << 40, columns: 1 << 40), elementType: .uint8),
        RawLayout(detector: DetectorShape(rows: 0, columns: 4), elementType: .uint8),
        RawLayout(detector: DetectorShape(rows: 4, columns: 4), elementType: .uint8, offset: .max),
        RawLayout(detector: DetectorShape(rows: 4, columns: 4), elementType: .uint8, offset: -1),
        RawLayout(detector: DetectorShape(rows: 4, columns: 4), elementType: .uint8, gap: .max),
        RawLayout(detector: DetectorShape(rows: 11, columns: 10), elementType: .uint8),
    ])
    func impossibleLayoutsAreRefused(_ raw: RawLayout) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([UInt8](repeating: 0, count: 100), to: "data.raw")
        for scan in [nil, ScanShape(rows: 1 << 31, columns: 1 << 31), ScanShape(rows: 1 << 20, columns: 1 << 20)] {
            for order in [nil, StorageOrder.maps] {
                let error = failure { () throws(FormatError) in
                    _ = try FormatCatalog.open(path: path, options: OpenOptions(scan: scan, raw: raw, order: order))
                }
                #expect(error?.kind == .doesNotFit || error?.kind == .malformed)
            }
        }
    }

    @Test func layoutsAreSpelled() throws {
        let layout = RawLayout(
            detector: DetectorShape(rows: 130, columns: 128), elementType: .float32, byteOrder: .big, offset: 7, gap: 9)
        #expect(layout.spelling == "130x128:f32:big:offset=7:gap=9")
        #expect(try RawLayout(spelling: layout.spelling) == layout)
        #expect(try RawLayout(spelling: "2x3:uint16:little").spelling == "2x3:u16")
        for wrong in ["", "2x3", "2x3:u17", "2:u16", "2x3:u16:middle", "2x3:u16:offset=-1", "2x3:u16:gap"] {
            #expect(throws: SpellingError.self) { try RawLayout(spelling: wrong) }
        }
    }
}
