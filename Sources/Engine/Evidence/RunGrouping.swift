import Questions

/// Restarts of one k put together where they found the same solution.
struct RunGrouping {
    /// Restarts whose every component is alike, up to their order.
    private(set) var groups: [[Solver.Fit]] = []
    /// Mean cosine of one-to-one matched components between the best run and the others; 1 for a single run.
    let stability: Double

    /// Two runs found the same solution when every matched pair of components has at least this cosine.
    static let likeness = 0.95

    /// The run with the lowest error; the first of equal ones.
    static func lowest(_ fits: [Solver.Fit]) -> Solver.Fit? {
        fits.min {
            ($0.summary.meanSquareError, $0.summary.restart) < ($1.summary.meanSquareError, $1.summary.restart)
        }
    }

    /// O(restarts · groups · k² · pixels).
    init(_ fits: [Solver.Fit]) {
        let ascending = fits.sorted {
            ($0.summary.meanSquareError, $0.summary.restart) < ($1.summary.meanSquareError, $1.summary.restart)
        }
        var similarities: [Double] = []
        for (number, fit) in ascending.enumerated() {
            var home: Int?
            for (index, group) in groups.enumerated() {
                let matching = ComponentMatching(group[0].components, fit.components)
                if index == 0, number > 0 { similarities.append(matching.mean) }
                if matching.least >= Self.likeness {
                    home = index
                    break
                }
            }
            if let home { groups[home].append(fit) } else { groups.append([fit]) }
        }
        stability = similarities.isEmpty ? 1 : similarities.reduce(0, +) / Double(similarities.count)
    }

    /// The best run of each group whose error, with its uncertainty, is at most so much above the lowest, relatively.
    func representatives(within excess: Double, atMost count: Int) -> [Solver.Fit] {
        let lowest = groups.first?.first?.summary.meanSquareError ?? 0
        return groups.compactMap(\.first)
            .filter { $0.summary.meanSquareError - $0.summary.uncertainty <= (1 + excess) * lowest }
            .prefix(count).map { $0 }
    }

    /// The groups as they are told.
    /// - Parameters:
    ///   - runs: the runs' summaries as they now stand.
    ///   - exact: what was computed on the data of some representatives, the winner first.
    func families(_ runs: [RunSummary], exact: [Winners.Exact]) -> [RunFamily] {
        guard let winner = exact.first else { return [] }
        func components(_ restart: Int, _ fit: Solver.Fit) -> Matrix {
            exact.first { $0.restart == restart }?.components ?? fit.components
        }
        func error(_ restart: Int) -> Double {
            runs.first { $0.restart == restart }?.meanSquareError ?? .infinity
        }
        var families = groups.compactMap { group -> RunFamily? in
            let restarts = group.map(\.summary.restart).sorted { (error($0), $0) < (error($1), $1) }
            guard let first = group.first, let best = restarts.first, let worst = restarts.last else { return nil }
            let own = components(first.summary.restart, first)
            return RunFamily(
                restarts: restarts, minimum: error(best), maximum: error(worst),
                similarities: ComponentMatching(winner.components, own).similarities)
        }
        families.sort { ($0.minimum, $0.restarts.first ?? 0) < ($1.minimum, $1.restarts.first ?? 0) }
        return families
    }
}
