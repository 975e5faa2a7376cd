import CHDF5
import DataCube
import Formats
import Foundation
import Questions
import TestSupport
import Testing

/// Datasets written in every format of the catalogue and read back.
@Suite struct CubeExportTests {
    /// Where each format keeps the 4D dataset of a file called `cube`; nil: the whole file.
    private static let places = ["hspy": "/Experiments/cube/data", "emd": "/datacube_root/datacube/data"]

    private static func cube(
        _ scan: (Int, Int), _ detector: (Int, Int), _ type: ElementType, in directory: TemporaryDirectory,
        _ order: ByteOrder = .little
    ) throws -> DataCube {
        let shape = [scan.0, scan.1, detector.0, detector.1]
        let name = "source-\(type.rawValue)-\(order.rawValue).npy"
        return try FormatCatalog.open(path: try directory.write(Samples.npy(shape, type, order), to: name))
    }

    private static func write(
        _ export: CubeExport, to path: String, _ compression: ChunkCompression = .gzip, threads: Int = 2,
        overwrite: Bool = false
    ) throws(FormatError) {
        try WriterCatalog.write(
            export, to: path, as: WriterCatalog.cubeFormat(of: path), title: "cube",
            CubeFileOptions(compression: compression, threads: threads, overwrite: overwrite))
    }

    @Test(arguments: WriterCatalog.cubeFormats.map(\.name), ElementType.allCases)
    func everyTypeIsReadBackAsItWas(_ format: String, _ type: ElementType) throws {
        let directory = try TemporaryDirectory()
        let cube = try Self.cube((5, 6), (7, 3), type, in: directory, .big)
        let path = directory.file("cube.\(format)")
        try Self.write(CubeExport(cube), to: path)
        let read = try FormatCatalog.open(path: path)
        #expect(read.scan == cube.scan)
        #expect(read.detector == cube.detector)
        #expect(read.elementType == type)
        #expect(try allValues(of: read) == allValues(of: cube))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
    }

    @Test(
        arguments: WriterCatalog.cubeFormats.map(\.name),
        [(1, 1, 1, 1), (1, 9, 3, 2), (9, 1, 1, 5), (4, 4, 8, 8), (11, 3, 2, 31), (2, 17, 300, 500)])
    func oddShapesAreReadBack(_ format: String, _ sizes: (Int, Int, Int, Int)) throws {
        let directory = try TemporaryDirectory()
        let cube = try Self.cube((sizes.0, sizes.1), (sizes.2, sizes.3), .uint16, in: directory)
        for compression in ChunkCompression.allCases {
            let path = directory.file("\(compression.rawValue).\(format)")
            try Self.write(CubeExport(cube), to: path, compression, threads: 3)
            let read = try FormatCatalog.open(path: path)
            #expect(read.scan == cube.scan)
            #expect(read.detector == cube.detector)
            #expect(try allValues(of: read) == allValues(of: cube))
        }
    }

    @Test(arguments: WriterCatalog.cubeFormats.map(\.name)) func numbersThatNoFloatHoldsAreKept(_ format: String) throws
    {
        let directory = try TemporaryDirectory()
        let values: [Int64] = [16_777_217, -16_777_219, 9_007_199_254_740_991, 1, 2, 3]
        var bytes = ByteWriter(bytes: NumpyHead.bytes(shape: [1, 2, 3, 1], descr: ">i8"))
        for value in values { bytes.put(value, .big) }
        let cube = try FormatCatalog.open(path: try directory.write(bytes.bytes, to: "source.npy"))
        // Also when only cut out, and when laid another way.
        let turned = cube.oriented(
            Orientation(
                scan: PlaneOrientation(columnsReversed: true),
                pattern: PlaneOrientation(transposed: true, columnsReversed: true)))
        var steps = PatternSteps(on: turned.detector)
        steps.columns = 0..<2
        for (name, cube, expected) in [
            ("plain", cube, values), ("turned", turned, [3, 2, 1, values[2], values[1], values[0]]),
            ("cut", turned.prepared(steps), [3, 2, values[2], values[1]]),
        ] {
            let path = directory.file("\(name).\(format)")
            try Self.write(CubeExport(cube), to: path)
            let written =
                try Self.places[format].map { place in try HDF5Glance.look(into: path) { $0.numbers(place) } }
                ?? NumpyArray(readingFrom: path).doubles
            #expect(written == expected.map(Double.init), "\(name)")
        }
    }

