@testable import Formats

extension Subject {
    /// What claims to be a packed chunk: two bytes choose what it went through and how long it was before.
    static let chunks = Subject(name: "chunks") {
        { input in
            guard input.count > 2 else { return }
            let steps = pipelines[Int(input[0]) % pipelines.count]
            let size = [2400, 1, 4099, 1 << 16][Int(input[1]) % 4]
            guard let pipeline = ChunkPipeline(steps, byteCount: size) else {
                fatalError("\(steps) cannot be undone")
            }
            // New memory for each, so that nothing beyond its end is anybody's.
            var (chunk, spare) = (ChunkBuffer(), ChunkBuffer())
            do throws(ChunkError) {
                try chunk.resize(to: input.count - 2)
                chunk.mutableBytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[2...]))
                try pipeline.unpack(&chunk, skipped: 0, spare: &spare)
                guard chunk.count == size else { fatalError("\(chunk.count) bytes were unpacked, not \(size)") }
            } catch {
                use(error.reason)
            }
        }
    }

    /// Each step alone, then what several programs do one after the other.
    private static let pipelines: [[ChunkFilter]] = {
        var steps: [ChunkFilter] = [.fletcher32, .deflate, .lzf, .lz4Blocks, .lz4, .zstd, .blosc]
        for width in [1, 2, 3, 4, 8] {
            steps.append(.shuffle(width: width))
            for packing in [Bitshuffle.Packing.none, .lz4, .zstd] {
                steps.append(.bitshuffle(Bitshuffle(width: width, blockElements: 64, packing: packing)))
            }
        }
        return steps.map { [$0] } + [
            [.shuffle(width: 2), .deflate, .fletcher32], [.fletcher32, .shuffle(width: 4), .lzf],
        ]
    }()
}
