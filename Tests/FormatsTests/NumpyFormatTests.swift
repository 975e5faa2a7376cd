import DataCube
import Formats
import TestSupport
import Testing

@Suite struct NumpyFormatTests {
    @Test(arguments: ElementType.allCases, [ByteOrder.little, .big])
    func everyTypeAndOrderReadsAsWritten(_ type: ElementType, _ order: ByteOrder) throws {
        let directory = try TemporaryDirectory()
        let shape = [2, 3, 4, 5]
        let expected = (0..<120).map { Float(Samples.element($0, type)) }
        for fortran in [false, true] {
            let path = try directory.write(Samples.npy(shape, type, order, fortran: fortran), to: "f\(fortran).npy")
            let cube = try FormatCatalog.open(path: path)
            #expect(cube.scan == ScanShape(rows: 2, columns: 3))
            #expect(cube.detector == DetectorShape(rows: 4, columns: 5))
            #expect(cube.elementType == type)
            #expect(cube.origin.format == "npy" && cube.origin.path == path && cube.origin.guesses.isEmpty)
            #expect(try allValues(of: cube, batch: 4) == expected)
        }
    }

    @Test(arguments: [UInt8(1), 2, 3]) func everyHeaderVersionReads(_ version: UInt8) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([2, 3, 2, 2], version: version), to: "data")
        #expect(try allValues(of: FormatCatalog.open(path: path)) == (0..<24).map { Float(Samples.element($0)) })
    }

    @Test(arguments: [(12, 3, 4), (16, 4, 4), (7, 1, 7), (1, 1, 1)])
    func aStackIsGivenTheMostSquareScan(_ frames: Int, _ rows: Int, _ columns: Int) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([frames, 2, 3]), to: "data")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: rows, columns: columns))
        #expect(cube.origin.guesses.count == (frames > 1 ? 1 : 0))
        #expect(cube.origin.guesses.first?.contains("\(rows) x \(columns)") ?? true)
    }

    @Test func theScanThatIsAskedForCounts() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([3, 4, 2, 3]), to: "data")
        let scan = ScanShape(rows: 2, columns: 6)
        let cube = try FormatCatalog.open(path: path, options: OpenOptions(scan: scan))
        #expect(cube.scan == scan)
        #expect(cube.origin.guesses.isEmpty)
        #expect(try allValues(of: cube) == (0..<72).map { Float(Samples.element($0)) })
        let part = try FormatCatalog.open(path: path, options: OpenOptions(scan: ScanShape(rows: 2, columns: 5)))
        #expect(part.origin.guesses == ["The last 2 of 12 frames are not part of the scan."])
        for scan in [
            ScanShape(rows: 4, columns: 4), ScanShape(rows: 1 << 40, columns: 1 << 40), ScanShape(rows: 0, columns: 3),
        ] {
            let error = failure { () throws(FormatError) in
                _ = try FormatCatalog.open(path: path, options: OpenOptions(scan: scan))
            }
            #expect(error?.kind == .doesNotFit)
        }
    }

    @Test func aSinglePatternIsAScanOfOne() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([3, 4]), to: "data")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 1, columns: 1))
        #expect(cube.detector == DetectorShape(rows: 3, columns: 4))
        #expect(cube.origin.guesses.isEmpty)
    }

    @Test(arguments: ["|b1", "<c8", "|O8", "<U4", "<f16", "<u3", "x"])
    func otherElementTypesAreRefused(_ descr: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([2, 2, 2, 2], descr: descr), to: "data")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains(descr) == true)
    }

    @Test(arguments: [[5], [1, 2, 3, 4, 5], []]) func otherNumbersOfAxesAreRefused(_ shape: [Int]) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy(shape), to: "data")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
    }

    @Test(arguments: [
        [1 << 40, 1 << 40, 128, 128], [1 << 40, 4, 128, 128], [2, 2, 1 << 30, 1 << 30], [0, 2, 4, 4],
        [1 << 62, 8, 1, 1],
    ])
    func absurdSizesAreRefusedWithoutMemory(_ shape: [Int]) throws {
        let directory = try TemporaryDirectory()
        let sizes = shape.map { "\($0)" }.joined(separator: ", ")
        let text = "{'descr': '<u2', 'fortran_order': False, 'shape': (\(sizes)), }\n"
        var writer = ByteWriter(bytes: [0x93] + Array("NUMPY".utf8) + [1, 0])
        writer.put(UInt16(text.utf8.count))
        writer.put(text)
        writer.bytes += [1, 2, 3, 4]
        let path = try directory.write(writer.bytes, to: "data")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        let kind = try #require(error?.kind)
        #expect(kind == .malformed || kind == .truncated(wholeFrames: 0, promised: 1 << 42))
    }

    @Test func aTruncatedFileOpensItsWholeRowsAndSaysHowManyFramesAreMissing() throws {
        let directory = try TemporaryDirectory()
        let whole = Samples.npy([4, 5, 3, 2])
        // 7 whole frames of 12 bytes and a part of the next.
        let path = try directory.write(whole[..<(whole.count - 13 * 12 + 5)], to: "data")
        let values = (0..<42).map { Float(Samples.element($0)) }
        let missing = MissingFrames(promised: 20, whole: 7)
        #expect(missing.sentence.contains("13 of 20"))
        // The file's scan has 4 x 5 positions; the user's may be any that the whole file would have had.
        for (asked, given) in [(nil, (1, 5)), ((1, 7), (1, 7)), ((10, 2), (3, 2)), ((2, 10), (1, 7))]
            as [(
                (Int, Int)?, (Int, Int)
            )]
        {
            let scan = asked.map { ScanShape(rows: $0.0, columns: $0.1) }
            let cube = try FormatCatalog.open(path: path, options: OpenOptions(scan: scan))
            #expect(cube.scan == ScanShape(rows: given.0, columns: given.1))
            #expect(cube.origin.missing == missing)
            #expect(cube.origin.guesses.count == (cube.scan.count < 7 ? 1 : 0))
            #expect(try allValues(of: cube) == Array(values[..<(cube.scan.count * 6)]))
        }
        let tooMany = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(path: path, options: OpenOptions(scan: ScanShape(rows: 3, columns: 7)))
        }
        #expect(tooMany?.kind == .doesNotFit)
        // A stack is guessed as it would have been whole.
        let stack = Samples.npy([20, 3, 2])
        let guessed = try FormatCatalog.open(
            path: directory.write(stack[..<(stack.count - 10 * 12 + 5)], to: "stack"))
        #expect(guessed.scan == ScanShape(rows: 2, columns: 5))
        #expect(guessed.origin.missing == MissingFrames(promised: 20, whole: 10))
        let none = try directory.write(whole[..<(whole.count - 19 * 12 - 1)], to: "none")
        let headless = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: none) }
        #expect(headless?.kind == .truncated(wholeFrames: 0, promised: 20))
        let columns = Samples.npy([4, 5, 3, 2], fortran: true)
        let other = try directory.write(columns.dropLast(20), to: "fortran")
        let unusable = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(path: other, options: OpenOptions(scan: ScanShape(rows: 1, columns: 1)))
        }
        #expect(unusable?.kind == .truncated(wholeFrames: 0, promised: 20))
    }

    @Test(arguments: [
        "{'descr': '<u2', 'fortran_order': False}",
        "{'descr': [('a', '<u2'), ('b', '<f4')], 'fortran_order': False, 'shape': (2, 2), }",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (-2, 2), }",
        "{'descr': '<u2', 'fortran_order': 1, 'shape': (2, 2), }",
        "'descr'", "{", "{'descr': '<u2", "{'descr': [[[[", "",
    ])
    func oddHeadersAreRefused(_ text: String) throws {
        let directory = try TemporaryDirectory()
        var writer = ByteWriter(bytes: [0x93] + Array("NUMPY".utf8) + [1, 0])
        writer.put(UInt16(text.utf8.count))
        writer.put(text)
        writer.bytes += [UInt8](repeating: 0, count: 64)
        let path = try directory.write(writer.bytes, to: "data")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        let kind = try #require(error?.kind)
        #expect(kind == .malformed || kind == .unsupported)
    }

    @Test func headersOfOldPythonsRead() throws {
        let directory = try TemporaryDirectory()
        let text = "{\"shape\": (2L, 3L), 'fortran_order' : False , 'descr': '|u1'}"
        var writer = ByteWriter(bytes: [0x93] + Array("NUMPY".utf8) + [1, 0])
        writer.put(UInt16(text.utf8.count))
        writer.put(text)
        writer.bytes += [1, 2, 3, 4, 5, 6]
        let cube = try FormatCatalog.open(path: directory.write(writer.bytes, to: "data"))
        #expect(try allValues(of: cube) == [1, 2, 3, 4, 5, 6])
    }
}
