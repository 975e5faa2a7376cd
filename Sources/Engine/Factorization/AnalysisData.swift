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
    package let moments: DataMoments
    /// ||X||², summed position by position.
    package let squaredNorm: Double

    /// Lengths of patterns that single precision can factorize without overflow or loss.
    static let acceptedLengths = 1e-14...1e14

    /// Resolves a mask by the survey of the same dataset and looks at every pattern once: a position where a kept pixel
    /// is not finite is left out and counted.
    /// - Throws: `nothingLeft`, `tooLarge`, `outOfRange`, `cancelled`, `cube`.
    package init(
        cube: DataCube, mask: AnalysisMask, survey: Survey, workers: Workers, _ steps: Steps = .none
    ) throws(EngineError) {
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
        var moments = try cube.moments(
            pixels: pixels, positions: region, workers: workers, steps.within("moments"))
        var isKept = [Bool](repeating: false, count: cube.scan.count)
        for (frame, square) in zip(region.indices, moments.positionSquares) { isKept[frame] = square.isFinite }
        let kept = PixelRuns(count: cube.scan.count) { isKept[$0] }
        moments.positionSums.removeAll { !$0.isFinite }
        moments.positionSquares.removeAll { !$0.isFinite }
        self.cube = cube
        self.pixels = pixels
        self.moments = moments
        positions = kept
        self.exclusions = exclusions(kept: kept.count, nonFinite: region.count - kept.count)
        guard !kept.isEmpty else { throw .nothingLeft(self.exclusions) }
        squaredNorm = moments.positionSquares.reduce(0, +)
        let largest = (moments.positionSquares.max() ?? 0).squareRoot()
        guard largest == 0 || Self.acceptedLengths.contains(largest) else {
            throw .outOfRange(strongestPattern: largest)
        }
    }

    /// The same pixels and some positions of the same scan, read from another source.
    /// - Throws: `nothingLeft`, `cancelled`, `cube`.
    init(
        _ other: AnalysisData, positions: PixelRuns, from source: any FrameSource, workers: Workers, _ steps: Steps
    ) throws(EngineError) {
        cube = DataCube(
            scan: other.cube.scan, calibration: other.cube.calibration, source: source, origin: other.cube.origin)
        pixels = other.pixels
        self.positions = positions
        exclusions = other.exclusions
        guard !positions.isEmpty else { throw .nothingLeft(exclusions) }
        moments = try cube.moments(
            pixels: pixels, positions: positions, workers: workers, steps.within("moments"))
        squaredNorm = moments.positionSquares.reduce(0, +)
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
