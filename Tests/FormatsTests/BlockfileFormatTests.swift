import DataCube
import Formats
import TestSupport
import Testing

@Suite struct BlockfileFormatTests {
    private func open(_ sample: BlockfileSample) throws -> DataCube {
        let directory = try TemporaryDirectory()
        return try FormatCatalog.open(path: directory.write(sample.bytes, to: "scan"))
    }

    @Test(arguments: [ByteOrder.little, .big]) func aScanReadsWithItsCalibration(_ order: ByteOrder) throws {
        let sample = BlockfileSample(order: order)
        let cube = try open(sample)
        #expect(cube.origin.format == "NanoMegas blo")
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.detector == DetectorShape(rows: 4, columns: 4))
        #expect(cube.elementType == .uint8)
        #expect(cube.source.parts != nil)
        #expect(try allValues(of: cube) == sample.values)
        // 160 µm on a screen 200 mm away.
        #expect(cube.calibration == Calibration(scanStep: 2.5, pixelSize: .milliradian(0.8), voltage: 200))
        #expect(cube.origin.guesses.isEmpty)
        #expect(
            cube.origin.metadata == [
                Metadatum("camera length", "200 mm"), Metadatum("pixel on the screen", "160 µm"),
                Metadatum("scan rotation", "25°"), Metadatum("acquired", "2015-12-01 15:41:00"),
                Metadatum("note", "Precession angle: 1; by nobody"),
            ])
    }

    @Test func whatIsNotSaidStaysUnknown() throws {
        var sample = BlockfileSample()
        (sample.resolution, sample.volts, sample.steps, sample.note) = (0, 0, (0, .nan), "")
        let cube = try open(sample)
        #expect(cube.calibration == Calibration())
        sample.cameraLength = 0
        sample.resolution = 6250
        #expect(try open(sample).calibration.pixelSize == nil)
        sample.steps = (2, 3)
        let uneven = try open(sample)
        #expect(uneven.calibration.scanStep == 2)
        #expect(uneven.origin.guesses.count == 1)
    }

    @Test func onePatternOfOnePixelReads() throws {
        let sample = BlockfileSample(rows: 1, columns: 1, size: 1)
        let cube = try open(sample)
        #expect(cube.scan.count == 1)
        #expect(try allValues(of: cube) == sample.values)
    }

    @Test func aFileThatEndsEarlyOpensItsWholeRows() throws {
        let directory = try TemporaryDirectory()
        let sample = BlockfileSample()
        let path = try directory.write(sample.bytes.dropLast(2 * 22 + 5), to: "scan.blo")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 1, columns: 3))
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 3))
        #expect(try allValues(of: cube) == Array(sample.values[..<48]))
    }

    @Test(arguments: [(12, 4), (20, 2), (24, 2), (26, 2)], [UInt8(0), 0xFF])
    func absurdNumbersAreRefused(_ field: (Int, Int), _ byte: UInt8) throws {
        let directory = try TemporaryDirectory()
        var bytes = BlockfileSample().bytes
        bytes.replaceSubrange(field.0..<field.0 + field.1, with: [UInt8](repeating: byte, count: field.1))
        let path = try directory.write(bytes, to: "scan.blo")
        do {
            let cube = try FormatCatalog.open(path: path)
            // Data that are said to begin at byte 0, or more of a row than is there, still read.
            #expect(try allValues(of: cube).count == cube.scan.count * 16)
        } catch let error as FormatError {
            if case .truncated = error.kind { return }
            #expect(error.kind == .malformed)
        }
    }
}
