import DataCube
import Questions

/// The part of a dataset that a factorization looks at: kept pixels and kept positions, as the matrix X whose columns
/// are the kept positions' patterns.
package struct AnalysisData: Sendable {
    package let cube: DataCube
    /// Kept detector pixels; the rows of X.
    package let pixels: PixelRuns
    /// Kept frames; the columns of X.
    package let positions: PixelRuns
    package let exclusions: Exclusions
    /// ||X||², summed in double precision, position by position.
    package let squaredNorm: Double

    /// Lengths of patterns that single precision can factorize without overflow or loss.
    static let acceptedLengths = 1e-14...1e14

    /// Resolves a mask by the survey of the same dataset and looks at every pattern once: a position where a kept pixel
    /// is not finite is left out and counted.
    /// - Throws: `nothingLeft`, `tooLarge`, `outOfRange`, `cancelled`, `cube`.
    package init(cube: DataCube, mask: AnalysisMask, survey: Survey, workers: Workers) throws(EngineError) {
        let pixels = mask.keptPixels(on: cube.detector, survey: survey)
        let region = mask.keptPositions(on: cube.scan)
        func exclusions(kept: Int, nonFinite: Int) -> Exclusions {
            Exclusions(
                keptPixels: pixels.count, allPixels: cube.detector.count,
                hotPixels: mask.excludesDefects ? survey.hotPixels.count : 0,
                deadPixels: mask.excludesDefects ? survey.deadPixels.count : 0,
                nonFinitePixels: survey.nonFinitePixels.count, keptPositions: kept,
                allPositions: cube.scan.count, nonFinitePositions: nonFinite)
        }
        guard !pixels.isEmpty, !region.isEmpty else {
            throw .nothingLeft(exclusions(kept: region.count, nonFinite: 0))
        }
        guard pixels.count < Int32.max, region.count < Int32.max else {
            throw .tooLarge(pixels: pixels.count, positions: region.count)
        }
        let squares = try Self.squaredLengths(cube, pixels: pixels, positions: region, workers: workers)
        let kept = PixelRuns(count: cube.scan.count) { squares[$0].isFinite }
        self.cube = cube
        self.pixels = pixels
        positions = kept
        self.exclusions = exclusions(kept: kept.count, nonFinite: region.count - kept.count)
        guard !kept.isEmpty else { throw .nothingLeft(self.exclusions) }
        var sum = 0.0
        var largest = 0.0
        for frame in kept.indices {
            sum += squares[frame]
            largest = max(largest, squares[frame])
        }
        guard largest == 0 || Self.acceptedLengths.contains(largest.squareRoot()) else {
            throw .outOfRange(strongestPattern: largest.squareRoot())
        }
        squaredNorm = sum
    }

    /// Per frame of the scan: the sum of the kept pixels' squares; infinite at frames not looked at.
    private static func squaredLengths(
        _ cube: DataCube, pixels: PixelRuns, positions: PixelRuns, workers: Workers
    ) throws(EngineError) -> [Double] {
        let blocks = FrameBlocks(positions: positions, of: cube.source)
        let buffers = workers.each { FrameBuffer(source: cube.source, frames: blocks.framesPerRead) }
        var squares = [Double](repeating: .infinity, count: cube.scan.count)
        try squares.withUnsafeMutableBufferPointer { squares throws(EngineError) in
            try workers.forEachTile(blocks.blocks.count) { (block, worker) throws(EngineError) in
                for frames in blocks.blocks[block].reads {
                    try buffers[worker].read(frames) { frame, pattern in
                        guard let pattern = pattern.baseAddress else { return }
                        squares[frame] = pixels.runs.reduce(0.0) { sum, run in
                            let values = pattern + run.lowerBound
                            return sum + Summation.dot(values, values, count: run.count)
                        }
                    }
                }
            }
        }
        return squares
    }

    /// Copies the kept pixels of a frame.
    func pack(_ frame: UnsafeBufferPointer<Float>, into row: UnsafeMutablePointer<Float>) {
        guard let frame = frame.baseAddress else { return }
        var target = row
        for run in pixels.runs {
            target.update(from: frame + run.lowerBound, count: run.count)
            target += run.count
        }
    }

    /// A row of kept pixels as a pattern; NaN at masked pixels.
    func pattern(_ matrix: Matrix, row: Int) -> DiffractionPattern {
        DiffractionPattern(
            shape: cube.detector, values: Self.spread(matrix.row(row), over: pixels, count: cube.detector.count))
    }

    /// A row of kept positions as a map; NaN at positions left out.
    func map(_ matrix: Matrix, row: Int) -> ScanMap {
        ScanMap(shape: cube.scan, values: Self.spread(matrix.row(row), over: positions, count: cube.scan.count))
    }

    private static func spread(_ row: UnsafePointer<Float>, over runs: PixelRuns, count: Int) -> [Float] {
        var values = [Float](repeating: .nan, count: count)
        var next = 0
        for run in runs.runs {
            for index in run {
                values[index] = row[next]
                next += 1
            }
        }
        return values
    }
}
