import Questions

extension Sweep {
    /// Every run of the sweep's first k whole, exact on the data.
    ///
    /// - Parameter report: gets every run's iterations and end, by one thread at a time.
    /// - Throws: as `run`.
    public func allRuns(cancellation: Cancellation, report: (SweepEvent) -> Void) throws(EngineError) -> AllRuns {
        let k = parameters.componentCounts.lowerBound
        let workers = Workers(threads: threads, cancellation: cancellation)
        let basis = try basis(workers: workers) { report(.began($0)) }
        let fits = try fits(k, basis: basis, workers: workers, report: report)
        let grouping = RunGrouping(fits)
        let exact = try exact(fits, basis: basis, workers: workers)
        guard let best = exact.first else { throw .parameter("A factorization needs at least 1 restart.") }
        var runs = fits.map(\.summary)
        for found in exact { runs.settle(found) }
        let order = basis.data.order(of: best)
        let families = grouping.families(runs, exact: exact, order: order)
        let unexplained = try Unexplained(
            best, of: basis.data, by: fitted(k, basis: basis), workers: workers)
        let exchanges = unexplained.exchanges(order: order)
        let decompositions = exact.sorted { $0.restart < $1.restart }.map { found in
            let partners = ComponentMatching(best.components, found.components).partners
            return basis.data.decomposition(found, order: order.map { partners[$0] })
        }
        return AllRuns(runs: runs, decompositions: decompositions, families: families, exchanges: exchanges)
    }
}
