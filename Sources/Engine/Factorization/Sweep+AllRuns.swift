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
        let exchanges = try Unexplained(best, of: basis.data, workers: workers).exchanges()
        var runs = fits.map(\.summary)
        for index in runs.indices {
            guard let found = exact.first(where: { $0.restart == runs[index].restart }) else { continue }
            runs[index].meanSquareError = found.meanSquareError
            runs[index].uncertainty = 0
        }
        let partners = Dictionary(
            uniqueKeysWithValues: exact.map {
                ($0.restart, ComponentMatching(best.components, $0.components).partners)
            })
        let families = grouping.families(runs, exact: exact)
        let (leading, order) = basis.data.decomposition(best)
        var decompositions: [Decomposition] = []
        for found in exact.sorted(by: { $0.restart < $1.restart }) {
            guard found.restart != best.restart, let partners = partners[found.restart] else {
                decompositions.append(leading)
                continue
            }
            let (decomposition, rows) = basis.data.decomposition(found)
            // Place in the decomposition of each of the best run's components, in the order in which those are told.
            let places = order.compactMap { row in rows.firstIndex(of: partners[row]) }
            var own = decomposition
            own.components = places.map { decomposition.components[$0] }
            own.distributions = places.map { decomposition.distributions[$0] }
            decompositions.append(own)
        }
        return AllRuns(
            runs: runs, decompositions: decompositions,
            families: families.map { family in
                var family = family
                family.similarities = order.map { family.similarities[$0] }
                return family
            }, exchanges: ExchangeTable(largest: order.map { first in order.map { exchanges[first][$0] } }))
    }
}
