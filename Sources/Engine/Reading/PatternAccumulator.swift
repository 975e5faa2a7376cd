import DataCube
import Questions

/// What is gathered from patterns one by one, and from several shares of the patterns by merging.
protocol PatternAccumulator {
    /// Takes in one pattern, row-major.
    mutating func add(_ pattern: UnsafeBufferPointer<Float>)
    /// Takes in what another one has gathered from later patterns.
    mutating func merge(_ other: Self)
}

extension DataCube {
    /// Gathers from the patterns at some positions. The same for any number of threads: fixed shares of the positions
    /// are gathered pattern by pattern, and merged in order. O(positions · pixels).
    /// - Parameter empty: what has gathered nothing; copied for every share.
    /// - Throws: `cancelled`, `cube`.
    func fold<Accumulator: PatternAccumulator>(
        _ positions: PixelRuns, into empty: Accumulator, workers: Workers
    ) throws(EngineError) -> Accumulator {
        let framesPerRead = FrameBlocks(positions: positions, of: source).framesPerRead
        let buffers = workers.each { FrameBuffer(source: source, frames: framesPerRead) }
        return try fold(positions, into: empty, workers: workers) {
            (frames, worker, accumulator) throws(EngineError) in
            for read in cut(frames.count, every: framesPerRead) {
                let first = frames.lowerBound
                try buffers[worker].read(first + read.lowerBound..<first + read.upperBound) { accumulator.add($1) }
            }
        }
    }

    /// Likewise, with another way to take in the patterns of some frames.
    /// - Parameter take: gets frames, the worker's number, and what has been gathered from the frames before.
    func fold<Accumulator: PatternAccumulator>(
        _ positions: PixelRuns, into empty: Accumulator, workers: Workers,
        take: (Range<Int>, _ worker: Int, inout Accumulator) throws(EngineError) -> Void
    ) throws(EngineError) -> Accumulator {
        let blocks = FrameBlocks(positions: positions, of: source)
        let most = max(2, min(16, (1 << 22) / max(1, detector.count)))
        let shares = cut(blocks.blocks.count, every: (blocks.blocks.count + most - 1) / most)
        var parts = [Accumulator](repeating: empty, count: shares.count)
        try parts.withUnsafeMutableBufferPointer { parts throws(EngineError) in
            try workers.forEachTile(shares.count) { (share, worker) throws(EngineError) in
                for block in blocks.blocks[shares[share]] {
                    try workers.cancellation.check()
                    for frames in block.runs { try take(frames, worker, &parts[share]) }
                }
            }
        }
        return parts.dropFirst().reduce(into: parts.first ?? empty) { $0.merge($1) }
    }
}
