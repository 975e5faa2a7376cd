import CKernels
import DataCube
import Questions

/// Sums of the data and of their squares over every kept pixel and every kept position, in double precision.
package struct DataMoments: Sendable {
    /// Per kept pixel, over the kept positions.
    package var pixelSums: [Double]
    package var pixelSquares: [Double]
    /// Per kept position, over the kept pixels.
    package var positionSums: [Double]
    package var positionSquares: [Double]

    /// All values' sum, pixel by pixel.
    package var sum: Double { pixelSums.reduce(0, +) }
}

extension DataCube {
    /// The sums over some pixels and positions, in one pass. Where a pixel is not finite, both sums of the position are
    /// NaN, and the pixels' sums leave the position out.
    /// - Throws: `cancelled`, `cube`.
    func moments(
        pixels: PixelRuns, positions: PixelRuns, workers: Workers, _ step: Steps
    ) throws(EngineError) -> DataMoments {
        if let kept = step.kept({ $0.moments(pixels: pixels.count, positions: positions.count) }) { return kept }
        let empty = MomentSums(pixels: pixels, exactRun: Summation.exactRun(of: elementType))
        let moments = try fold(positions, into: empty, workers: workers).moments
        step.keep { checkpoint in
            checkpoint.append(moments.pixelSums)
            checkpoint.append(moments.pixelSquares)
            checkpoint.append(moments.positionSums)
            checkpoint.append(moments.positionSquares)
        }
        return moments
    }
}

extension CheckpointReader {
    fileprivate mutating func moments(pixels: Int, positions: Int) -> DataMoments? {
        guard let pixelSums = numbers(pixels), let pixelSquares = numbers(pixels),
            let positionSums = numbers(positions), let positionSquares = numbers(positions)
        else { return nil }
        return DataMoments(
            pixelSums: pixelSums, pixelSquares: pixelSquares, positionSums: positionSums,
            positionSquares: positionSquares)
    }
}

/// Adds up patterns.
private struct MomentSums: PatternAccumulator {
    private let pixels: PixelRuns
    private let exactRun: Int?
    private(set) var moments: DataMoments

    init(pixels: PixelRuns, exactRun: Int?) {
        self.pixels = pixels
        self.exactRun = exactRun
        let zeros = [Double](repeating: 0, count: pixels.count)
        moments = DataMoments(pixelSums: zeros, pixelSquares: zeros, positionSums: [], positionSquares: [])
    }

    mutating func add(_ pattern: UnsafeBufferPointer<Float>) {
        guard let pattern = pattern.baseAddress else { return }
        var sum = 0.0
        var square = 0.0
        for run in pixels.runs {
            let values = pattern + run.lowerBound
            sum += Summation.sum(values, count: run.count, exactRun: exactRun)
            square += Summation.dot(values, values, count: run.count)
        }
        moments.positionSums.append(square.isFinite ? sum : .nan)
        moments.positionSquares.append(square.isFinite ? square : .nan)
        guard square.isFinite else { return }
        moments.pixelSums.withUnsafeMutableBufferPointer { sums in
            moments.pixelSquares.withUnsafeMutableBufferPointer { squares in
                guard var sums = sums.baseAddress, var squares = squares.baseAddress else { return }
                for run in pixels.runs {
                    product_squares(Int64(run.count), pattern + run.lowerBound, sums, squares)
                    sums += run.count
                    squares += run.count
                }
            }
        }
    }

    mutating func merge(_ other: MomentSums) {
        for index in moments.pixelSums.indices { moments.pixelSums[index] += other.moments.pixelSums[index] }
        for index in moments.pixelSquares.indices { moments.pixelSquares[index] += other.moments.pixelSquares[index] }
        moments.positionSums += other.moments.positionSums
        moments.positionSquares += other.moments.positionSquares
    }
}
