import Questions

/// Makes fits that were found on compressed data good: polished there, until they change no more, and then exact.
struct Winners {
    /// A fit with coefficients (k x positions) and what both leave of the data themselves.
    struct Exact {
        let restart: Int
        let meanSquareError: Double
        let components: Matrix
        let coefficients: Matrix
        /// Squared residuals of every kept position, summed over its pixels.
        let positionResiduals: [Double]
    }

    /// Comparisons between solutions need less than a run's own tolerance.
    private static let rule = StoppingRule(tolerance: 1e-8, maximumIterations: 200, timeBudget: nil)

    let compressed: any DataOperator
    let data: AnalysisData
    let method: any FactorizationMethod
    let tieBreaker: TieBreaker?
    let workers: Workers
    let steps: Steps

    /// - Parameter fits: at least one, all of one k.
    /// - Returns: the lowest error first.
    /// - Throws: `cancelled`, `cube`.
    func exact(_ fits: [Solver.Fit]) throws(EngineError) -> [Exact] {
        try Self.measured(try polished(fits), by: NonNegativeLeastSquares(), on: data, workers: workers, steps)
            .bestFirst
    }

    /// The same method from where each fit ended. Not a better one: on planted scenes converged minima of hierarchical
    /// least squares lie a ten-thousandth lower in error than what alternating least squares ends at, and recover half
    /// as well what was planted. One fit after the other, so that none waits for a longer one.
    private func polished(_ fits: [Solver.Fit]) throws(EngineError) -> [Solver.Fit] {
        var result: [Solver.Fit] = []
        for fit in fits {
            let restart = fit.summary.restart
            let batch = RunBatch(
                k: fit.components.rows, restarts: restart..<restart + 1, data: compressed, method: method,
                tieBreaker: tieBreaker, workers: workers)
            let ended = try batch.iterate(by: Self.rule, steps.within("polish\(restart)")) {
                (batch) throws(EngineError) in
                try batch.start(components: [fit.components], coefficientsBy: NonNegativeLeastSquares())
            }
            // A method that is not monotone may never come back to where it began.
            let best = ended.first { $0.meanSquareError <= fit.meanSquareError } ?? fit
            let components = method.isMonotone ? best.components : try settled(best.components)
            result.append(Solver.Fit(summary: fit.summary, components: components))
        }
        return result
    }

    /// The components of least squares for the coefficients of least squares for given components: both without the
    /// clamp that leaves a method's own last half-steps above what they could reach. The given ones where the error falls
    /// by no more than rounding.
    private func settled(_ components: Matrix) throws(EngineError) -> Matrix {
        let batch = RunBatch(
            k: components.rows, restarts: 0..<1, data: compressed, method: HierarchicalLeastSquares(rounds: 4),
            tieBreaker: tieBreaker, workers: workers)
        let before = try batch.start(components: [components], coefficientsBy: NonNegativeLeastSquares())
        try batch.updateComponents()
        let after = try batch.updateCoefficients()
        let rounding = compressed.rounding / compressed.elements
        let isLower = zip(before, after).allSatisfy { ($1 ?? .infinity) < ($0 ?? .infinity) - rounding }
        return isLower ? batch.bestComponents(slot: 0) : components
    }

