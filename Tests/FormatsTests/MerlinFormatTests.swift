import DataCube
import Formats
import TestSupport
import Testing

@Suite struct MerlinFormatTests {
    private static let expected = (0..<144).map { Float(Samples.element($0)) }

    @Test(arguments: [("U08", ElementType.uint8), ("U16", .uint16), ("U32", .uint32)])
    func everyCountedTypeReadsWithRowsUpright(_ code: String, _ type: ElementType) throws {
        let directory = try TemporaryDirectory()
        let cube = try FormatCatalog.open(path: directory.write(Samples.merlin(type, code: code), to: "scan"))
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
        #expect(cube.elementType == type)
        #expect(cube.origin.guesses.count == 1)
        #expect(try allValues(of: cube, batch: 4) == Self.expected)
    }

    @Test(arguments: [
        ("ScanX:\t2\nScanY:\t3\n", 3, 2, 0), ("ScanX:\t3\r\nScanY:\t2\r\n", 2, 3, 0),
        ("Frames per Trigger (Number):\t2\n", 3, 2, 1), ("Frames per Trigger (Number):\t6\n", 2, 3, 1),
        ("Frames per Trigger (Number):\t4\n", 2, 3, 1), ("ScanX:\t256\nScanY:\t256\n", 2, 3, 1),
        ("ScanX:\tmany\nScanY\n", 2, 3, 1), ("ScanX:\t9223372036854775807\nScanY:\t3\n", 2, 3, 1),
    ])
    func theNotesBesideGiveTheScan(_ notes: String, _ rows: Int, _ columns: Int, _ guesses: Int) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.merlin(), to: "scan.mib")
        _ = try directory.write(Array(("HDR,\t\n" + notes + "End\t\0\0").utf8), to: "scan.hdr")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: rows, columns: columns))
        #expect(cube.origin.guesses.count == guesses)
        #expect(try allValues(of: cube) == Self.expected)
    }

    @Test func aTruncatedFileOpensAndSaysHowManyFramesAreMissing() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.merlin().dropLast(100), to: "scan.mib")
        let cube = try FormatCatalog.open(path: path, options: OpenOptions(scan: ScanShape(rows: 1, columns: 5)))
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 5))
        #expect(try allValues(of: cube) == Array(Self.expected[..<120]))
        // The scan that the notes tell has two whole rows of the three.
        _ = try directory.write(
            Array("Frames in Acquisition (Number):\t6\nScanX:\t2\nScanY:\t3\n".utf8), to: "scan.hdr")
        let noted = try FormatCatalog.open(path: path)
        #expect(noted.scan == ScanShape(rows: 2, columns: 2))
        #expect(noted.origin.missing == MissingFrames(promised: 6, whole: 5))
        #expect(noted.origin.guesses.count == 1)
        _ = try directory.write(Array("Frames in Acquisition (Number):\t12\n".utf8), to: "scan.hdr")
        #expect(try FormatCatalog.open(path: path).origin.missing == MissingFrames(promised: 12, whole: 5))
    }

    @Test(arguments: [("R64", FormatError.Kind.unsupported), ("X99", .unsupported)])
    func otherPixelTypesAreRefused(_ code: String, _ kind: FormatError.Kind) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.merlin(code: code), to: "scan")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == kind)
        #expect(error?.description.contains(code) == true)
    }

    @Test(arguments: ["MQ1,", "MQ1,1,384,1,0,4,U16,", "MQ1,1,-5,1,6,4,U16,", "MQ1,1,384,1,99999999999999999999,4,U16,"])
    func damagedHeadersAreRefused(_ header: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array(header.utf8) + [UInt8](repeating: 0, count: 600), to: "scan")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .malformed)
    }
}