    /// Any bits, some of which are no number that Float holds, and others no number at all.
    @Test(arguments: ElementType.allCases, [ByteOrder.little, .big])
    func chunksGiveEveryNumberBitForBit(_ type: ElementType, _ order: ByteOrder) throws {
        let directory = try TemporaryDirectory()
        let (shape, chunk, width) = ([3, 4, 5, 6], [3, 4, 2, 6], type.byteCount)
        var numbers = SeededNumbers(7)
        let values = (0..<360).map { _ in numbers.next() }
        func bytes(_ value: UInt64, _ order: ByteOrder) -> [UInt8] {
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
            return order == .little ? bytes : bytes.reversed()
        }
        let path = directory.file("source.h5")
        HDF5Sample.write(to: path) { sample in
            let chunks = (0..<3).map { place in
                let stored = (0..<12).flatMap { frame in
                    (0..<12).flatMap { pixel in
                        let index = frame * 30 + place * 12 + pixel
                        return bytes(place * 12 + pixel < 30 ? values[index] : 0, order)
                    }
                }
                return (place: [0, 0, place, 0], bytes: ChunkPacking.deflated(stored), skipped: UInt32(0))
            }
            let stored = HDF5Sample.type(type, order)
            sample.chunks("/data", shape, type: stored, chunk: chunk, filters: [.init(number: 1, values: [1])], chunks)
            H5Tclose(stored)
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.elementType == type)
        let expected = values.flatMap { bytes($0, .little) }
        for name in ["copy.npy", "copy.hspy", "copy.emd"] {
            let copy = directory.file(name)
            try Self.write(CubeExport(cube), to: copy)
            let read = try FormatCatalog.open(path: copy)
            #expect(read.elementType == type)
            var stored = [UInt8](repeating: 0, count: expected.count)
            try stored.withUnsafeMutableBytes { try #require(read.source.stored).readStored(0..<12, into: $0) }
            #expect(stored == expected, "\(name)")
        }
        #expect(Array(try fileBytes(directory.file("copy.npy")).suffix(expected.count)) == expected)
    }

    @Test func whatOnlyFloatGivesIsWrittenAsFloat() throws {
        let directory = try TemporaryDirectory()
        let scan = ScanShape(rows: 2, columns: 3)
        let detector = DetectorShape(rows: 2, columns: 2)
        for (type, written) in [(ElementType.float64, ElementType.float32), (.uint8, .uint8), (.int32, .int32)] {
            let values: [Float] = type == .uint8 ? [-3, 300, .nan, 2.6] : [-3, 300, 7, 2]
            let source = MemorySource(
                detector: detector, elementType: type, values: (0..<6).flatMap { _ in values })
            let path = directory.file("\(type.rawValue).npy")
            try Self.write(CubeExport(DataCube(scan: scan, source: source)), to: path)
            let read = try FormatCatalog.open(path: path)
            #expect(read.elementType == written)
            // Integer types take the nearest value they have.
            let expected: [Float] = type == .uint8 ? [0, 255, 0, 3] : values
            #expect(try Array(allValues(of: read).prefix(4)) == expected)
        }
    }

    @Test func aRectangleOfTheScanIsCutOut() throws {
        let directory = try TemporaryDirectory()
        var cube = try Self.cube((7, 9), (3, 4), .uint16, in: directory)
        cube.calibration = Calibration(
            scanStep: 2.5, pixelSize: .perNanometre(0.25), voltage: 200, center: DetectorPoint(row: 1.25, column: 2))
        let region = VirtualDetector.rectangle(
            RectangleDetector(center: DetectorPoint(row: 3, column: 5.5), height: 2, width: 5))
        let export = try CubeExport(cube, region: region, path: "cube")
        #expect(export.rows == 2..<5)
        #expect(export.columns == 3..<9)
        let all = try allValues(of: cube)
        var expected: [Float] = []
        for row in 2..<5 { expected += all[(row * 9 + 3) * 12..<(row * 9 + 9) * 12] }
        for format in WriterCatalog.cubeFormats {
            let path = directory.file("part.\(format.extensions[0])")
            try Self.write(export, to: path)
            let read = try FormatCatalog.open(path: path)
            #expect(read.scan == ScanShape(rows: 3, columns: 6))
            #expect(try allValues(of: read) == expected)
            guard format.describesItself else { continue }
            #expect(read.calibration.scanStep == 2.5)
            #expect(read.calibration.pixelSize == .perNanometre(0.25))
            #expect(read.calibration.voltage == 200)
            #expect(read.calibration.center == cube.calibration.center)
        }
        // Whole rows are one run of positions.
        let rows = VirtualDetector.rectangle(
            RectangleDetector(center: DetectorPoint(row: 3, column: 4), height: 2, width: 20))
        #expect(try CubeExport(cube, region: rows, path: "cube").columns == 0..<9)
        for shape in ["disk(3,4,2)", "point(50,50)", "point(0,0) + point(2,2)"] {
            let region = try VirtualDetector(spelling: shape)
            let error = failure { () throws(FormatError) in _ = try CubeExport(cube, region: region, path: "cube") }
            #expect(error?.kind == .doesNotFit)
        }
    }

    @Test(arguments: [PixelSize.perNanometre(0.0321), .milliradian(0.7)]) func axesAreKept(_ pixel: PixelSize) throws {
        let directory = try TemporaryDirectory()
        var cube = try Self.cube((2, 3), (4, 5), .uint8, in: directory)
        cube.calibration = Calibration(scanStep: 0.3, pixelSize: pixel, center: DetectorPoint(row: 1.5, column: 2.125))
        for format in WriterCatalog.cubeFormats where format.describesItself {
            let path = directory.file("cube.\(format.extensions[0])")
            try Self.write(CubeExport(cube), to: path)
            let read = try FormatCatalog.open(path: path).calibration
            #expect(abs((read.scanStep ?? 0) - 0.3) < 1e-12)
            switch (read.pixelSize, pixel) {
            case (.perNanometre(let step)?, .perNanometre(let asked)): #expect(abs(step - asked) < 1e-12)
            case (.milliradian(let angle)?, .milliradian(let asked)): #expect(abs(angle - asked) < 1e-12)
            default: Issue.record("\(String(describing: read.pixelSize)) is not \(pixel)")
            }
            #expect(abs((read.center?.row ?? 0) - 1.5) < 1e-9)
            #expect(abs((read.center?.column ?? 0) - 2.125) < 1e-9)
        }
    }

    @Test func chunksSuitPatternsAndMaps() throws {
        let directory = try TemporaryDirectory()
        let cube = try Self.cube((5, 6), (7, 3), .uint16, in: directory)
        for (name, compression, format, expected) in [
            ("a.hspy", ChunkCompression.gzip, "hspy", [4, 4, 7, 3]), ("b.hspy", .none, "hspy", [4, 4, 7, 3]),
            ("c.emd", .gzip, "emd", [4, 4, 7, 3]), ("d.emd", .none, "emd", nil),
        ] as [(String, ChunkCompression, String, [Int]?)] {
            let path = directory.file(name)
            try Self.write(CubeExport(cube), to: path, compression)
            let place = try #require(Self.places[format])
            #expect(try HDF5Glance.look(into: path) { $0.chunk(of: place) } == expected)
        }
        try HDF5Glance.look(into: directory.file("a.hspy")) { file in
            // What HyperSpy and h5py take for true and false.
            #expect(file.isEnum("navigate", of: "/Experiments/cube/axis-0"))
            #expect(file.text("units", of: "/Experiments/cube/axis-0") == "_None_")
            #expect(file.text("file_format", of: "/") == "HyperSpy")
        }
    }

    @Test func theFileSaysWhereItCameFrom() throws {
        let directory = try TemporaryDirectory()
        let cube = try Self.cube((2, 3), (4, 5), .uint8, in: directory)
        let input = directory.file("source-uint8-little.npy")
        var provenance = Provenance(
            version: "1.2.3", input: input, command: "braggart convert 'ä b.npy' x", created: 1_700_000_000)
        provenance.region = "point(0,0)"
        for format in WriterCatalog.cubeFormats where format.describesItself {
            let path = directory.file("cube.\(format.extensions[0])")
            try WriterCatalog.write(CubeExport(cube), to: path, as: format, title: "cube", provenance: provenance)
            try HDF5Glance.look(into: path) { file in
                for (name, text) in provenance.fields {
                    let told =
                        format.name == "hspy"
                        ? file.text(name, of: "/Experiments/cube/original_metadata/braggart")
                        : file.text("/datacube_root/metadatabundle/braggart/\(name)")
                    #expect(told == text)
                }
            }
        }
    }

    @Test(arguments: WriterCatalog.cubeFormats.map(\.name)) func nothingIsLeftOfWhatWasNotFinished(_ format: String)
        throws
    {
        let directory = try TemporaryDirectory()
        let cube = try Self.cube((9, 5), (3, 3), .uint8, in: directory)
        let path = directory.file("cube.\(format)")
        let export = CubeExport(cube)
        let isWritten = try WriterCatalog.write(
            export, to: path, as: WriterCatalog.cubeFormat(of: path), title: "cube"
        ) { _ in false }
        #expect(!isWritten)
        func half() throws {
            let writer = try WriterCatalog.cubeFormat(of: path).writer(
                export.outline(title: "cube"), path: path, CubeFileOptions())
            let bytes = [UInt8](repeating: 1, count: 4 * 5 * 9)
            try bytes.withUnsafeBytes { try writer.write(CubeBlock(rows: 0..<4, columns: 0..<5, frames: $0)) }
            // Part of a frame, a block that comes later, one beyond the scan.
            for (rows, count) in [(4..<8, 1), (5..<8, 3 * 45), (8..<12, 4 * 45)] {
                bytes.withUnsafeBytes { bytes in
                    let block = CubeBlock(
                        rows: rows, columns: 0..<5, frames: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                    #expect(throws: FormatError.self) { try writer.write(block) }
                }
            }
            #expect(failure { () throws(FormatError) in try writer.finish() }?.kind == .doesNotFit)
        }
        try half()
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 1)
        try Self.write(export, to: path)
        let before = try fileBytes(path)
        #expect(failure { () throws(FormatError) in try Self.write(export, to: path) }?.kind == .exists)
        #expect(try fileBytes(path) == before)
        try Self.write(export, to: path, overwrite: true)
        let nowhere = failure { () throws(FormatError) in
            try Self.write(export, to: directory.file("no/such/cube.\(format)"))
        }
        #expect(nowhere?.kind == .cannotWrite)
        #expect(nowhere?.description.contains("No such file") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
    }

    @Test func aReadingThatFailsLeavesNothing() throws {
        let directory = try TemporaryDirectory()
        let cube = DataCube(
            scan: ScanShape(rows: 3, columns: 3), source: FailingSource(), origin: Origin(path: "gone.npy"))
        for format in WriterCatalog.cubeFormats {
            let error = failure { () throws(FormatError) in
                try Self.write(CubeExport(cube), to: directory.file("cube.\(format.extensions[0])"))
            }
            #expect(error?.kind == .unreadable)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func theFormatIsChosenByExtensionOrName() throws {
        #expect(try WriterCatalog.cubeFormat(of: "a/b.HSPY").name == "hspy")
        #expect(try WriterCatalog.cubeFormat(of: "b.h5").name == "emd")
        #expect(try WriterCatalog.cubeFormat(of: "b.dat", named: "npy").name == "npy")
        for path in ["b.tif", "b", ".npy", "hspy/b"] {
            let error = failure { () throws(FormatError) in _ = try WriterCatalog.cubeFormat(of: path) }
            #expect(error?.kind == .unsupported)
            #expect(error?.remedy?.contains(".hspy") == true)
        }
    }
}

/// Frames that cannot be read any more.
private struct FailingSource: FrameSource {
    let frameCount = 9
    let detector = DetectorShape(rows: 2, columns: 2)
    let elementType = ElementType.float32

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        throw .fileChanged(path: "gone.npy")
    }
}

/// The head of a .npy file for bytes that follow.
enum NumpyHead {
    static func bytes(shape: [Int], descr: String) -> [UInt8] {
        let sizes = shape.map { "\($0)" }.joined(separator: ", ")
        let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(sizes)), }\n"
        var writer = ByteWriter(bytes: [0x93] + Array("NUMPY".utf8) + [1, 0])
        writer.put(UInt16(text.utf8.count))
        writer.put(text)
        return writer.bytes
    }
}
