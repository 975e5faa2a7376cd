import Formats
import Testing

@Suite struct ChunkFilterTests {
    /// Counts with some structure, so that packing finds something, and every byte value.
    static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 % 97 < 60 ? $0 / 50 : $0 * 31 + 7) }
    }

    /// What one step makes of packed bytes.
    private func undone(_ filter: ChunkFilter, _ packed: [UInt8], count: Int) throws(ChunkError) -> [UInt8] {
        var failure: ChunkError?
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            failure = packed.withUnsafeBytes { packed in
                do throws(ChunkError) {
                    try filter.undo(packed, into: UnsafeMutableRawBufferPointer(buffer))
                    return nil
                } catch {
                    return error
                }
            }
            written = failure == nil ? count : 0
        }
        if let failure { throw failure }
        return result
    }

    /// What a step makes of bytes.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let filter: ChunkFilter
        let pack: @Sendable ([UInt8]) -> [UInt8]
    }

    static let cases: [Case] = {
        var cases = [
            Case(testDescription: "fletcher32", filter: .fletcher32) { ChunkPacking.fletcher32($0) },
            Case(testDescription: "deflate", filter: .deflate) { ChunkPacking.deflated($0) },
            Case(testDescription: "lzf", filter: .lzf) { ChunkPacking.lzf($0) },
            Case(testDescription: "lz4 blocks", filter: .lz4Blocks) { ChunkPacking.lz4Blocks($0, block: 1000) },
            Case(testDescription: "one lz4 block", filter: .lz4) { bytes in
                var writer = ByteWriter()
                writer.put(UInt32(bytes.count))
                return writer.bytes + ChunkPacking.lz4(bytes)
            },
            Case(testDescription: "zstd", filter: .zstd) { ChunkPacking.zstd($0) },
        ]
        for width in [1, 2, 3, 4, 8] {
            cases.append(
                Case(testDescription: "shuffle \(width)", filter: .shuffle(width: width)) {
                    ChunkPacking.shuffled($0, width: width)
                })
            for shuffle in 0...2 {
                cases.append(
                    Case(testDescription: "blosc \(width), \(shuffle)", filter: .blosc) {
                        ChunkPacking.blosc(
                            $0, width: width, shuffle: Int32(shuffle), codec: shuffle == 1 ? "zstd" : "lz4")
                    })
            }
            for (packing, pack) in [
                (Bitshuffle.Packing.none, nil), (.lz4, ChunkPacking.lz4), (.zstd, ChunkPacking.zstd),
            ] {
                let bitshuffle = Bitshuffle(width: width, blockElements: 64, packing: packing)
                cases.append(
                    Case(testDescription: "bitshuffle \(width), \(packing)", filter: .bitshuffle(bitshuffle)) {
                        ChunkPacking.bitshuffled($0, width: width, block: 64, pack: pack)
                    })
            }
        }
        return cases
    }()

    @Test(arguments: cases) func undoesWhatWritersDo(_ step: Case) throws {
        // Elements of every width, whole blocks and parts of one, and fewer elements than eight.
        for count in [24, 48, 1536, 2400, 5000, 5001, 5023] {
            let bytes = Self.bytes(count)
            #expect(try undone(step.filter, step.pack(bytes), count: count) == bytes, "\(count)")
        }
    }

    @Test(arguments: cases) func refusesWhatIsCutShortOrClaimsAnotherSize(_ step: Case) throws {
        let packed = step.pack(Self.bytes(2400))
        for length in [0, 1, 3, 4, 8, 11, 12, 15, 16, packed.count / 2, packed.count - 1] {
            #expect(throws: ChunkError.self, "\(length)") {
                _ = try undone(step.filter, Array(packed[..<length]), count: 2400)
            }
        }
        for count in [2399, 2401, 24] {
            #expect(throws: ChunkError.self, "\(count)") { _ = try undone(step.filter, packed, count: count) }
        }
    }

    @Test(arguments: cases) func damagedBytesStayWithinBounds(_ step: Case) throws {
        let packed = step.pack(Self.bytes(2400))
        for place in 0..<min(packed.count, 400) {
            for change in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = packed
                damaged[place] ^= change
                // Either is right: what cannot be told from good bytes gives other numbers.
                _ = try? undone(step.filter, damaged, count: 2400)
            }
        }
        if step.filter == .fletcher32 {
            var damaged = packed
            damaged[100] ^= 1
            #expect(throws: ChunkError.self) { _ = try undone(.fletcher32, damaged, count: 2400) }
        }
    }

    @Test func theUsualBlockOfBitshuffleIsEightKilobytes() throws {
        for (width, elements) in [(1, 8192), (2, 4096), (4, 2048), (8, 1024), (3, 2728), (100, 128)] {
            let bytes = Self.bytes(width * (elements + 24))
            let packed = ChunkPacking.bitshuffled(bytes, width: width, block: elements, pack: nil)
            let filter = ChunkFilter.bitshuffle(Bitshuffle(width: width, blockElements: 0, packing: .none))
            #expect(try undone(filter, packed, count: bytes.count) == bytes, "\(width)")
        }
    }

    @Test func oldFletcherChecksumsAreAccepted() throws {
        var bytes = ChunkPacking.fletcher32(Self.bytes(100))
        bytes.swapAt(100, 101)
        bytes.swapAt(102, 103)
        #expect(try undone(.fletcher32, bytes, count: 100) == Self.bytes(100))
    }

    // MARK: Several steps

    private func unpacked(_ filters: [ChunkFilter], _ stored: [UInt8], count: Int, skipped: UInt32 = 0) throws
        -> [UInt8]
    {
        let pipeline = try #require(ChunkPipeline(filters, byteCount: count))
        var chunk = ChunkBuffer()
        var spare = ChunkBuffer()
        try chunk.resize(to: stored.count)
        chunk.mutableBytes.copyBytes(from: stored)
        try pipeline.unpack(&chunk, skipped: skipped, spare: &spare)
        return Array(chunk.bytes)
    }

    @Test func stepsAreUndoneFromTheLastToTheFirst() throws {
        let bytes = Self.bytes(1000)
        let sorted = ChunkPacking.shuffled(bytes, width: 2)
        let packed = ChunkPacking.deflated(sorted)
        let filters: [ChunkFilter] = [.shuffle(width: 2), .deflate, .fletcher32]
        #expect(try unpacked(filters, ChunkPacking.fletcher32(packed), count: 1000) == bytes)
        #expect(try unpacked(filters, ChunkPacking.fletcher32(sorted), count: 1000, skipped: 2) == bytes)
        #expect(try unpacked(filters, packed, count: 1000, skipped: 4) == bytes)
        #expect(try unpacked(filters, bytes, count: 1000, skipped: 7) == bytes)
        let inner = ChunkPacking.deflated(ChunkPacking.fletcher32(bytes))
        #expect(try unpacked([.fletcher32, .deflate], inner, count: 1000) == bytes)
    }

    @Test func chunksOfAnotherSizeAreRefused() {
        let bytes = Self.bytes(1000)
        for count in [999, 1001] {
            #expect(throws: ChunkError.self) { _ = try unpacked([], bytes, count: count) }
            #expect(throws: ChunkError.self) { _ = try unpacked([.shuffle(width: 2)], bytes, count: count) }
        }
        #expect(throws: ChunkError.self) { _ = try unpacked([.fletcher32], [1, 2, 3], count: 3) }
    }

    @Test func moreThanAnyPackingGivesIsRefusedBeforeThereIsMemoryForIt() {
        #expect(throws: ChunkError.self) {
            _ = try unpacked([.deflate], [UInt8](repeating: 0, count: 50), count: 1 << 40)
        }
        #expect(throws: ChunkError.self) { _ = try unpacked([.zstd], [UInt8](repeating: 0, count: 50), count: 1 << 50) }
    }

    @Test func packingTwiceIsNotForThisPipeline() {
        #expect(ChunkPipeline([.deflate, .shuffle(width: 2), .lzf], byteCount: 10) == nil)
    }
}
