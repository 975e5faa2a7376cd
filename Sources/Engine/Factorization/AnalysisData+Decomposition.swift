import DataCube
import Questions

extension AnalysisData {
    /// Components that each sum to 1 and distributions in counts, in descending order of the distributions' sums. A
    /// component that died is zero everywhere, and so is its distribution. Scales the winner's matrices accordingly.
    /// - Returns: with it, the row of each component in the winner.
    func decomposition(_ best: Winners.Exact) -> (Decomposition, order: [Int]) {
        let components = best.components
        let coefficients = best.coefficients
        var order: [(row: Int, sum: Double)] = []
        for row in 0..<components.rows {
            let values = components.row(row)
            let sum = Summation.sum(values, count: components.columns, exactRun: nil)
            if sum > 0 {
                components.scaleRow(row, by: Float(1 / sum))
                coefficients.scaleRow(row, by: Float(sum))
            }
            let counts = Summation.sum(coefficients.row(row), count: coefficients.columns, exactRun: nil)
            order.append((row, counts))
        }
        order.sort { ($0.sum, $1.row) > ($1.sum, $0.row) }
        let decomposition = Decomposition(
            restart: best.restart, meanSquareError: best.meanSquareError,
            components: order.map { pattern(components, row: $0.row) },
            distributions: order.map { map(coefficients, row: $0.row) })
        return (decomposition, order.map(\.row))
    }

    /// The kept pixels of patterns: patterns x kept pixels.
    func packed(_ patterns: [DiffractionPattern]) -> Matrix {
        let result = Matrix(rows: patterns.count, columns: pixels.count)
        for (row, pattern) in patterns.enumerated() {
            pattern.values.withUnsafeBufferPointer { pack($0, into: result.row(row)) }
        }
        return result
    }
}
