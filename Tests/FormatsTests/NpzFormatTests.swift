import DataCube
import Formats
import TestSupport
import Testing

@Suite struct NpzFormatTests {
    private static let expected = (0..<120).map { Float(Samples.element($0)) }

    private func open(_ sample: ZipSample, _ options: OpenOptions = OpenOptions()) throws -> DataCube {
        let directory = try TemporaryDirectory()
        return try FormatCatalog.open(path: directory.write(sample.bytes, to: "arrays"), options: options)
    }

    private func failureOf(_ bytes: [UInt8]) throws -> FormatError? {
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "arrays.npz")
        return failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
    }

    @Test(arguments: [false, true], [false, true]) func anArrayReadsStoredAndCompressed(_ deflated: Bool, _ wide: Bool)
        throws
    {
        for (fortran, order) in [(false, ByteOrder.little), (true, .big)] {
            var sample = ZipSample(entries: [("scan.npy", Samples.npy([2, 3, 4, 5], .uint16, order, fortran: fortran))])
            (sample.isDeflated, sample.isWide, sample.comment) = (deflated, wide, wide ? "PK\u{5}\u{6} a comment" : "")
            let cube = try open(sample)
            #expect(cube.origin.format == "npz")
            #expect(cube.origin.dataset == "scan")
            #expect(cube.scan == ScanShape(rows: 2, columns: 3))
            #expect(cube.elementType == .uint16)
            #expect((cube.source.parts != nil) == !fortran)
            #expect(try allValues(of: cube) == Self.expected)
        }
    }

    /// Large arrays are unpacked while they are read.
    @Test func aLargeArrayReadsWhileItIsUnpacked() throws {
        let directory = try TemporaryDirectory()
        let size = 300 * 32 * 1024
        let numbers = (0..<size).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 10) }
        let array = NumpyHead.bytes(shape: [30, 10, 32, 1024], descr: "|u1") + numbers
        var bytes = ZipSample(entries: [("scan.npy", array)], isDeflated: true).bytes
        for isDamaged in [false, true] {
            if isDamaged { bytes[bytes.count / 2] ^= 1 }
            let cube = try FormatCatalog.open(path: directory.write(bytes, to: "\(isDamaged).npz"))
            #expect(cube.scan == ScanShape(rows: 30, columns: 10))
            guard !isDamaged else {
                // The last bytes count as there once the checksum is known.
                #expect(throws: CubeError.self) { _ = try cube.pattern(at: cube.scan.position(299)) }
                continue
            }
            for frame in [299, 0, 150] {
                let values = try cube.pattern(at: cube.scan.position(frame)).values
                #expect(values == numbers[frame << 15..<(frame + 1) << 15].map { Float($0) })
            }
        }
    }

    @Test func whatOurWriterWritesReads() throws {
        let directory = try TemporaryDirectory()
        var archive = NumpyArchive()
        archive["title"] = NumpyArray("a text")
        archive["curve"] = NumpyArray([1, 2, 3])
        archive["patterns"] = NumpyArray(shape: [3, 2, 2], elements: .float32((0..<12).map { Float($0) }))
        try archive.write(to: directory.file("result.npz"))
        let cube = try FormatCatalog.open(path: directory.file("result.npz"))
        #expect(cube.origin.dataset == "patterns")
        #expect(cube.scan.count == 3)
        #expect(try allValues(of: cube) == (0..<12).map { Float($0) })
    }

    @Test(arguments: [false, true]) func severalArraysAreListedAndPicked(_ deflated: Bool) throws {
        var sample = ZipSample(entries: [
            ("dark.npy", Samples.npy([4, 5])), ("first.npy", Samples.npy([2, 3, 4, 5])),
            ("names.npy", NumpyArray("text").npyBytes), ("second.npy", Samples.npy([2, 3, 4, 5], .float32)),
            ("notes.txt", Array("a b c".utf8)),
        ])
        sample.isDeflated = deflated
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes, to: "arrays.npz")
        #expect(
            try FormatCatalog.datasets(path: path) == [
                DatasetSummary(name: "first", shape: [2, 3, 4, 5], elementType: "uint16"),
                DatasetSummary(name: "second", shape: [2, 3, 4, 5], elementType: "float32"),
                DatasetSummary(name: "dark", shape: [4, 5], elementType: "uint16"),
            ])
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .ambiguous(datasets: ["first", "second"]))
        let second = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "second"))
        #expect(try allValues(of: second) == (0..<120).map { Float(Samples.element($0, .float32)) })
        let missing = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "third"))
        }
        #expect(missing?.kind == .noSuchDataset)
        #expect(missing?.description.contains("dark (4 x 5 u16)") == true)
    }

    @Test func mapsInOnePieceAreTurned() throws {
        let sample = ZipSample(entries: [("scan.npy", Samples.npy([2, 3, 4, 5]))])
        let cube = try open(sample, OpenOptions(order: .maps))
        #expect(cube.scan == ScanShape(rows: 4, columns: 5))
        #expect(cube.detector == DetectorShape(rows: 2, columns: 3))
        let values = try allValues(of: cube)
        for frame in 0..<20 {
            for pixel in 0..<6 { #expect(values[frame * 6 + pixel] == Self.expected[pixel * 20 + frame]) }
        }
    }

    // MARK: Damage

    @Test func sizesThatNothingUnpacksToAreRefusedWithoutMemory() throws {
        for wide in [false, true] {
            var bomb = ZipSample(entries: [("scan.npy", Samples.npy([2, 3, 4, 5]))], isDeflated: true, isWide: wide)
            bomb.claimedSize = wide ? 1 << 45 : 1 << 31
            #expect(try failureOf(bomb.bytes)?.kind == .malformed)
        }
        // A header that promises more than the member has.
        let long = Array(Samples.npy([2, 3, 4, 5]).prefix(100))
        for deflated in [false, true] {
            let cut = ZipSample(
                entries: [("scan.npy", long), ("other.txt", [UInt8](repeating: 7, count: 999))], isDeflated: deflated)
            #expect(try failureOf(cut.bytes)?.kind == .malformed)
        }
    }

    @Test func directoriesThatLeadAstrayAreRefused() throws {
        let whole = ZipSample(entries: [("scan.npy", Samples.npy([2, 3, 4, 5]))])
        for shift: UInt64 in [1, 1 << 30, .max / 2] {
            var wrong = whole
            (wrong.shift, wrong.isWide) = (shift, shift > 1)
            #expect(try failureOf(wrong.bytes) != nil)
        }
        for length in stride(from: 40, to: whole.bytes.count, by: 11) {
            #expect(try failureOf(Array(whole.bytes[..<length])) != nil)
        }
        #expect(try failureOf(ZipSample(entries: [("readme.txt", [1, 2, 3])]).bytes)?.kind == .unsupported)
        #expect(try failureOf(ZipSample(entries: [("text.npy", NumpyArray("a").npyBytes)]).bytes)?.kind == .unsupported)
    }

    @Test func damagedBytesNeverCrash() throws {
        let directory = try TemporaryDirectory()
        var numbers = SeededNumbers(11)
        for deflated in [false, true] {
            let sample = ZipSample(entries: [("scan.npy", Samples.npy([2, 3, 4, 5]))], isDeflated: deflated)
            for _ in 0..<200 {
                var bytes = sample.bytes
                for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                    bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
                }
                let path = try directory.write(bytes, to: "damaged")
                guard let cube = try? FormatCatalog.open(path: path) else { continue }
                _ = try allValues(of: cube)
            }
        }
    }
}
