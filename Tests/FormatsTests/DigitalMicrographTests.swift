import DataCube
import Formats
import TestSupport
import Testing

@Suite struct DigitalMicrographTests {
    private static let patternAxes: [(origin: Float, scale: Float, units: String)] = [
        (1.5, 0.5, "1/nm"), (1, 0.5, "1/nm"), (0, 2, "nm"), (0, 2, "nm"),
    ]
    private static let scanFirstAxes = Array(patternAxes[2...]) + Array(patternAxes[..<2])

    /// Elements 0, 1, 2, … in the file's order.
    private func sample(_ version: Int, sizes: [Int] = [4, 3, 5, 2]) -> DigitalMicrographSample {
        DigitalMicrographSample(
            version: version, sizes: sizes, elements: (0..<UInt16(sizes.reduce(1, *))).map { $0 })
    }

    @Test(arguments: [3, 4]) func aFourDimensionalScanReadsWithItsCalibration(_ version: Int) throws {
        let directory = try TemporaryDirectory()
        var file = sample(version)
        file.axes = Self.patternAxes
        let cube = try FormatCatalog.open(path: directory.write(file.bytes, to: "scan"))
        #expect(cube.scan == ScanShape(rows: 2, columns: 5))
        #expect(cube.detector == DetectorShape(rows: 3, columns: 4))
        #expect(cube.elementType == .uint16)
        #expect(cube.origin.format == "Gatan DM\(version)")
        #expect(cube.origin.guesses.isEmpty)
        #expect(
            cube.calibration
                == Calibration(
                    scanStep: 2, pixelSize: .perNanometre(0.5), voltage: 200, center: DetectorPoint(row: 1, column: 1.5)
                ))
        #expect(try allValues(of: cube) == (0..<120).map { Float($0) })
    }

    /// The same file read with the scan's axes fastest: value at (scan row, column, row, column) by hand.
    private func scanFast(_ row: Int, _ column: Int, _ detectorRow: Int, _ detectorColumn: Int) -> Float {
        Float(column + 4 * (row + 3 * (detectorColumn + 5 * detectorRow)))
    }

    @Test(arguments: [true, false]) func theTagDecidesTheOrder(_ swapped: Bool) throws {
        let directory = try TemporaryDirectory()
        var file = sample(4)
        // The units say the opposite, and the tag counts more.
        file.axes = swapped ? Self.scanFirstAxes : Self.patternAxes
        file.swapped = swapped
        let cube = try FormatCatalog.open(path: directory.write(file.bytes, to: "scan"))
        #expect(cube.scan == (swapped ? ScanShape(rows: 2, columns: 5) : ScanShape(rows: 3, columns: 4)))
        #expect(cube.origin.guesses.isEmpty)
    }

    @Test func theUnitsDecideTheOrderWithoutATag() throws {
        let directory = try TemporaryDirectory()
        var file = sample(4)
        file.axes = Self.scanFirstAxes
        let cube = try FormatCatalog.open(path: directory.write(file.bytes, to: "scan"))
        #expect(cube.scan == ScanShape(rows: 3, columns: 4))
        #expect(cube.detector == DetectorShape(rows: 2, columns: 5))
        #expect(cube.calibration.scanStep == 2)
        let values = try allValues(of: cube, batch: 5)
        for index in 0..<120 {
            let (frame, pixel) = (index / 10, index % 10)
            #expect(values[index] == scanFast(frame / 4, frame % 4, pixel / 5, pixel % 5))
        }
    }

    @Test func withoutTagAndUnitsTheOrderIsAGuess() throws {
        let directory = try TemporaryDirectory()
        let cube = try FormatCatalog.open(path: directory.write(sample(4).bytes, to: "scan"))
        #expect(cube.scan == ScanShape(rows: 2, columns: 5))
        #expect(cube.origin.guesses.count == 1)
        #expect(cube.calibration == Calibration(voltage: 200))
    }

    @Test func aStackAndAPatternRead() throws {
        let directory = try TemporaryDirectory()
        let stack = try FormatCatalog.open(path: directory.write(sample(3, sizes: [4, 3, 6]).bytes, to: "stack"))
        #expect(stack.scan == ScanShape(rows: 2, columns: 3))
        #expect(stack.origin.guesses.count == 1)
        #expect(try allValues(of: stack) == (0..<72).map { Float($0) })
        let pattern = try FormatCatalog.open(path: directory.write(sample(4, sizes: [4, 3]).bytes, to: "pattern"))
        #expect(pattern.scan.count == 1)
        #expect(pattern.origin.dataset == "ImageList.1")
    }

    @Test func theThumbnailOpensOnlyByNumber() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample(4).bytes, to: "scan")
        let thumbnail = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "0"))
        #expect(try allValues(of: thumbnail) == [9, 9, 9, 9])
        let missing = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "7"))
        }
        #expect(missing?.kind == .noSuchDataset)
    }

    @Test func sizesBeyondThePixelsAreRefused() throws {
        let directory = try TemporaryDirectory()
        for claimed: [UInt32] in [[4, 3, 5, 3], [.max, .max, .max, .max], [1 << 31, 1 << 31, 2, 1]] {
            var file = sample(4)
            file.claimedSizes = claimed
            let path = try directory.write(file.bytes, to: "scan")
            let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func complexImagesAreRefused() throws {
        let directory = try TemporaryDirectory()
        var file = sample(4)
        file.dataType = 3
        let path = try directory.write(file.bytes, to: "scan")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
    }
}
