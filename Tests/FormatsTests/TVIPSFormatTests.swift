import DataCube
import Formats
import TestSupport
import Testing

@Suite struct TVIPSFormatTests {
    private static let expected = (0..<144).map { Float(Samples.element($0)) }

    /// Writes the files of a recording; gives the path of each.
    private func write(_ sample: TVIPSSample, in directory: TemporaryDirectory) throws -> [String] {
        try sample.files.enumerated().map { try directory.write($1, to: "scan_00\($0).tvips") }
    }

    @Test(arguments: [(1, 8), (1, 16), (2, 8), (2, 16)])
    func bothVersionsRead(_ version: Int, _ bits: Int) throws {
        let directory = try TemporaryDirectory()
        let path = try write(TVIPSSample(version: version, bits: bits), in: directory)[0]
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
        #expect(cube.elementType == (bits == 8 ? .uint8 : .uint16))
        #expect(cube.origin.format == "TVIPS version \(version)")
        #expect(cube.origin.guesses.count == 1)
        #expect(cube.calibration == Calibration(voltage: 200))
        #expect(cube.origin.metadata.contains(Metadatum("camera pixel", "15.5 µm")))
        #expect(cube.origin.metadata.contains(Metadatum("camera length", "1.2 m")) == (version == 2))
        #expect(cube.source.parts != nil)
        #expect(try allValues(of: cube, batch: 4) == Self.expected)
    }

    @Test func aRecordingInSeveralFilesIsOne() throws {
        let directory = try TemporaryDirectory()
        let paths = try write(TVIPSSample(framesPerFile: 4), in: directory)
        #expect(paths.count == 2)
        // By any of its files.
        for path in paths {
            let cube = try FormatCatalog.open(path: path)
            #expect(cube.scan.count == 6)
            #expect(cube.origin.path == path)
            #expect(cube.source.parts != nil)
            #expect(try allValues(of: cube, batch: 5) == Self.expected)
            #expect(cube.origin.metadata.contains(Metadatum("files", "2")))
        }
        // A later file alone is nothing.
        let alone = try directory.write(fileBytes(paths[1]), to: "other_001.tvips")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: alone) }
        #expect(error?.kind == .unrecognised)
    }

    @Test func aCutRecordingSaysWhatIsMissing() throws {
        let directory = try TemporaryDirectory()
        let files = TVIPSSample(framesPerFile: 3).files
        let first = try directory.write(files[0], to: "scan_000.tvips")
        _ = try directory.write(files[1].dropLast(7), to: "scan_001.tvips")
        let cube = try FormatCatalog.open(path: first)
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 5))
        _ = try directory.write(files[0].dropLast(7), to: "scan_000.tvips")
        let both = try FormatCatalog.open(path: first)
        #expect(both.origin.guesses.contains { $0.contains("scan_000.tvips ends inside a frame") })
        let header = try directory.write(files[0].prefix(300), to: "short_000.tvips")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: header) }
        #expect(error?.kind == .truncated(wholeFrames: 0, promised: nil))
    }

    private func open(_ sample: TVIPSSample) throws -> DataCube {
        let directory = try TemporaryDirectory()
        return try FormatCatalog.open(path: write(sample, in: directory)[0])
    }

    /// A scan of 12 x 9 positions, and frames before and after it.
    private func scan(before: Int, after: Int, _ change: (inout TVIPSSample) -> Void) -> TVIPSSample {
        var sample = TVIPSSample(rows: 1, columns: 2, frames: before + 108 + after)
        change(&sample)
        return sample
    }

    @Test(arguments: [(0, 0), (1, 0), (7, 5), (200, 300)]) func scanPositionsSayTheScan(_ before: Int, _ after: Int)
        throws
    {
        let cube = try open(
            scan(before: before, after: after) {
                $0.framesPerFile = 50
                $0.position = { frame in
                    let index = min(max(frame - before, 0), 107)
                    return frame < before + 108 ? (index / 9, index % 9) : (0, 0)
                }
            })
        #expect(cube.scan == ScanShape(rows: 12, columns: 9))
        #expect(cube.origin.scan?.layout.skipped == before)
        #expect(
            cube.origin.guesses.first?.contains("scan positions is taken to say the scan: 12 x 9 from frame \(before)")
                == true)
        let wanted = (2 * before..<2 * (before + 108)).map { Float(Samples.element($0)) }
        #expect(try allValues(of: cube) == wanted)
    }

    @Test(arguments: [(0, 0, false), (1, 0, true), (7, 5, false), (200, 300, true)])
    func theRotatorSaysTheScan(_ before: Int, _ after: Int, _ stays: Bool) throws {
        let cube = try open(
            scan(before: before, after: after) {
                $0.frameHeader = 60
                $0.rotator = { frame in
                    frame < before ? 0 : frame < before + 108 ? frame - before + 1 : stays ? 108 : 0
                }
            })
        #expect(cube.scan == ScanShape(rows: 9, columns: 12))
        #expect(cube.origin.scan?.layout.skipped == before)
        #expect(cube.origin.guesses.first?.contains("rotator index") == true)
    }

    @Test func aRotatorThatLeavesFramesOutSaysNoScan() throws {
        for jump in [3, 40, 90] {
            let cube = try open(scan(before: 5, after: 0) { $0.rotator = { max(0, $0 - 4) + ($0 > jump + 5 ? 1 : 0) } })
            #expect(cube.origin.scan?.layout.skipped == 0)
            #expect(cube.origin.scan?.isGuess == true)
        }
    }

    @Test(arguments: [0, 4, 8, 12, 16, 48]) func damagedHeadersAreNotRecognised(_ field: Int) throws {
        let directory = try TemporaryDirectory()
        var bytes = TVIPSSample().files[0]
        bytes.replaceSubrange(field..<field + 4, with: [0xFF, 0xFF, 0xFF, 0x7F])
        let path = try directory.write(bytes, to: "scan_000.tvips")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unrecognised)
    }
}
