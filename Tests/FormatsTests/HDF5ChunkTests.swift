import CHDF5
import DataCube
import Dispatch
import Formats
import Glibc
import TestSupport
import Testing

@Suite struct HDF5ChunkTests {
    private static let shape = [5, 4, 6, 10]
    private static let chunk = [2, 3, 6, 4]
    /// Row-major over `shape`.
    private static let values = (0..<1200).map { UInt16(truncatingIfNeeded: $0 * 7919 % 997) }

    /// The chunks of the array, edge chunks filled up with zeros, each as `pack` makes it.
    private static func chunks(_ pack: ([UInt8]) -> [UInt8]) -> [(place: [Int], bytes: [UInt8], skipped: UInt32)] {
        var chunks: [(place: [Int], bytes: [UInt8], skipped: UInt32)] = []
        for place in places([3, 2, 1, 3]) {
            var bytes: [UInt8] = []
            for inside in places(chunk) {
                let indices = zip(zip(place, chunk), inside).map { $0.0 * $0.1 + $1 }
                let isThere = zip(indices, shape).allSatisfy { $0 < $1 }
                let value = isThere ? values[zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }] : 0
                bytes += [UInt8(value & 255), UInt8(value >> 8)]
            }
            chunks.append((place, pack(bytes), 0))
        }
        return chunks
    }

    /// All index tuples below some sizes, row-major.
    private static func places(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { tuples, size in tuples.flatMap { tuple in (0..<size).map { tuple + [$0] } } }
    }

    private struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let filters: [(Int32, [UInt32])]
        let pack: @Sendable ([UInt8]) -> [UInt8]
    }

    private static let kinds: [Kind] = [
        Kind(testDescription: "unpacked", filters: []) { $0 },
        Kind(testDescription: "gzip", filters: [(1, [4])]) { ChunkPacking.deflated($0) },
        Kind(testDescription: "shuffle and gzip, checked", filters: [(2, [2]), (1, [4]), (3, [])]) {
            ChunkPacking.fletcher32(ChunkPacking.deflated(ChunkPacking.shuffled($0, width: 2)))
        },
        Kind(testDescription: "lzf", filters: [(32000, [4, 261, 288])]) { ChunkPacking.lzf($0) },
        Kind(testDescription: "blosc", filters: [(32001, [2, 2, 2, 288, 5, 1, 1])]) {
            ChunkPacking.blosc($0, width: 2)
        },
        Kind(testDescription: "lz4", filters: [(32004, [100])]) { ChunkPacking.lz4Blocks($0, block: 100) },
        Kind(testDescription: "bitshuffle, lz4", filters: [(32008, [0, 4, 2, 0, 2])]) {
            ChunkPacking.bitshuffled($0, width: 2, block: 64, pack: ChunkPacking.lz4)
        },
        Kind(testDescription: "bitshuffle, zstd", filters: [(32008, [0, 4, 2, 0, 3, 3])]) {
            ChunkPacking.bitshuffled($0, width: 2, block: 64, pack: ChunkPacking.zstd)
        },
        Kind(testDescription: "bitshuffle alone", filters: [(32008, [0, 4, 2, 64, 0])]) {
            ChunkPacking.bitshuffled($0, width: 2, block: 64, pack: nil)
        },
        Kind(testDescription: "zstd", filters: [(32015, [3])]) { ChunkPacking.zstd($0) },
    ]

    private func write(
        _ path: String, _ filters: [(Int32, [UInt32])], fill: UInt16 = 0,
        _ chunks: [(place: [Int], bytes: [UInt8], skipped: UInt32)]
    ) {
        HDF5Sample.write(to: path) { sample in
            sample.chunks(
                "/data", Self.shape, chunk: Self.chunk,
                filters: filters.map { HDF5Sample.Filter(number: $0.0, values: $0.1) }, fill: fill, chunks)
        }
    }

    @Test(arguments: kinds) private func everyKindOfChunkReads(_ kind: Kind) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("chunks.h5")
        write(path, kind.filters, Self.chunks(kind.pack))
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 5, columns: 4))
        #expect(cube.elementType == .uint16)
        for batch in [1, 3, 7, 20] { #expect(try allValues(of: cube, batch: batch) == Self.values.map { Float($0) }) }
        let stored = try #require(cube.source.stored)
        var numbers = [UInt16](repeating: 0, count: 15 * 60)
        try numbers.withUnsafeMutableBytes { try stored.readStored(2..<17, into: $0) }
        #expect(numbers == Array(Self.values[2 * 60..<17 * 60]))
        // Backwards, frame by frame.
        for frame in (0..<20).reversed() {
            let pattern = try cube.pattern(at: cube.scan.position(frame)).values
            #expect(pattern == Self.values[frame * 60..<(frame + 1) * 60].map { Float($0) })
        }
    }

    @Test(arguments: kinds) private func damagedChunksAreErrorsThatNameTheFrame(_ kind: Kind) throws {
        let directory = try TemporaryDirectory()
        var chunks = Self.chunks(kind.pack)
        for (name, damage) in [
            ("short", { (bytes: [UInt8]) in Array(bytes[..<(bytes.count / 2)]) }),
            ("tiny", { (bytes: [UInt8]) in [bytes[0]] }),
            ("long", { (bytes: [UInt8]) in bytes + [UInt8](repeating: 1, count: 200_000) }),
        ] {
            let path = directory.file("\(name).h5")
            let whole = chunks[3].bytes
            chunks[3].bytes = damage(whole)
            write(path, kind.filters, chunks)
            chunks[3].bytes = whole
            let cube = try FormatCatalog.open(path: path)
            // Chunk 3 holds columns 3 of rows 0 and 1.
            _ = try cube.pattern(at: ScanPosition(row: 0, column: 2))
            if name == "long", kind.testDescription == "zstd" { continue }
            if kind.filters.isEmpty {
                // As long as it should be, whatever it says: no more is read than there is room for.
                _ = try cube.pattern(at: ScanPosition(row: 1, column: 3))
                continue
            }
            for _ in 0..<2 {
                #expect(throws: CubeError.self) { _ = try cube.pattern(at: ScanPosition(row: 1, column: 3)) }
            }
        }
    }

    @Test func aChunkThatSkippedAFilterReads() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("skipped.h5")
        var chunks = Self.chunks(ChunkPacking.lzf)
        for (index, plain) in Self.chunks({ $0 }).enumerated() where index % 2 == 0 {
            chunks[index] = (plain.place, plain.bytes, 1)
        }
        write(path, [(32000, [4, 261, 288])], chunks)
        #expect(try allValues(of: try FormatCatalog.open(path: path)) == Self.values.map { Float($0) })
    }

    @Test(arguments: [[], [(1, [4])]] as [[(Int32, [UInt32])]])
    func whatWasNeverWrittenReadsAsTheFillValue(_ filters: [(Int32, [UInt32])]) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("holes.h5")
        let chunks = Self.chunks { filters.isEmpty ? $0 : ChunkPacking.deflated($0) }
        write(path, filters, fill: 17, chunks.filter { $0.place != [1, 1, 0, 2] })
        let cube = try FormatCatalog.open(path: path)
        let values = try allValues(of: cube)
        for (index, indices) in Self.places(Self.shape).enumerated() {
            let isMissing = [2, 3].contains(indices[0]) && indices[1] == 3 && indices[3] >= 8
            #expect(values[index] == (isMissing ? 17 : Float(Self.values[index])))
        }
        var stored = [UInt16](repeating: 0, count: 60)
        try stored.withUnsafeMutableBytes { try #require(cube.source.stored).readStored(11..<12, into: $0) }
        #expect(stored.map { Float($0) } == Array(values[11 * 60..<12 * 60]))
    }

    @Test func theLibraryReadsWhatIsNotUndoneHere() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("szip.h5")
        HDF5Sample.write(to: path) { sample in
            sample.dataset("/data", Self.shape, chunk: Self.chunk, szip: true, values: Self.values)
        }
        #expect(try allValues(of: try FormatCatalog.open(path: path)) == Self.values.map { Float($0) })
    }

    /// The library would copy what lies behind a chunk that is too short.
    @Test(
        arguments: [
            // Szip says in the first bytes how long a chunk was; n-bit leaves numbers alone that fill their bytes.
            (4, [141, 8, 16, 12], [2, 0, 0, 0]), (5, [], [1, 2, 3]),
        ] as [(Int32, [UInt32], [UInt8])])
    func aChunkThatTheLibraryWouldUnpackTooShortIsAnError(
        _ filter: Int32, _ parameters: [UInt32], _ bytes: [UInt8]
    ) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("short.h5")
        write(path, [(filter, parameters)], Self.chunks { _ in bytes })
        let cube = try FormatCatalog.open(path: path)
        let error = #expect(throws: CubeError.self) { _ = try allValues(of: cube) }
        #expect(error.map { "\($0)".contains("bytes where") } == true, "\(String(describing: error))")
    }

    @Test func chunksThatWerePackedTwiceAreRefusedWithARemedy() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twice.h5")
        write(path, [(1, [4]), (1, [4])], Self.chunks { ChunkPacking.deflated(ChunkPacking.deflated($0)) })
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains("packed twice") == true)
        #expect(error?.description.contains("h5repack") == true)
    }

    /// Whole, in chunks, and in chunks that were packed.
    @Test(arguments: [(nil, false), (Self.chunk, false), (Self.chunk, true)] as [([Int]?, Bool)])
    func numbersThatFillSomeBitsOfTheirBytesRead(_ chunk: [Int]?, _ isPacked: Bool) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("narrow.h5")
        HDF5Sample.write(to: path) { sample in
            let type = H5Tcopy(hdf5_uint16())
            H5Tset_precision(type, 12)
            sample.dataset("/data", Self.shape, type: type, chunk: chunk, gzip: isPacked, values: Self.values)
            H5Tclose(type)
            // Three bytes: a sign, seven bits of exponent, sixteen of mantissa.
            let short = H5Tcopy(hdf5_float32())
            H5Tset_fields(short, 23, 16, 7, 0, 16)
            H5Tset_ebias(short, 63)
            H5Tset_size(short, 3)
            sample.dataset("/short", Self.shape, type: short, chunk: chunk, gzip: isPacked, values: Self.values)
            H5Tclose(short)
        }
        for (name, type) in [("/data", ElementType.uint16), ("/short", .float32)] {
            let cube = try FormatCatalog.open(path: path, options: OpenOptions(dataset: name))
            #expect(cube.elementType == type)
            #expect(try allValues(of: cube) == Self.values.map { Float($0) })
        }
    }

    @Test func dataInARawFileBesideReadThroughTheLibrary() throws {
        let directory = try TemporaryDirectory()
        let raw = try directory.write(Self.values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, to: "data.raw")
        let path = directory.file("external.h5")
        HDF5Sample.write(to: path) { $0.external("/data", Self.shape, raw: raw) }
        #expect(try allValues(of: try FormatCatalog.open(path: path)) == Self.values.map { Float($0) })
    }

    @Test func aFilterThatNothingUndoesIsNamed() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("blosc2.h5")
        write(path, [(32026, [1, 2, 2])], Self.chunks { $0 })
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains("32026 (Blosc2)") == true)
        #expect(error?.description.contains("HDF5_PLUGIN_PATH") == true)
    }

    @Test func absurdFilterParametersAreNoTrap() throws {
        let directory = try TemporaryDirectory()
        let odd: [(Int32, [UInt32])] = [
            (2, [0]), (2, [.max]), (2, []), (32008, []), (32008, [0, 0, .max, .max, 0]), (32008, [0, 0, 0, 7, 0]),
            (32008, [0, 0, 2, .max, 0]), (32008, [0, 0, 2, 0, 9]), (32008, [0, 0, 65536, .max, 0]),
        ]
        for (index, filter) in odd.enumerated() {
            let path = directory.file("\(index).h5")
            write(path, [filter], Self.chunks { $0 })
            // Either an error, or numbers: the bytes are there.
            do { _ = try allValues(of: try FormatCatalog.open(path: path)) } catch is FormatError {} catch is CubeError
            {}
        }
    }

    @Test func aChunkBeyondAnyMemoryIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("huge.h5")
        HDF5Sample.write(to: path) { sample in
            sample.chunks(
                "/data", [4, 16_000, 16_000], chunk: [4, 16_000, 16_000], filters: [.init(number: 1, values: [4])],
                [([0, 0, 0], ChunkPacking.deflated([1, 2, 3]), 0)])
        }
        // A chunk of 2 GB from some ten bytes.
        let cube = try FormatCatalog.open(path: path)
        #expect(throws: CubeError.self) { _ = try cube.pattern(at: ScanPosition(row: 0, column: 0)) }
    }

    /// The library itself reads zeros behind a file's end.
    @Test(arguments: kinds) private func aFileThatShrinksWhileOpenIsAnError(_ kind: Kind) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("shrinks.h5")
        for length in [0, 3000] {
            write(path, kind.filters, Self.chunks(kind.pack))
            let cube = try FormatCatalog.open(path: path)
            _ = try cube.pattern(at: ScanPosition(row: 0, column: 0))
            #expect(truncate(path, length) == 0)
            #expect(throws: CubeError.self) { _ = try allValues(of: cube) }
        }
    }

    @Test func severalThreadsReadAFileChunkByChunk() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("threads.h5")
        write(path, [(32004, [100])], Self.chunks { ChunkPacking.lz4Blocks($0, block: 100) })
        let cube = try FormatCatalog.open(path: path)
        DispatchQueue.concurrentPerform(iterations: 8) { worker in
            for step in 0..<60 {
                let frame = (step * 7 + worker) % 20
                let pattern = try? cube.pattern(at: cube.scan.position(frame)).values
                #expect(pattern == Self.values[frame * 60..<(frame + 1) * 60].map { Float($0) })
            }
        }
    }
}
