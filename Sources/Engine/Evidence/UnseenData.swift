/// Data beside factorizations that were not fitted to them.
struct UnseenData {
    private let data: AnalysisData
    private let workers: Workers

    init(_ data: AnalysisData, workers: Workers) {
        self.data = data
        self.workers = workers
    }

    /// S Y (k x positions), in one pass over the data Y.
    /// - Throws: `cancelled`, `cube`.
    func targets(of components: Matrix) throws(EngineError) -> Matrix {
        try compared([], and: components).targets
    }

    /// ||Y - S C||² / elements of each factorization, and S Y of further rows, in one pass over the data Y. Of what the
    /// factorizations aim at, the sums alone are kept.
    /// - Throws: `cancelled`, `cube`.
    func compared(
        _ fits: [(components: Matrix, coefficients: Matrix)], and further: Matrix
    ) throws(EngineError) -> (errors: [Double], targets: Matrix) {
        let side = StreamedOperator(data).positionSide
        let stack = ComponentStack([further] + fits.map(\.components), columns: side.depth)
        let targets = Matrix(rows: further.rows, columns: side.count)
        // <S Y, C> of every fit, one tile after the other.
        var inner = [Double](repeating: 0, count: side.tiles.count * fits.count)
        try inner.withUnsafeMutableBufferPointer { inner throws(EngineError) in
            // Safe: every tile has sums of its own.
            nonisolated(unsafe) let inner = inner
            try side.pass(other: stack.components, coefficients: targets, projection: nil, workers: workers) { tile in
                tile.coefficients.copy(from: tile.target.rows(stack.rows[0]))
                for (index, fit) in fits.enumerated() {
                    let target = tile.target.rows(stack.rows[index + 1])
                    let own = fit.coefficients.columns(side.tiles[tile.index])
                    inner[tile.index * fits.count + index] = (0..<own.rows).reduce(0) {
                        $0 + Summation.dot(target.row($1), own.row($1), count: own.columns)
                    }
                }
            }
        }
        var errors: [Double] = []
        for (index, fit) in fits.enumerated() {
            let sum = side.tiles.indices.reduce(0) { $0 + inner[$1 * fits.count + index] }
            let left = try Gram(rowsOf: fit.components, cancellation: workers.cancellation)
            let right = try Gram(rowsOf: fit.coefficients, cancellation: workers.cancellation)
            let squared = data.squaredNorm - 2 * sum + left.dot(right)
            errors.append(max(0, squared) / Double(data.pixels.count) / Double(data.positions.count))
        }
        return (errors, targets)
    }
}
