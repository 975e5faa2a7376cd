import DataCube
import Formats
import TestSupport
import Testing

@Suite struct TIAFormatTests {
    private func open(_ sample: TIASample) throws -> DataCube {
        let directory = try TemporaryDirectory()
        return try FormatCatalog.open(path: directory.write(sample.bytes, to: "scan_1.ser"))
    }

    private func refusal(_ bytes: [UInt8]) throws -> FormatError? {
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "scan_1.ser")
        return failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
    }

    private func expected(_ count: Int, _ type: ElementType = .uint16) -> [Float] {
        (0..<count).map { Float(Samples.element($0, type)) }
    }

    @Test(arguments: [ElementType.uint8, .uint16, .uint32, .int8, .int16, .int32, .float32, .float64], [0x210, 0x220])
    func everyTypeAndVersionReadsWithRowsUpright(_ type: ElementType, _ version: Int) throws {
        let cube = try open(TIASample(version: version, type: type))
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
        #expect(cube.elementType == type)
        #expect(cube.origin.format == "TIA ser")
        #expect(try allValues(of: cube, batch: 4) == expected(144, type))
    }

    @Test func axesAndUnitsAreTaken() throws {
        let cube = try open(TIASample())
        #expect(abs((cube.calibration.scanStep ?? 0) - 2) < 1e-12)
        guard case .perNanometre(let size) = cube.calibration.pixelSize else {
            Issue.record("no pixel size")
            return
        }
        #expect(abs(size - 0.05) < 1e-12)
        // Row 1 from the bottom is row 2 of four from the top.
        #expect(cube.calibration.center == DetectorPoint(row: 2, column: 2))
        #expect(cube.origin.guesses.count == 1)
        #expect(cube.origin.guesses.first?.contains("1/m") == true)
        let image = try open(TIASample(step: 1e-10))
        #expect(image.calibration.pixelSize == nil)
        #expect(image.origin.guesses.isEmpty)
    }

    @Test func theMicroscopeIsToldByTheFileBeside() throws {
        func entry(_ label: String, _ value: String, _ unit: String) -> String {
            "<Data><Label>\(label)</Label><Value>\(value)</Value><Unit>\(unit)</Unit></Data>"
        }
        func info(_ mode: String, _ voltage: String) -> String {
            "<ObjectInfo><Uuid>1</Uuid><AcquireInfo><CameraNamePath>BM-Ceta</CameraNamePath>"
                + "<DwellTimePath>0.02</DwellTimePath></AcquireInfo><ExperimentalDescription><Root>"
                + entry("High tension", voltage, "kV") + entry("Mode", mode, "") + entry("Camera length", "0.46", "m")
                + "</Root></ExperimentalDescription></ObjectInfo>"
        }
        let directory = try TemporaryDirectory()
        let path = try directory.write(TIASample(step: 1e-10).bytes, to: "scan_2.ser")
        let text = "JL\u{1}\u{2}" + info("TEM Bright field", "120") + "\0\0" + info("STEM nP Diffraction", "200") + "\0"
        _ = try directory.write(Array(text.utf8), to: "scan.emi")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration.voltage == 200)
        #expect(cube.calibration.pixelSize == .perNanometre(1e-10 / 1e9))
        #expect(cube.origin.guesses.isEmpty)
        #expect(
            cube.origin.metadata == [
                Metadatum("mode", "STEM nP Diffraction"), Metadatum("camera length", "460 mm"),
                Metadatum("detector", "BM-Ceta"), Metadatum("exposure", "20 ms"),
            ])
        for damaged in ["", "<ObjectInfo>", "<ObjectInfo><a></ObjectInfo>", "</ObjectInfo><ObjectInfo>"] {
            _ = try directory.write(Array(("x" + damaged).utf8), to: "scan.emi")
            #expect(try FormatCatalog.open(path: path).calibration.voltage == nil)
        }
    }

    @Test func theTagsSayWhichAxisIsFast() throws {
        let across = try open(TIASample(columnFirst: false))
        #expect(across.scan == ScanShape(rows: 2, columns: 3))
        let down = try open(TIASample(columnFirst: true))
        #expect(down.scan == ScanShape(rows: 3, columns: 2))
        #expect(try allValues(of: down) == expected(144))
    }

    @Test func seriesWithoutTwoAxesAreStacksOrLines() throws {
        let stack = try open(TIASample(axes: [(6, 1, 1, "Number")]))
        #expect(stack.scan == ScanShape(rows: 2, columns: 3))
        #expect(stack.origin.scan?.isGuess == true)
        let line = try open(TIASample(axes: [(6, 0, 1e-9, "meters")]))
        #expect(line.scan == ScanShape(rows: 1, columns: 6))
        #expect(line.origin.scan?.isGuess == false)
        let none = try open(TIASample(axes: []))
        #expect(none.origin.scan?.isGuess == true)
    }

    @Test func imagesAtUnequalDistancesAreRead() throws {
        let cube = try open(TIASample(gaps: [0: 3, 3: 8]))
        #expect(try allValues(of: cube, batch: 4) == expected(144))
    }

    @Test func aStoppedSeriesSaysWhatIsMissing() throws {
        let cube = try open(TIASample(valid: 5))
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 5))
        #expect(cube.scan == ScanShape(rows: 1, columns: 3))
        #expect(try refusal(TIASample(valid: 0).bytes)?.kind == .truncated(wholeFrames: 0, promised: 6))
    }

    @Test func whatIsNoSeriesOfImagesIsRefusedByName() throws {
        #expect(try refusal(TIASample(kind: 0x4120).bytes)?.description.contains("spectra") == true)
        #expect(try refusal(TIASample(kind: 7).bytes)?.kind == .unsupported)
        #expect(try refusal(TIASample(version: 0x230).bytes)?.description.contains("230") == true)
        #expect(try refusal(TIASample(type: .int64).bytes)?.description.contains("complex") == true)
        let odd = try refusal(TIASample(oddRows: [3: 5]).bytes)
        #expect(odd?.description.contains("5 x 6 u16 follows those of 4 x 6 u16") == true)
    }

    /// The numbers of elements, axes, columns and rows, and the table's place.
    @Test(arguments: [14, 22, 30, 104, 108]) func hostileNumbersAreRefused(_ place: Int) throws {
        var sample = TIASample()
        sample.axes = [(6, 0, 1, "")]
        var bytes = sample.bytes
        let image = 34 + 32 + 8
        let places = [14, 22, 30, image + 42, image + 46]
        let index = try #require([14, 22, 30, 104, 108].firstIndex(of: place))
        bytes.replaceSubrange(places[index]..<places[index] + 4, with: [0xFF, 0xFF, 0xFF, 0x7F])
        if index == 0 { bytes.replaceSubrange(18..<22, with: [0xFF, 0xFF, 0xFF, 0x7F]) }
        #expect(try refusal(bytes)?.kind == .malformed)
    }
}