    /// The coefficients that a method finds on the data, from zero, and what is then left. One pass over the data for
    /// all fits, whatever their k.
    /// - Throws: `cancelled`, `cube`.
    static func measured(
        _ fits: [Solver.Fit], by method: any FactorizationMethod, on data: AnalysisData, workers: Workers,
        _ steps: Steps = .none
    ) throws(EngineError) -> [Exact] {
        let step = steps.within("measured")
        if let kept = step.kept({ $0.exact(fits, positions: data.positions.count) }) {
            return kept
        }
        let side = StreamedOperator(data).positionSide
        let stack = ComponentStack(fits.map(\.components), columns: side.depth)
        let coefficients = Matrix(rows: stack.components.rows, columns: side.count)
        var slots: [RunSlot] = []
        var steps: [any HalfStep] = []
        for (fit, rows) in zip(fits, stack.rows) {
            let slot = RunSlot(restart: fit.summary.restart, k: rows.count, tiles: side.tiles.count)
            slot.componentGram = try Gram(rowsOf: stack.components.rows(rows), cancellation: workers.cancellation)
            steps.append(method.halfStep(gram: slot.componentGram))
            slots.append(slot)
        }
        // The residuals of every fit, one fit after the other.
        var residuals = fits.flatMap { _ in data.moments.positionSquares }
        try residuals.withUnsafeMutableBufferPointer { residuals throws(EngineError) in
            // Safe: every tile has positions of its own.
            nonisolated(unsafe) let residuals = residuals
            try side.pass(
                other: stack.components, coefficients: coefficients, projection: nil, workers: workers
            ) { tile in
                let first = side.tiles[tile.index].lowerBound
                for (index, rows) in stack.rows.enumerated() {
                    let own = tile.coefficients.rows(rows)
                    let target = tile.target.rows(rows)
                    steps[index].apply(target: target, coefficients: own)
                    slots[index].keep(tile: tile.index, coefficients: own, target: target)
                    let gram = slots[index].componentGram
                    for column in 0..<own.columns {
                        let place = index * side.count + first + column
                        residuals[place] = max(0, residuals[place] - gram.explained(own, target, column: column))
                    }
                }
            }
        }
        let exact = fits.indices.map { index in
            let (gram, inner) = slots[index].added(tiles: side.tiles.count)
            let squared = data.squaredNorm - 2 * inner + slots[index].componentGram.dot(gram)
            let rows = stack.rows[index]
            return Exact(
                restart: fits[index].summary.restart,
                meanSquareError: max(0, squared) / (Double(side.depth) * Double(side.count)),
                components: fits[index].components, coefficients: coefficients.rows(rows),
                positionResiduals: Array(residuals[index * side.count..<(index + 1) * side.count]))
        }
        step.keep { checkpoint in
            checkpoint.reserve(exact.reduce(0) { $0 + $1.byteCount })
            for fit in exact { checkpoint.append(fit) }
        }
        return exact
    }
}

extension Checkpoint {
    /// All of it but the components, which were given.
    fileprivate mutating func append(_ exact: Winners.Exact) {
        append(exact.meanSquareError)
        append(exact.coefficients)
        append(exact.positionResiduals)
    }
}

extension Winners.Exact {
    /// Bytes of what a checkpoint holds of it.
    fileprivate var byteCount: Int { coefficients.byteCount + 8 * (positionResiduals.count + 1) }
}

extension CheckpointReader {
    fileprivate mutating func exact(_ fits: [Solver.Fit], positions: Int) -> [Winners.Exact]? {
        var exact: [Winners.Exact] = []
        for fit in fits {
            let k = fit.components.rows
            guard let error = number(), let coefficients = matrix(rows: k, columns: positions),
                let residuals = numbers(positions)
            else { return nil }
            exact.append(
                Winners.Exact(
                    restart: fit.summary.restart, meanSquareError: error, components: fit.components,
                    coefficients: coefficients, positionResiduals: residuals))
        }
        return exact
    }
}

/// The components of several fits, one below the other.
struct ComponentStack {
    /// All rows x pixels.
    let components: Matrix
    /// Each fit's rows.
    let rows: [Range<Int>]

    init(_ fits: [Matrix], columns: Int) {
        components = Matrix(rows: fits.reduce(0) { $0 + $1.rows }, columns: columns)
        var start = 0
        var ranges: [Range<Int>] = []
        for fit in fits {
            ranges.append(start..<start + fit.rows)
            start += fit.rows
        }
        rows = ranges
        for (fit, range) in zip(fits, rows) { components.rows(range).copy(from: fit) }
    }
}

extension Gram {
    /// What one column's coefficients explain of its squared length: 2 <t, c> - cᵀ G c.
    fileprivate func explained(_ coefficients: Matrix, _ target: Matrix, column: Int) -> Double {
        var explained = 0.0
        for row in 0..<size {
            let value = Double(coefficients[row, column])
            guard value != 0 else { continue }
            var part = 2 * Double(target[row, column])
            for other in 0..<size { part -= self[row, other] * Double(coefficients[other, column]) }
            explained += value * part
        }
        return explained
    }
}
