import DataCube
import Questions

extension AnalysisData {
    /// The components in descending order of the counts that they explain.
    func order(of fit: Winners.Exact) -> [Int] {
        let counts = (0..<fit.components.rows).map { row in
            Summation.sum(fit.components.row(row), count: fit.components.columns, exactRun: nil)
                * Summation.sum(fit.coefficients.row(row), count: fit.coefficients.columns, exactRun: nil)
        }
        return counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }
    }

    /// Components that each sum to 1 and distributions in counts. A component that died is zero everywhere, and so is its
    /// distribution. Scales the fit's matrices accordingly.
    /// - Parameter order: which of the fit's components stands where.
    func decomposition(_ fit: Winners.Exact, order: [Int]) -> Decomposition {
        for row in 0..<fit.components.rows {
            let sum = Summation.sum(fit.components.row(row), count: fit.components.columns, exactRun: nil)
            guard sum > 0 else { continue }
            fit.components.scaleRow(row, by: Float(1 / sum))
            fit.coefficients.scaleRow(row, by: Float(sum))
        }
        return Decomposition(
            restart: fit.restart, meanSquareError: fit.meanSquareError,
            components: order.map { pattern(fit.components, row: $0) },
            distributions: order.map { map(fit.coefficients, row: $0) })
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
