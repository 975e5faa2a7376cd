/// The positions of other data with pixels and positions scaled, or with a pattern taken from every position: what
/// principal components of prepared data need, without preparing the data.
///
/// X becomes diag(p) (X - m 1ᵀ) diag(q): p, q weights of pixels and positions, m a pattern.
struct ScaledSide: DataSide {
    let base: any DataSide
    let pixelWeights: [Float]
    let positionWeights: [Float]
    /// Zeros where nothing is taken.
    let subtracted: [Float]

    var count: Int { base.count }
    var depth: Int { base.depth }
    var tiles: [Range<Int>] { base.tiles }

    func pass(
        other: Matrix?, coefficients: Matrix, projection: Matrix?, workers: Workers,
        halfStep: (SideTile) throws(EngineError) -> Void
    ) throws(EngineError) {
        // What the data see of the other factor: diag(p) times it, and for m its inner product with that.
        let scaled = other.map { weighted($0) }
        let shares = scaled.map { scaled in
            (0..<scaled.rows).map { row in
                let values = scaled.row(row)
                return Float(
                    subtracted.indices.reduce(0.0) { $0 + Double(values[$1]) * Double(subtracted[$1]) })
            }
        }
        if scaled == nil { weightPositions(coefficients) }
        try base.pass(other: scaled, coefficients: coefficients, projection: projection, workers: workers) {
            (tile) throws(EngineError) in
            let positions = tiles[tile.index]
            for row in 0..<tile.target.rows {
                let values = tile.target.row(row)
                let share = shares?[row] ?? 0
                for (column, position) in positions.enumerated() {
                    values[column] = (values[column] - share) * positionWeights[position]
                }
            }
            try halfStep(tile)
            // Projected as the data see them; put back below.
            for row in 0..<tile.coefficients.rows {
                let values = tile.coefficients.row(row)
                for (column, position) in positions.enumerated() { values[column] *= positionWeights[position] }
            }
        }
        if let projection {
            for row in 0..<projection.rows {
                let sum = Float(Summation.sum(coefficients.row(row), count: count, exactRun: nil))
                let values = projection.row(row)
                for pixel in 0..<depth {
                    values[pixel] = (values[pixel] - sum * subtracted[pixel]) * pixelWeights[pixel]
                }
            }
        }
        for row in 0..<coefficients.rows {
            let values = coefficients.row(row)
            for position in 0..<count where positionWeights[position] > 0 {
                values[position] /= positionWeights[position]
            }
        }
    }

    private func weighted(_ factor: Matrix) -> Matrix {
        let result = Matrix(rows: factor.rows, columns: factor.columns)
        for row in 0..<factor.rows {
            let (source, target) = (factor.row(row), result.row(row))
            for pixel in 0..<depth { target[pixel] = source[pixel] * pixelWeights[pixel] }
        }
        return result
    }

    private func weightPositions(_ coefficients: Matrix) {
        for row in 0..<coefficients.rows {
            let values = coefficients.row(row)
            for position in 0..<count { values[position] *= positionWeights[position] }
        }
    }
}

/// Data seen through a `ScaledSide`.
struct ScaledOperator: DataOperator {
    let pixelSide: any DataSide
    let positionSide: any DataSide
    let squaredNorm: Double

    func uncertainty(of model: ProjectedModel) -> Double { 0 }
}
