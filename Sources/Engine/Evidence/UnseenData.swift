/// Components of several factorizations beside data that they were not fitted to.
struct UnseenData {
    private let data: AnalysisData
    private let components: [Matrix]

    init(_ data: AnalysisData, _ components: [Matrix]) {
        self.data = data
        self.components = components
    }

    /// S Y of each factorization (k x positions), in one pass over the data Y.
    /// - Throws: `cancelled`, `cube`.
    func targets(workers: Workers) throws(EngineError) -> [Matrix] {
        let side = StreamedOperator(data).positionSide
        let stack = ComponentStack(components, columns: side.depth)
        let targets = Matrix(rows: stack.components.rows, columns: side.count)
        try side.pass(other: stack.components, coefficients: targets, projection: nil, workers: workers) { tile in
            tile.coefficients.copy(from: tile.target)
        }
        return stack.rows.map { targets.rows($0) }
    }

    /// ||Y - S C||² / elements of the first factorizations, as many as there are coefficients.
    /// - Throws: `cancelled`.
    func errors(
        _ coefficients: [Matrix], _ targets: [Matrix], workers: Workers
    ) throws(EngineError) -> [Double] {
        var errors: [Double] = []
        for (index, own) in coefficients.enumerated() {
            var inner = 0.0
            for row in 0..<own.rows {
                inner += Summation.dot(targets[index].row(row), own.row(row), count: own.columns)
            }
            let left = try Gram(rowsOf: components[index], cancellation: workers.cancellation)
            let right = try Gram(rowsOf: own, cancellation: workers.cancellation)
            let squared = data.squaredNorm - 2 * inner + left.dot(right)
            errors.append(max(0, squared) / Double(data.pixels.count) / Double(data.positions.count))
        }
        return errors
    }
}
