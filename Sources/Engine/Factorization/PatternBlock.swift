import DataCube
import Questions

/// The patterns of one block of positions, from which parts are taken as numbers to multiply with. Where a source can
/// be read by parts, nothing is kept: numbers are converted when they are needed, into a cache.
final class PatternBlock {
    private let data: AnalysisData
    private let blocks: FrameBlocks
    private let parts: (any FramePartSource)?
    /// The frame of each kept position.
    private let frames: [Int]
    /// For each range of kept pixels, where they lie on the detector.
    private let segments: [[Range<Int>]]
    private let ranges: [Range<Int>]
    private let buffers: [FrameBuffer]
    /// Kept pixels of the block's positions, one position a row; empty where parts are read.
    private let rows: Matrix
    private var first = 0

    /// - Parameter ranges: the ranges of kept pixels that will be asked for, ascending and without gaps.
    init(_ data: AnalysisData, blocks: FrameBlocks, ranges: [Range<Int>], workers: Workers) {
        self.data = data
        self.blocks = blocks
        self.ranges = ranges
        parts = data.cube.source.parts
        if parts == nil {
            let longest = blocks.blocks.map(\.positions.count).max() ?? 1
            buffers = workers.each { FrameBuffer(source: data.cube.source, frames: blocks.framesPerRead) }
            rows = Matrix(rows: longest, columns: data.pixels.count)
            frames = []
            segments = []
        } else {
            buffers = []
            rows = Matrix(rows: 0, columns: 0)
            frames = data.positions.indices
            segments = data.pixels.cut(into: ranges)
        }
    }

    /// Goes to a block.
    /// - Throws: `cancelled`, `cube`.
    func load(_ number: Int, workers: Workers) throws(EngineError) {
        guard parts == nil else { return }
        let block = blocks.blocks[number]
        first = block.positions.lowerBound
        var starts: [Int] = [0]
        for read in block.reads { starts.append(starts[starts.count - 1] + read.count) }
        try workers.forEachTile(block.reads.count) { (index, worker) throws(EngineError) in
            var row = starts[index]
            try buffers[worker].read(block.reads[index]) { _, pattern in
                data.pack(pattern, into: rows.row(row))
                row += 1
            }
        }
    }

    /// How many positions before it is read a pattern's part is fetched into a cache: parts are too short for the processor
    /// to foresee.
    private static let readAhead = 4

    /// Positions that are transposed at a time, while their numbers are in the first-level cache.
    private static let transposedTogether = 16

    /// Kept pixels of positions of the block: pixels x positions.
    /// - Parameters:
    ///   - range: a number in the ranges of pixels.
    ///   - scratch: at least 16 x pixels.
    ///   - result: holds the result; at least as large.
    /// - Throws: `cube`.
    func transposed(_ positions: Range<Int>, range: Int, by scratch: Matrix, in result: Matrix) throws(EngineError)
        -> Matrix
    {
        let whole = result.rows(0..<ranges[range].count).columns(0..<positions.count)
        for part in cut(positions.count, every: Self.transposedTogether) {
            let those = positions.lowerBound + part.lowerBound..<positions.lowerBound + part.upperBound
            transpose(try patterns(those, range: range, in: scratch), into: whole.columns(part))
        }
        return whole
    }

    /// Kept pixels of positions of the block: positions x pixels.
    /// - Parameters:
    ///   - range: a number in the ranges of pixels.
    ///   - scratch: holds the result; at least as large.
    /// - Throws: `cube`.
    func patterns(_ positions: Range<Int>, range: Int, in scratch: Matrix) throws(EngineError) -> Matrix {
        let pixels = ranges[range]
        let result = scratch.rows(0..<positions.count).columns(0..<pixels.count)
        guard let parts else {
            result.copy(
                from: rows.rows(positions.lowerBound - first..<positions.upperBound - first).columns(pixels))
            return result
        }
        let own = segments[range]
        var row = result.base
        for position in positions {
            if position + Self.readAhead < positions.upperBound {
                for segment in own { parts.expect(segment, ofFrame: frames[position + Self.readAhead]) }
            }
            var target = row
            for segment in own {
                parts.read(segment, ofFrame: frames[position], into: target)
                target += segment.count
            }
            row += result.stride
        }
        do throws(CubeError) { try parts.checkParts() } catch { throw .cube(error) }
        return result
    }
}

extension PixelRuns {
    /// The runs that consecutive ranges of the indices, by their number, consist of.
    fileprivate func cut(into ranges: [Range<Int>]) -> [[Range<Int>]] {
        var number = 0
        var start = runs.first?.lowerBound ?? 0
        return ranges.map { range in
            var needed = range.count
            var taken: [Range<Int>] = []
            while needed > 0, number < runs.count {
                let end = min(runs[number].upperBound, start + needed)
                taken.append(start..<end)
                needed -= end - start
                start = end
                if end == runs[number].upperBound {
                    number += 1
                    if number < runs.count { start = runs[number].lowerBound }
                }
            }
            return taken
        }
    }
}
