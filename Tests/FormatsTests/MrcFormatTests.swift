import DataCube
import Formats
import TestSupport
import Testing

@Suite struct MrcFormatTests {
    private func open(_ sample: MrcSample, notes: String? = nil, _ options: OpenOptions = OpenOptions()) throws
        -> DataCube
    {
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes, to: "20241021_00405_movie.mrc")
        if let notes { _ = try directory.write(Array(notes.utf8), to: "20241021_00405_info.txt") }
        return try FormatCatalog.open(path: path, options: options)
    }

    private func failureOf(_ bytes: [UInt8]) throws -> FormatError? {
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "frames.mrc")
        return failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
    }

    @Test(
        arguments: [(0, ElementType.int8), (1, .int16), (2, .float32), (6, .uint16), (12, .float16)],
        [
            ByteOrder.little, .big,
        ])
    func everyModeAndOrderReads(_ mode: (Int, ElementType), _ order: ByteOrder) throws {
        for extended in [[], [UInt8](repeating: 7, count: 333)] {
            let sample = MrcSample(mode: mode.0, order: order, extended: extended)
            let cube = try open(sample)
            #expect(cube.origin.format == "MRC")
            #expect(cube.elementType == mode.1)
            #expect(cube.detector == DetectorShape(rows: 4, columns: 5))
            #expect(cube.scan == ScanShape(rows: 2, columns: 3))
            #expect(cube.origin.guesses.count == 1)
            #expect(cube.calibration == Calibration())
            #expect(try allValues(of: cube) == sample.values)
        }
    }

    @Test func filesWithoutTheFormatsNameAreKnownByTheirSize() throws {
        for order in [ByteOrder.little, .big] {
            let sample = MrcSample(mode: 6, order: order, isNamed: false)
            #expect(try allValues(of: open(sample)) == sample.values)
            #expect(try failureOf(sample.bytes + [0])?.kind == .unrecognised)
        }
    }

    @Test func bytesHaveNoSignWhereTheWriterSaysSo() throws {
        var sample = MrcSample(mode: 0)
        sample.imodFlags = 0
        let unsigned = try open(sample)
        #expect(unsigned.elementType == .uint8)
        #expect(try allValues(of: unsigned) == sample.values.map { $0 < 0 ? $0 + 256 : $0 })
        sample.imodFlags = 1
        #expect(try open(sample).elementType == .int8)
        sample.imodFlags = nil
        let movie = try open(sample, notes: "Autosave Counted Movie Pixel Format = uint8\n")
        #expect(movie.elementType == .uint8)
        #expect(movie.origin.guesses.contains { $0.contains("no sign") })
    }

    // MARK: What is said beside the frames

    @Test(arguments: [
        ("Scan - Size X = 2\nScan - Size Y = 3\n", 3, 2, 0), ("Scan - Size X=3\r\nScan - Size Y=2\r\n", 2, 3, 0),
        (
            "Scan - Enable = Enable\nScan - ROI Enable = Enable\nScan - ROI Size X = 6\nScan - ROI Size Y = 1\n"
                + "Scan - Size X = 2\nScan - Size Y = 3\n", 1, 6, 0
        ),
        ("Scan - Size X = 3\nScan - Size Y = 1\nScan - Repeats = 2\n", 2, 3, 1),
        ("Scan - Size X = 3\nScan - Size Y = 1\nScan - Camera Frames Per Point = 2\n", 1, 6, 1),
        ("Scan - Enable = Disable\nScan - Size X = 3\nScan - Size Y = 1\n", 2, 3, 1),
        ("Scan - Enable = Enable\nScan - Type = Custom\nScan - Size X = 6\nScan - Size Y = 1\n", 2, 3, 2),
        ("Scan - Size X = 0\nScan - Size Y = -4\n", 2, 3, 1), ("nothing\n===\n", 2, 3, 1),
        ("Scan - Size X = 9223372036854775807\nScan - Size Y = 9223372036854775807\n", 2, 3, 1),
    ])
    func theInfoFileGivesTheScan(_ notes: String, _ rows: Int, _ columns: Int, _ guesses: Int) throws {
        let sample = MrcSample(mode: 6)
        let cube = try open(sample, notes: notes)
        #expect(cube.scan == ScanShape(rows: rows, columns: columns))
        #expect(cube.origin.guesses.count == guesses)
        #expect(try allValues(of: cube) == sample.values)
    }

    @Test func theInfoFileGivesTheCalibration() throws {
        let notes = """
            Specimen Pixel Size X (nanometers) = 0.5
            Specimen Pixel Size Y (nanometers) = 0.5
            Diffraction Pixel Size X = 0.02
            Diffraction Pixel Size Y = 0.02
            Instrument Accelerating Voltage (V) = 200000
            Instrument Project Camera Length (centimeters) = 8
            Camera Model = Celeritas
            Camera Name =
            Frame Exposure Time (nanoseconds) = 50000
            Instrument Project Magnification = -1
            """
        let cube = try open(MrcSample(mode: 6), notes: notes)
        #expect(cube.calibration == Calibration(scanStep: 0.5, pixelSize: .perNanometre(0.02), voltage: 200))
        #expect(
            cube.origin.metadata == [
                Metadatum("detector", "Celeritas"), Metadatum("camera length", "80 mm"),
                Metadatum("exposure", "50 µs"),
            ])
        #expect(cube.origin.guesses.contains { $0.contains("taken to be 1/nm") })
        let unknown = try open(
            MrcSample(mode: 6), notes: notes.replacing("0.5", with: "-1").replacing("0.02", with: "0"))
        #expect(unknown.calibration == Calibration(voltage: 200))
    }

    @Test func aScanThatWasStoppedIsMissingFrames() throws {
        let sample = MrcSample(mode: 6)
        let cube = try open(sample, notes: "Scan - Size X = 4\nScan - Size Y = 3\n")
        #expect(cube.scan == ScanShape(rows: 1, columns: 4))
        #expect(cube.origin.missing == MissingFrames(promised: 12, whole: 6))
        #expect(try allValues(of: cube) == Array(sample.values[..<80]))
    }

    @Test func aVirtualImageBesideGivesTheScan() throws {
        let directory = try TemporaryDirectory()
        let sample = MrcSample(mode: 6)
        let path = try directory.write(sample.bytes, to: "20241021_00405_1_movie.mrc")
        for (name, columns, rows) in [("0_Virt_sum", 2, 3), ("other", 3, 3), ("1_movie", 6, 1)] {
            let image = MrcSample(mode: 2, columns: columns, rows: rows, frames: 1)
            _ = try directory.write(image.bytes, to: "20241021_00405_\(name == "1_movie" ? "9" : name).mrc")
        }
        _ = try directory.write([1, 2, 3], to: "20241021_00405_7_broken.mrc")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 3, columns: 2))
        #expect(cube.origin.guesses == ["The scan's shape is that of the virtual image 20241021_00405_0_Virt_sum.mrc."])
        #expect(try allValues(of: cube) == sample.values)
    }

    @Test(arguments: ["FEI1", "FEI2"], [ByteOrder.little, .big])
    func thermoFishersHeaderTellsTheMicroscope(_ type: String, _ order: ByteOrder) throws {
        var sample = MrcSample(order: order, extendedType: type)
        sample.extended = MrcSample.microscope(
            [(84, 300_000), (156, 2.5e7), (301, 0.68), (419, 0.001)], [(20, "Titan"), (435, "BM-Ceta")], order)
        let cube = try open(sample)
        #expect(cube.calibration.voltage == 300)
        #expect(abs((cube.calibration.reciprocalStep ?? 0) - 0.025) < 1e-12)
        #expect(
            cube.origin.metadata == [
                Metadatum("microscope", "Titan"), Metadatum("camera length", "680 mm"), Metadatum("exposure", "1 ms"),
                Metadatum("detector", "BM-Ceta"),
            ])
        #expect(try allValues(of: cube) == sample.values)
        // The width of an image's pixels is no width of a pattern's.
        sample.extended = MrcSample.microscope([(156, 1.2e-10), (84, -.infinity)], [], order)
        let image = try open(sample)
        #expect(image.calibration == Calibration())
        #expect(image.origin.metadata == [Metadatum("pixel size of an image", "0.12 nm")])
    }

    // MARK: Damage

    @Test(arguments: [(101, "4 bits"), (4, "complex"), (3, "complex"), (16, "colours"), (77, "not known")])
    func otherModesAreRefusedByName(_ mode: Int, _ word: String) throws {
        var sample = MrcSample(mode: 0)
        sample.mode = mode
        let error = try failureOf(sample.bytes)
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains(word) == true)
        #expect(error?.description.contains("mode \(mode)") == true)
    }

    @Test func aFileThatEndsEarlyOpensAsFarAsItGoes() throws {
        let directory = try TemporaryDirectory()
        let sample = MrcSample()
        let path = try directory.write(sample.bytes.dropLast(50), to: "frames.mrc")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 4))
        #expect(try allValues(of: cube) == Array(sample.values[..<(cube.scan.count * 20)]))
    }

    @Test func absurdSizesAreRefusedWithoutMemory() throws {
        var many = MrcSample()
        many.claimedFrames = .max
        let directory = try TemporaryDirectory()
        let cube = try FormatCatalog.open(path: directory.write(many.bytes, to: "many.mrc"))
        #expect(cube.origin.missing?.promised == Int(Int32.max))
        #expect(cube.origin.missing?.whole == 6)
        for (place, bytes) in [
            (0, [0, 0, 0, 0x70]), (4, [0xFF, 0xFF, 0xFF, 0xFF]), (8, [0, 0, 0, 0]), (92, [0, 0, 0, 0x80]),
        ] {
            var wrong = MrcSample().bytes
            wrong.replaceSubrange(place..<place + 4, with: bytes.map { UInt8($0) })
            #expect(try failureOf(wrong)?.kind == .unrecognised)
        }
        var late = MrcSample().bytes
        late.replaceSubrange(92..<96, with: [0xFF, 0xFF, 0xFF, 0x7F])
        #expect(try failureOf(late)?.kind == .truncated(wholeFrames: 0, promised: 6))
    }
}
