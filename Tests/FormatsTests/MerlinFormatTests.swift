import DataCube
import Formats
import TestSupport
import Testing

@Suite struct MerlinFormatTests {
    private static let expected = MerlinSample().values

    private func open(_ sample: MerlinSample, notes: String? = nil, _ options: OpenOptions = OpenOptions()) throws
        -> DataCube
    {
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes, to: "scan.mib")
        if let notes { _ = try directory.write(Array(("HDR,\t\n" + notes + "End\t\0\0").utf8), to: "scan.hdr") }
        return try FormatCatalog.open(path: path, options: options)
    }

    @Test(arguments: [("U08", ElementType.uint8), ("U16", .uint16), ("U32", .uint32)])
    func everyCountedTypeReadsWithRowsUpright(_ code: String, _ type: ElementType) throws {
        let cube = try open(MerlinSample(code: code))
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
        #expect(cube.elementType == type)
        #expect(cube.origin.guesses.count == 1)
        #expect(try allValues(of: cube, batch: 4) == Self.expected)
    }

    @Test func aQuadOfCountedPixelsIsOneImage() throws {
        let sample = MerlinSample(rows: 2, columns: 3, layout: "2x2G", chips: 4, headerLength: 768)
        let cube = try open(sample)
        #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
        #expect(try allValues(of: cube) == sample.values)
        #expect(cube.origin.metadata.contains(Metadatum("layout of chips", "2x2G")))
    }

    @Test func onePixelReads() throws {
        let sample = MerlinSample(code: "U08", frames: 1, rows: 1, columns: 1)
        let cube = try open(sample)
        #expect(cube.scan == ScanShape(rows: 1, columns: 1))
        #expect(try allValues(of: cube) == sample.values)
    }

    // MARK: Raw

    @Test(arguments: [1, 6, 12, 24], [false, true])
    func rawFramesAreUnpacked(_ depth: Int, _ quad: Bool) throws {
        let sample = MerlinSample.raw(depth, quad: quad)
        let cube = try open(sample)
        #expect(cube.detector == sample.detector)
        #expect(cube.elementType == sample.type)
        #expect(try allValues(of: cube) == sample.values)
        #expect(cube.origin.guesses.contains { $0.contains("not known for sure") } == (quad && depth == 24))
    }

    @Test(arguments: [1, 6, 12, 24], [false, true])
    func anyRunOfPixelsOfARawFrameReadsAsTheWholeFrameDoes(_ depth: Int, _ quad: Bool) throws {
        let sample = MerlinSample.raw(depth, quad: quad)
        let cube = try open(sample)
        let parts = try #require(cube.source.parts)
        let whole = sample.values
        let count = sample.detector.count
        var numbers = SeededNumbers(5)
        for _ in 0..<60 {
            let first = Int.random(in: 0..<count, using: &numbers)
            let run = first..<Int.random(in: first...count, using: &numbers)
            var values = [Float](repeating: -1, count: run.count + 1)
            values.withUnsafeMutableBufferPointer { buffer in
                if let target = buffer.baseAddress { parts.read(run, ofFrame: 1, into: target) }
            }
            #expect(Array(values.dropLast()) == Array(whole[count + run.lowerBound..<count + run.upperBound]))
            #expect(values.last == -1)
            let other = run.upperBound..<Int.random(in: run.upperBound...count, using: &numbers)
            let beyond = min(count, other.lowerBound + 2)..<max(min(count, other.lowerBound + 2), other.upperBound)
            let expected = [run, beyond].flatMap { whole[count + $0.lowerBound..<count + $0.upperBound] }
            #expect(
                parts.sum(PixelSpans([run, beyond]), ofFrame: 1) == expected.reduce(0.0) { $0 + Double($1) })
        }
        try parts.checkParts()
    }

    @Test func chipsSideBySideAreAGuess() throws {
        var sample = MerlinSample.raw(12)
        (sample.chips, sample.layout) = (3, "Nx1")
        let cube = try open(sample)
        #expect(cube.detector == DetectorShape(rows: 3, columns: 384))
        #expect(try allValues(of: cube) == sample.values)
        #expect(cube.origin.guesses.contains { $0.contains("side by side") })
    }

    @Test func theNotesSayTheDepthWhereAnOldHeaderDoesNot() throws {
        var sample = MerlinSample.raw(6)
        sample.isNew = false
        #expect(try allValues(of: open(sample, notes: "Counter Depth (number):\t6\n")) == sample.values)
        let error = try failureOf(sample)
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains(".hdr") == true)
    }

    private func failureOf(_ sample: MerlinSample) throws -> FormatError? {
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes, to: "scan.mib")
        return failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
    }

    @Test func rawFramesOfNoKnownCameraAreRefused() throws {
        var threeOfFour = MerlinSample.raw(12)
        (threeOfFour.chips, threeOfFour.layout) = (3, "Nx1")
        var text = threeOfFour.bytes
        let place = try #require(text.firstRange(of: Array("Nx1".utf8)))
        text.replaceSubrange(place, with: Array("2x2".utf8))
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "scan.mib")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        var narrow = MerlinSample.raw(1)
        narrow.columns = 64
        narrow.depth = 12
        var oddBits = narrow.bytes
        let depth = try #require(oddBits.firstRange(of: Array("ns,12,".utf8)))
        oddBits.replaceSubrange(depth, with: Array("ns,17,".utf8))
        let odd = try directory.write(oddBits, to: "odd.mib")
        let refused = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: odd) }
        #expect(refused?.description.contains("17 bits") == true)
    }

    // MARK: The scan

    @Test(arguments: [
        ("ScanX:\t2\nScanY:\t3\n", 3, 2, 0), ("ScanX:\t3\r\nScanY:\t2\r\n", 2, 3, 0),
        ("Frames per Trigger (Number):\t2\n", 3, 2, 1), ("Frames per Trigger (Number):\t6\n", 2, 3, 1),
        ("Frames per Trigger (Number):\t4\n", 2, 3, 1), ("ScanX:\t256\nScanY:\t256\n", 2, 3, 1),
        ("ScanX:\tmany\nScanY\n", 2, 3, 1), ("ScanX:\t9223372036854775807\nScanY:\t3\n", 2, 3, 1),
        ("ScanX:\t1\nScanY:\t2\n", 2, 3, 1),
    ])
    func theNotesBesideGiveTheScan(_ notes: String, _ rows: Int, _ columns: Int, _ guesses: Int) throws {
        let cube = try open(MerlinSample(), notes: notes)
        #expect(cube.scan == ScanShape(rows: rows, columns: columns))
        #expect(cube.origin.guesses.count == guesses)
        #expect(try allValues(of: cube) == Self.expected)
    }

    @Test func theNotesOpenTheDataBesideThem() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(MerlinSample().bytes, to: "scan.mib")
        let path = try directory.write(Array("HDR,\t\nScanX:\t2\nScanY:\t3\n".utf8), to: "scan.hdr")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 3, columns: 2))
        #expect(cube.origin.path == path)
        let alone = try directory.write(Array("HDR,\t\nScanX:\t2\nScanY:\t3\n".utf8), to: "alone.hdr")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: alone) }
        #expect(error?.kind == .unrecognised)
    }

    /// Rows of so many frames, each a microsecond after the other give or take 20 ns, and a pause before the next row.
    private func paused(rows: Int, length: Int, pause: Int) -> MerlinSample {
        var sample = MerlinSample(code: "U08", frames: rows * length, rows: 1, columns: 2)
        sample.time = { 36_000_000_000_000 + 1_000_000 * $0 + $0 * 7919 % 41 + pause * ($0 / length) }
        return sample
    }

    @Test(arguments: [(2, 4, 20_000), (12, 6, 20_000), (4, 2, 900_000), (3, 7, 5_000_000), (30, 20, 10_000)])
    func pausesBetweenFramesGiveTheRows(_ rows: Int, _ length: Int, _ pause: Int) throws {
        let sample = paused(rows: rows, length: length, pause: pause)
        let cube = try open(sample)
        #expect(cube.scan == ScanShape(rows: rows, columns: length))
        #expect(cube.origin.guesses.count == 1)
        #expect(cube.origin.guesses.first?.contains("pause") == true)
        #expect(try allValues(of: cube) == sample.values)
        let asked = try open(sample, OpenOptions(scan: ScanShape(rows: 1, columns: rows * length)))
        #expect(asked.origin.guesses.isEmpty)
    }

    @Test func withoutPausesTheScanIsAGuess() throws {
        let even = try open(paused(rows: 12, length: 6, pause: 0))
        #expect(even.scan == ScanShape(rows: 8, columns: 9))
        // A pause in one place only.
        var once = paused(rows: 12, length: 6, pause: 0)
        let time = once.time
        once.time = { time($0) + ($0 > 5 ? 1_000_000 : 0) }
        #expect(try open(once).scan == ScanShape(rows: 8, columns: 9))
        // Over midnight, and without any time.
        var late = paused(rows: 12, length: 6, pause: 20_000)
        let start = late.time
        late.time = { (start($0) + 50_399_990_000_000) % 86_400_000_000_000 }
        #expect(try open(late).scan == ScanShape(rows: 12, columns: 6))
    }

    /// Frames 0... of rows of 5, of which those at `skipped` are not the scan's.
    private func kept(_ sample: MerlinSample, _ rows: Int, without skipped: Set<Int>) -> [Float] {
        let size = sample.detector.count
        let values = sample.values
        return (0..<rows * 5).filter { !skipped.contains($0 % 5) }.flatMap { values[$0 * size..<($0 + 1) * size] }
    }

    @Test(arguments: [false, true], ["U16", "R64"])
    func flybackFramesAreLeftOutAndTold(_ isBefore: Bool, _ code: String) throws {
        var sample = MerlinSample(code: code, frames: 20, rows: 2, columns: 8)
        sample.exposure = { $0 % 5 == (isBefore ? 0 : 4) ? 9_000_000 : 1_000_000 }
        let skipped: Set<Int> = [isBefore ? 0 : 4]
        for notes in ["ScanX:\t4\nScanY:\t4\n", "Frames per Trigger (Number):\t5\n"] {
            let cube = try open(sample, notes: notes)
            #expect(cube.scan == ScanShape(rows: 4, columns: 4))
            #expect(cube.origin.guesses.last?.contains("1 of the 5 frames") == true)
            #expect(try allValues(of: cube) == kept(sample, 4, without: skipped))
        }
        let notes = "ScanX:\t4\nScanY:\t4\n"
        for options in [
            OpenOptions(scan: ScanShape(rows: 4, columns: 5)), OpenOptions(skippedFrames: 0, flyback: 0),
        ] {
            let all = try open(sample, notes: notes, options)
            #expect(all.scan == ScanShape(rows: 4, columns: 5))
            #expect(try allValues(of: all) == sample.values)
        }
        sample.exposure = { _ in 1_000_000 }
        let unknown = try open(sample, notes: notes)
        #expect(try allValues(of: unknown) == kept(sample, 4, without: [4]))
    }

    @Test func framesBeyondTheScanAreTold() throws {
        let sample = MerlinSample(frames: 7)
        let cube = try open(sample, notes: "ScanX:\t3\nScanY:\t2\n")
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.origin.guesses == ["The last 1 of 7 frames are not part of the scan."])
    }

    // MARK: What else is said

    @Test func headerAndNotesTellHowItWasTaken() throws {
        var sample = MerlinSample()
        sample.time = { 1_000_000_000 + 2_000_000 * $0 }
        let notes = "Chip ID:\tW556\nSensor Bias (V):\t120 V\nGain:\tSLGM\nGap Fill Mode:\t ,- \n"
        let metadata = try open(sample, notes: notes).origin.metadata
        for expected in [
            Metadatum("acquired", "2021-05-07T00:00:01.000000000Z"), Metadatum("exposure", "1 ms"),
            Metadatum("frame interval", "2 ms"), Metadatum("counter depth", "12 bit"),
            Metadatum("thresholds", "40, 511 keV"), Metadatum("chips", "W556"), Metadatum("sensor bias", "120 V"),
            Metadatum("gain", "SLGM"),
        ] { #expect(metadata.contains(expected), "\(expected)") }
        #expect(!metadata.contains { $0.name == "gaps" })
    }

    // MARK: Damage

    @Test(arguments: ["U16", "R64"]) func aTruncatedFileOpensAndSaysHowManyFramesAreMissing(_ code: String) throws {
        let sample = MerlinSample(code: code, columns: 8)
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes.dropLast(50), to: "scan.mib")
        let cube = try FormatCatalog.open(path: path, options: OpenOptions(scan: ScanShape(rows: 1, columns: 5)))
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 5))
        #expect(try allValues(of: cube) == Array(sample.values[..<(5 * 32)]))
        // The scan that the notes tell has two whole rows of the three.
        _ = try directory.write(
            Array("Frames in Acquisition (Number):\t6\nScanX:\t2\nScanY:\t3\n".utf8), to: "scan.hdr")
        let noted = try FormatCatalog.open(path: path)
        #expect(noted.scan == ScanShape(rows: 2, columns: 2))
        #expect(noted.origin.missing == MissingFrames(promised: 6, whole: 5))
        #expect(noted.origin.guesses.count == 1)
        #expect(try allValues(of: noted) == Array(sample.values[..<(4 * 32)]))
        _ = try directory.write(Array("Frames in Acquisition (Number):\t12\n".utf8), to: "scan.hdr")
        #expect(try FormatCatalog.open(path: path).origin.missing == MissingFrames(promised: 12, whole: 5))
    }

    @Test(arguments: ["U16", "R64"]) func flybackIsLeftOutOfATruncatedFileToo(_ code: String) throws {
        let sample = MerlinSample(code: code, frames: 20, rows: 2, columns: 8)
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes.dropLast(3 * (384 + 32)), to: "scan.mib")
        _ = try directory.write(
            Array("Frames in Acquisition (Number):\t20\nScanX:\t4\nScanY:\t4\n".utf8), to: "scan.hdr")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 3, columns: 4))
        #expect(cube.origin.missing == MissingFrames(promised: 20, whole: 17))
        #expect(try allValues(of: cube) == kept(sample, 3, without: [4]))
    }

    @Test func otherPixelTypesAreRefused() throws {
        let error = try failureOf(MerlinSample(code: "X99"))
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains("X99") == true)
    }

    @Test(arguments: [
        "MQ1,", "MQ1,1,384,1,0,4,U16,", "MQ1,1,-5,1,6,4,U16,", "MQ1,1,384,1,99999999999999999999,4,U16,",
        "MQ1,1,384,0,6,4,U16,",
    ])
    func damagedHeadersAreRefused(_ header: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array(header.utf8) + [UInt8](repeating: 0, count: 600), to: "scan")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .malformed)
    }
}
