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
        #expect(cube.origin.order == nil)
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
        #expect(cube.origin.order == .patterns)
        #expect(cube.calibration == Calibration(voltage: 200))
    }

    @Test func whatTheUserSaysOfTheOrderCountsMost() throws {
        let directory = try TemporaryDirectory()
        var file = sample(4)
        for (axes, swapped) in [([], nil), (Self.patternAxes, nil), (Self.scanFirstAxes, true)] as [(_, Bool?)] {
            (file.axes, file.swapped) = (axes, swapped)
            let path = try directory.write(file.bytes, to: "scan")
            let maps = try FormatCatalog.open(path: path, options: OpenOptions(order: .maps))
            #expect(maps.scan == ScanShape(rows: 3, columns: 4))
            #expect(maps.origin.guesses.isEmpty)
            #expect(maps.origin.order == .maps)
            let values = try allValues(of: maps)
            #expect(values[23] == scanFast(0, 2, 0, 3))
        }
        (file.axes, file.swapped) = (Self.scanFirstAxes, false)
        let path = try directory.write(file.bytes, to: "scan")
        let patterns = try FormatCatalog.open(path: path, options: OpenOptions(order: .patterns))
        #expect(try allValues(of: patterns) == (0..<120).map { Float($0) })
        let stack = try directory.write(sample(3, sizes: [6, 4, 3]).bytes, to: "stack")
        let turned = try FormatCatalog.open(path: stack, options: OpenOptions(order: .maps))
        #expect(turned.detector == DetectorShape(rows: 3, columns: 4))
        #expect(try allValues(of: turned)[..<12] == (0..<12).map { Float(6 * $0) }[...])
    }

    @Test func aScanOfOneRowKeepsItsShape() throws {
        let directory = try TemporaryDirectory()
        for (sizes, scan) in [
            ([4, 3, 6, 1], ScanShape(rows: 1, columns: 6)), ([4, 3, 1, 6], ScanShape(rows: 6, columns: 1)),
            ([4, 3, 1, 1], ScanShape(rows: 1, columns: 1)), ([1, 1, 3, 2], ScanShape(rows: 2, columns: 3)),
        ] {
            var file = sample(4, sizes: sizes)
            file.swapped = true
            let cube = try FormatCatalog.open(path: directory.write(file.bytes, to: "scan"))
            #expect(cube.scan == scan)
            #expect(cube.origin.guesses.isEmpty)
            #expect(try allValues(of: cube) == (0..<sizes.reduce(1, *)).map { Float($0) })
        }
    }

    @Test func severalImagesAreListedAndPicked() throws {
        let directory = try TemporaryDirectory()
        var file = sample(4)
        #expect(try FormatCatalog.datasets(path: directory.write(file.bytes, to: "one")).isEmpty)
        file.copies = 3
        let path = try directory.write(file.bytes, to: "three")
        let names = (1...3).map { "ImageList.\($0)" }
        #expect(
            try FormatCatalog.datasets(path: path)
                == names.map { DatasetSummary(name: $0, shape: [2, 5, 3, 4], elementType: "uint16") })
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .ambiguous(datasets: names))
        for name in [names[1], "2"] {
            let cube = try FormatCatalog.open(path: path, options: OpenOptions(dataset: name))
            #expect(cube.origin.dataset == names[1])
        }
    }

    @Test func theTagsTellHowItWasTaken() throws {
        let directory = try TemporaryDirectory()
        var file = sample(4)
        file.tags = [
            (["Microscope Info", "Name"], "FEI Titan"), (["Microscope Info", "STEM Camera Length"], "105"),
            (["Microscope Info", "Illumination Mode"], "STEM NANOPROBE"),
            (["Microscope Info", "Indicated Magnification"], "225000"),
            (["Microscope Info", "Operation Mode"], "SCANNING"), (["DataBar", "Exposure Time (s)"], "0.0025"),
            (["DataBar", "Acquisition Date"], "22.11.2026"), (["Acquisition", "Device", "Name"], "K3"),
        ]
        file.brightness = (0.5, "e-")
        let cube = try FormatCatalog.open(path: directory.write(file.bytes, to: "scan"))
        #expect(
            cube.origin.metadata == [
                Metadatum("image", "Scan of the sheet"), Metadatum("microscope", "FEI Titan"),
                Metadatum("illumination", "STEM NANOPROBE"), Metadatum("operation mode", "SCANNING"),
                Metadatum("camera length", "105 mm"), Metadatum("magnification", "225000"), Metadatum("detector", "K3"),
                Metadatum("exposure", "2.5 ms"), Metadatum("acquired on", "22.11.2026"),
                Metadatum("intensity", "0.5 e- per unit stored"),
            ])
        file.tags = [
            (["Microscope Info", "Imaging Mode"], "DIFFRACTION"),
            (["Microscope Info", "Indicated Magnification"], "320"),
        ]
        let diffraction = try FormatCatalog.open(path: directory.write(file.bytes, to: "pattern"))
        #expect(diffraction.origin.metadata.contains(Metadatum("camera length", "320 mm")))
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
