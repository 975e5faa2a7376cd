import CTIFF
import DataCube
import Dispatch
import Formats
import Glibc
import TestSupport
import Testing

@Suite struct TIFFFormatTests {
    private func open(_ sample: TIFFSample, _ options: OpenOptions = OpenOptions()) throws -> DataCube {
        let directory = try TemporaryDirectory()
        // What is mapped stays readable when its name is gone.
        return try FormatCatalog.open(path: directory.write(sample.bytes, to: "stack"), options: options)
    }

    private func refusal(_ sample: TIFFSample) throws -> FormatError? {
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes, to: "stack")
        return failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
    }

    private func expected(_ count: Int, _ type: ElementType) -> [Float] {
        (0..<count).map { Float(Samples.element($0, type)) }
    }

    // MARK: Plain pages

    @Test(arguments: ElementType.allCases, [ByteOrder.little, .big])
    func everyTypeAndOrderIsMapped(_ type: ElementType, _ order: ByteOrder) throws {
        for isBig in [false, true] {
            for (rowsPerStrip, directoriesLast) in [(nil, false), (1, false), (3, true)] as [(Int?, Bool)] {
                let sample = TIFFSample(
                    order: order, isBig: isBig, type: type, rowsPerStrip: rowsPerStrip,
                    directoriesLast: directoriesLast)
                let cube = try open(sample)
                #expect(cube.scan == ScanShape(rows: 2, columns: 3))
                #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
                #expect(cube.elementType == type)
                #expect(cube.origin.format == (isBig ? "BigTIFF" : "TIFF"))
                #expect(cube.origin.guesses.count == 1)
                #expect(cube.source.parts != nil)
                #expect(try allValues(of: cube, batch: 4) == expected(144, type))
            }
        }
    }

    @Test(arguments: [ByteOrder.little, .big])
    func pagesAtUnequalDistancesAndStripsInPiecesAreRead(_ order: ByteOrder) throws {
        for sample in [
            TIFFSample(order: order, gaps: [2: 5, 4: 1]), TIFFSample(order: order, rowsPerStrip: 2, stripGap: 3),
        ] {
            let cube = try open(sample)
            #expect((cube.source.parts != nil) == (sample.stripGap == 0))
            #expect(try allValues(of: cube, batch: 4) == expected(144, .uint16))
        }
    }

    @Test(arguments: [nil, 300, 700] as [Int?], [false, true])
    func longStacksReadAlikeWhetherRegularOrNot(_ oddPage: Int?, _ directoriesLast: Bool) throws {
        let gaps = oddPage.map { [$0: 2] } ?? [:]
        let cube = try open(TIFFSample(pages: 1000, gaps: gaps, directoriesLast: directoriesLast))
        #expect(cube.scan.count == 1000)
        #expect(cube.source.parts != nil)
        #expect(try allValues(of: cube, batch: 77) == expected(24_000, .uint16))
    }

    @Test func aLongStackWithOneOddPageNamesIt() throws {
        let error = try refusal(TIFFSample(pages: 1000, directoriesLast: true, oddRows: [700: 5]))
        #expect(error?.kind == .unsupported)
        #expect(error?.place == "page 701")
        #expect(error?.what == "it is 5 x 6 u16, the first page is 4 x 6 u16")
    }

    // MARK: Packed pages

    @Test(
        arguments: [ElementType.uint8, .uint16, .int16, .uint32, .int32, .float32, .float64],
        ["wl", "wb", "wl8", "wb8"])
    func everyTypeIsUnpacked(_ type: ElementType, _ mode: String) throws {
        for method in [
            COMPRESSION_ADOBE_DEFLATE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ZSTD, COMPRESSION_LZMA,
        ] {
            for tile in [nil, (rows: 16, columns: 32), (rows: 32, columns: 16)] {
                let directory = try TemporaryDirectory()
                let path = directory.file("stack")
                try PackedTIFFSample(type: type, mode: mode, method: method, tile: tile).write(to: path)
                let cube = try FormatCatalog.open(path: path)
                #expect(cube.scan == ScanShape(rows: 2, columns: 3))
                #expect(cube.elementType == type)
                #expect(try allValues(of: cube, batch: 4) == expected(6 * 20 * 37, type))
            }
        }
    }

    @Test(arguments: [(ElementType.uint16, 2), (.uint32, 2), (.float32, 3), (.float64, 3)])
    func predictorsAreUndone(_ type: ElementType, _ predictor: Int) throws {
        let directory = try TemporaryDirectory()
        // libtiff itself writes the predictor of floating-point numbers wrongly in the other byte order.
        for mode in predictor == 2 ? ["wl", "wb"] : ["w"] {
            let path = directory.file(mode)
            try PackedTIFFSample(type: type, mode: mode, predictor: predictor).write(to: path)
            #expect(try allValues(of: FormatCatalog.open(path: path)) == expected(6 * 20 * 37, type))
        }
    }

    @Test func unpackedTilesAreRead() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stack")
        try PackedTIFFSample(method: COMPRESSION_NONE, tile: (rows: 16, columns: 16)).write(to: path)
        #expect(try allValues(of: FormatCatalog.open(path: path)) == expected(6 * 20 * 37, .uint16))
    }

    @Test func severalThreadsReadTheSame() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stack")
        try PackedTIFFSample(pages: 64).write(to: path)
        let cube = try FormatCatalog.open(path: path)
        let size = cube.detector.count
        let wanted = expected(64 * size, .uint16)
        let wrong = UnsafeMutableBufferPointer<Bool>.allocate(capacity: 8)
        defer { wrong.deallocate() }
        wrong.initialize(repeating: true)
        nonisolated(unsafe) let verdicts = wrong
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            var values = [Float](repeating: 0, count: 8 * size)
            let frames = thread * 8..<thread * 8 + 8
            let isRead = values.withUnsafeMutableBufferPointer { (try? cube.source.read(frames, into: $0)) != nil }
            verdicts[thread] = !isRead || values != Array(wanted[frames.lowerBound * size..<frames.upperBound * size])
        }
        #expect(!wrong.contains(true))
    }

    @Test func damagedPixelsAreAMessageWithThePage() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stack")
        try PackedTIFFSample(rowsPerStrip: 20).write(to: path)
        var bytes = try fileBytes(path)
        // The second page's packed bytes begin behind the first page's directory; all but the directories is overwritten.
        let cube = try FormatCatalog.open(path: path)
        let first = try #require(bytes.indices.dropFirst(8).first { bytes[$0] == 0x78 })
        bytes.replaceSubrange(first + 2..<first + 40, with: [UInt8](repeating: 0xFF, count: 38))
        let damaged = try FormatCatalog.open(path: directory.write(bytes, to: "damaged"))
        #expect(try cube.pattern(at: ScanPosition(row: 0, column: 0)).values.count == 740)
        do {
            _ = try damaged.pattern(at: ScanPosition(row: 0, column: 0))
            Issue.record("damaged pixels were read")
        } catch {
            #expect(error.description.contains("page 1: "))
            #expect(error.description.contains("frame 0"))
            #expect(!error.description.contains("no reason"))
        }
    }

    // MARK: What programs tell

    @Test func anImageJStackBehindOneDirectoryIsMapped() throws {
        let text =
            "ImageJ=1.53t\nimages=6\nslices=2\nframes=3\nhyperstack=true\nmode=grayscale\nunit=\\u00C5^-1\nloop=false\n"
        var sample = TIFFSample(order: .big, description: text, directories: 1, resolution: (100, 4))
        var cube = try open(sample)
        #expect(cube.scan == ScanShape(rows: 3, columns: 2))
        #expect(cube.origin.format == "ImageJ TIFF")
        #expect(cube.origin.guesses.count == 1)
        #expect(cube.calibration.pixelSize == .perNanometre(0.4))
        #expect(cube.source.parts != nil)
        #expect(try allValues(of: cube) == expected(144, .uint16))
        // Fewer frames than are promised, and more than can be.
        sample.pages = 5
        cube = try open(sample)
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 5))
        #expect(try allValues(of: cube) == expected(96, .uint16))
        sample.description = "ImageJ=1.53t\nimages=1099511627776\n"
        #expect(try open(sample).origin.missing == MissingFrames(promised: 1 << 40, whole: 5))
        sample.description = "ImageJ=1.53t\nimages=9223372036854775807\n"
        #expect(try refusal(sample)?.kind == .malformed)
    }

    @Test(arguments: [
        ("{\"shape\": [3, 2, 4, 6]}", 6, 3, 2, 0), ("{\"shape\": [1, 2, 1, 3, 4, 6]}", 6, 2, 3, 0),
        ("{\"shape\": [6, 4, 6]}", 6, 2, 3, 1), ("{\"shape\": [3, 2, 4, 6], \"truncated\": true}", 1, 3, 2, 0),
        ("{\"shape\": [3, 2, 6, 4]}", 6, 2, 3, 1), ("{\"shape\": [3, 4, 4, 6]}", 6, 2, 3, 1),
        ("{\"shape\": [many, 4, 6]}", 6, 2, 3, 1), ("{\"shape\"", 6, 2, 3, 1),
    ])
    func anArraysShapeIsTaken(_ text: String, _ directories: Int, _ rows: Int, _ columns: Int, _ guesses: Int) throws {
        let cube = try open(TIFFSample(description: text, directories: directories))
        #expect(cube.scan == ScanShape(rows: rows, columns: columns))
        #expect(cube.origin.guesses.count == guesses)
        #expect(try allValues(of: cube) == expected(144, .uint16))
    }

    @Test(arguments: [
        ("XYZCT", "SizeC=\"1\" SizeT=\"3\" SizeZ=\"2\"", 3, 2), ("XYTZC", "SizeC=\"1\" SizeT=\"3\" SizeZ=\"2\"", 2, 3),
        ("XYCZT", "SizeC=\"3\" SizeT=\"1\" SizeZ=\"2\"", 2, 3), ("XYZCT", "SizeC=\"1\" SizeT=\"6\" SizeZ=\"1\"", 2, 3),
        ("XYZCT", "SizeC=\"x\" SizeT=\"-3\"", 2, 3),
    ])
    func openMicroscopyAxesAreTaken(_ order: String, _ sizes: String, _ rows: Int, _ columns: Int) throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">"
            + "<Image ID=\"Image:0\"><Pixels DimensionOrder=\"\(order)\" SizeX=\"6\" SizeY=\"4\" \(sizes) Type=\"uint16\">"
            + "<TiffData IFD=\"0\"/></Pixels></Image></OME>"
        let cube = try open(TIFFSample(description: text))
        #expect(cube.scan == ScanShape(rows: rows, columns: columns))
        #expect(cube.origin.format == "OME-TIFF")
        #expect(cube.origin.guesses.count == 1)
    }

    @Test func copiesAndMasksBesideThePatternsAreLeftOut() throws {
        let cube = try open(TIFFSample(pages: 7, oddRows: [2: 1], subfiles: [2: 1]))
        #expect(cube.scan.count == 6)
        let all = expected(7 * 24, .uint16)
        #expect(try allValues(of: cube) == Array(all[..<48]) + Array(all[54..<150]))
    }

    // MARK: What is refused

    @Test(arguments: [
        (TIFFSample(samplesPerPixel: 3), "3 numbers per pixel"), (TIFFSample(bits: 12), "12 bits"),
        (TIFFSample(type: .uint8, bits: 1), "1 bits"), (TIFFSample(compression: 4), "method 4"),
        (TIFFSample(compression: 9999), "method 9999"),
    ])
    func whatIsNoStackOfCountsIsRefusedByName(_ sample: TIFFSample, _ words: String) throws {
        let error = try refusal(sample)
        #expect(error?.kind == .unsupported)
        #expect(error?.place == "page 1")
        #expect(error?.description.contains(words) == true)
    }

    @Test(arguments: [0, 2, 5]) func pagesInACircleAreRefused(_ page: Int) throws {
        #expect(try refusal(TIFFSample(circle: page))?.what.contains("circle") == true)
    }

    @Test func aBrokenChainOpensWhatIsThere() throws {
        let directory = try TemporaryDirectory()
        let whole = TIFFSample(directoriesLast: true).bytes
        let cube = try FormatCatalog.open(path: directory.write(whole.dropLast(100), to: "stack"))
        #expect(cube.scan.count == 5)
        #expect(cube.origin.guesses.contains { $0.contains("break off after page 5") })
        #expect(try allValues(of: cube) == expected(120, .uint16))
    }

    @Test func packedPagesBeyondTheEndAreMissing() throws {
        let directory = try TemporaryDirectory()
        let sample = TIFFSample(pages: 6, rowsPerStrip: 2, stripGap: 3)
        let lost = sample.columns * 2 * 2 + 1
        let cube = try FormatCatalog.open(path: directory.write(sample.bytes.dropLast(lost), to: "stack"))
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 5))
        // One whole scan row of three frames is left.
        #expect(try allValues(of: cube) == expected(72, .uint16))
    }

    @Test func aFileThatShrinksWhileItIsDecodedIsAMessage() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stack")
        // More than a page of the system behind the first page's pixels.
        try PackedTIFFSample(method: COMPRESSION_NONE, pages: 64, tile: (rows: 16, columns: 16)).write(to: path)
        let cube = try FormatCatalog.open(path: path)
        #expect(truncate(path, 5000) == 0)
        #expect(try cube.source.read(0..<1, count: 740).prefix(3) == expected(3, .uint16)[...])
        #expect(throws: CubeError.fileChanged(path: path)) { try cube.source.read(60..<61, count: 740) }
    }
}

extension FrameSource {
    fileprivate func read(_ frames: Range<Int>, count: Int) throws(CubeError) -> [Float] {
        var trouble: CubeError?
        let values = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            buffer.initialize(repeating: 0)
            filled = count
            do throws(CubeError) { try read(frames, into: buffer) } catch { trouble = error }
        }
        if let trouble { throw trouble }
        return values
    }
}
