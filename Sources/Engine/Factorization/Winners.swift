import Questions

/// Makes fits that were found on compressed data good: polished there, until they change no more, and then exact.
struct Winners {
    /// A fit with coefficients (k x positions) and the error that both have on the data themselves.
    struct Exact {
        let restart: Int
        let meanSquareError: Double
        let components: Matrix
        let coefficients: Matrix
    }

    /// Comparisons between solutions need less than a run's own tolerance.
    private static let rule = StoppingRule(tolerance: 1e-8, maximumIterations: 200, timeBudget: nil)

    let compressed: any DataOperator
    let data: any DataOperator
    let tieBreaker: TieBreaker?
    let workers: Workers

    /// - Parameter fits: at least one, all of one k.
    /// - Throws: `cancelled`, `cube`.
    func exact(_ fits: [Solver.Fit]) throws(EngineError) -> [Exact] {
        try measured(polished(fits), by: NonNegativeLeastSquares())
    }

    /// Hierarchical least squares from where each fit ended.
    private func polished(_ fits: [Solver.Fit]) throws(EngineError) -> [Solver.Fit] {
        var result = fits
        try result.withUnsafeMutableBufferPointer { result throws(EngineError) in
            nonisolated(unsafe) let result = result
            let alone = Workers(threads: 1, cancellation: workers.cancellation)
            try workers.forEachTile(fits.count) { (index, _) throws(EngineError) in
                let fit = fits[index]
                let restart = fit.summary.restart
                let batch = RunBatch(
                    k: fit.components.rows, restarts: restart..<restart + 1, data: compressed,
                    method: HierarchicalLeastSquares(), tieBreaker: tieBreaker, workers: alone)
                _ = try batch.start(
                    components: [fit.components], coefficientsBy: NonNegativeLeastSquares(), goesOn: true)
                if let polished = try batch.iterate(by: Self.rule).first {
                    result[index] = Solver.Fit(summary: fit.summary, components: polished.components)
                }
            }
        }
        return result
    }

    /// The coefficients that a method finds on the data, from zero, and the error that is then left. One pass over the
    /// data.
    func measured(
        _ fits: [Solver.Fit], by method: any FactorizationMethod
    ) throws(EngineError) -> [Exact] {
        guard let k = fits.first?.components.rows else { return [] }
        let batch = RunBatch(
            k: k, restarts: 0..<fits.count, data: data, method: method, tieBreaker: nil,
            workers: workers)
        let errors = try batch.start(components: fits.map(\.components), coefficientsBy: method, goesOn: false)
        return fits.indices.map { index in
            Exact(
                restart: fits[index].summary.restart, meanSquareError: errors[index],
                components: fits[index].components, coefficients: batch.newestCoefficients(slot: index))
        }
    }
}
