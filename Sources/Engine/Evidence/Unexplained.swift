import DataCube
import Questions

/// What a factorization leaves of the data.
struct Unexplained {
    private let data: AnalysisData
    private let winner: Winners.Exact
    /// C Cᵀ.
    private let coefficientGram: Gram
    /// C Xᵀ: k x pixels.
    private let projection: Matrix

    /// - Parameter operator: the data, or a compression of them, which the winner was found on. What that leaves out is noise
    ///   to the winner's coefficients: pixels' variances differ by thousandths.
    /// - Throws: `cancelled`, `cube`.
    init(
        _ winner: Winners.Exact, of data: AnalysisData, by operator: any DataOperator, workers: Workers
    ) throws(EngineError) {
        self.winner = winner
        self.data = data
        coefficientGram = try Gram(rowsOf: winner.coefficients, cancellation: workers.cancellation)
        projection = Matrix(rows: winner.coefficients.rows, columns: data.pixels.count)
        let inner = Matrix(rows: projection.rows, columns: `operator`.positionSide.depth)
        try `operator`.positionSide.pass(
            other: nil, coefficients: winner.coefficients, projection: inner, workers: workers
        ) { _ in }
        try `operator`.pixelSide.pass(other: inner, coefficients: projection, projection: nil, workers: workers) {
            tile in tile.coefficients.copy(from: tile.target)
        }
    }

    /// Per position and pixel, in the data's own units.
    /// - Parameter noise: what variance is expected; where it does not hold, the mean squared residual is.
    func residual(noise: NoiseModel?) -> Residual {
        let pixels = Double(data.pixels.count)
        let chiSquare = Matrix(rows: 1, columns: data.positions.count)
        for index in 0..<chiSquare.columns {
            var expected = pixels * winner.meanSquareError
            if let noise, noise.areCounts {
                expected =
                    noise.gain * (data.moments.positionSums[index] - pixels * noise.offset)
                    + pixels * noise.readVariance
            }
            chiSquare[0, index] = expected > 0 ? Float(winner.positionResiduals[index] / expected) : 0
        }
        let k = winner.components.rows
        let positions = Double(data.positions.count)
        let sums = (0..<k).map {
            Summation.sum(winner.coefficients.row($0), count: data.positions.count, exactRun: nil)
        }
        let pattern = Matrix(rows: 1, columns: data.pixels.count)
        for pixel in 0..<pattern.columns {
            var rest = data.moments.pixelSums[pixel]
            for row in 0..<k { rest -= Double(winner.components[row, pixel]) * sums[row] }
            pattern[0, pixel] = Float(rest / positions)
        }
        return Residual(chiSquare: data.map(chiSquare, row: 0), pattern: data.pattern(pattern, row: 0))
    }

    /// How much of one component may be taken from another: entry [i][j] is the largest a for which no pixel of
    /// S_i - a S_j is below zero by more than three standard deviations of S_i, both components summing to 1. C_j + a C_i
    /// is never negative.
    ///
    /// The deviations are those of least squares, from each pixel's mean squared residual and (C Cᵀ)⁻¹.
    /// O(k² · pixels).
    /// - Parameter order: the winner's components, as they are told.
    func exchanges(order: [Int]) -> ExchangeTable {
        let k = winner.components.rows
        let inverse = coefficientGram.pseudoInverse(cutoff: 1e-12)
        let deviations = pixelVariances().map { Self.deviations * $0.squareRoot() }
        let spreads = (0..<k).map { max(0, inverse[$0, $0]).squareRoot() }
        let sums = (0..<k).map {
            Summation.sum(winner.components.row($0), count: data.pixels.count, exactRun: nil)
        }
        let largest = order.map { first in
            order.map { second -> Double in
                guard first != second, sums[first] > 0, sums[second] > 0 else { return 0 }
                var most = 1.0
                for pixel in 0..<data.pixels.count {
                    let taken = Double(winner.components[second, pixel])
                    // Where the other component is not seen above noise it takes nothing.
                    guard taken > deviations[pixel] * spreads[second] else { continue }
                    let room = Double(winner.components[first, pixel]) + deviations[pixel] * spreads[first]
                    most = min(most, room / sums[first] / (taken / sums[second]))
                }
                return most
            }
        }
        return ExchangeTable(largest: largest)
    }

    private static let deviations = 3.0

    /// Mean squared residual of every pixel, by ||x||² - 2 <s, C x> + sᵀ C Cᵀ s.
    private func pixelVariances() -> [Double] {
        let k = winner.components.rows
        return (0..<data.pixels.count).map { pixel in
            var squared = data.moments.pixelSquares[pixel]
            for row in 0..<k {
                let value = Double(winner.components[row, pixel])
                guard value != 0 else { continue }
                var part = 2 * Double(projection[row, pixel])
                for other in 0..<k { part -= coefficientGram[row, other] * Double(winner.components[other, pixel]) }
                squared -= value * part
            }
            return max(0, squared) / Double(data.positions.count)
        }
    }
}
