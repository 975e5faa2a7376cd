import Questions

/// Restarts of one k put together where they found the same solution.
struct RunGrouping {
    /// Restarts whose every component is alike, up to their order.
    private(set) var groups: [[Solver.Fit]] = []
    /// Mean cosine of one-to-one matched components between the best run and the others; 1 for a single run.
    let stability: Double

    /// Two runs found the same solution when every matched pair of components has at least this cosine.
    static let likeness = 0.95

    /// O(restarts · groups · k² · pixels).
    init(_ fits: [Solver.Fit]) {
        var similarities: [Double] = []
        for (number, fit) in fits.bestFirst.enumerated() {
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
        let lowest = groups.first?.first?.meanSquareError ?? 0
        return groups.compactMap(\.first)
            .filter { $0.meanSquareError - $0.summary.uncertainty <= (1 + excess) * lowest }
            .prefix(count).map { $0 }
    }

    /// The groups as they are told, the one with the lowest error first.
    /// - Parameters:
    ///   - runs: the runs' summaries as they now stand.
    ///   - exact: what was computed on the data of some representatives, the winner first.
    ///   - order: the winner's components, as they are told.
    func families(_ runs: [RunSummary], exact: [Winners.Exact], order: [Int]) -> [RunFamily] {
        guard let winner = exact.first else { return [] }
        func components(_ restart: Int, _ fit: Solver.Fit) -> Matrix {
            exact.first { $0.restart == restart }?.components ?? fit.components
        }
        func error(_ restart: Int) -> Double {
            runs.first { $0.restart == restart }?.meanSquareError ?? .infinity
        }
        let families = groups.compactMap { group -> RunFamily? in
            let restarts = group.map(\.restart).sorted { (error($0), $0) < (error($1), $1) }
            guard let first = group.first, let best = restarts.first, let worst = restarts.last else { return nil }
            let matching = ComponentMatching(winner.components, components(first.restart, first))
            return RunFamily(
                restarts: restarts, minimum: error(best), maximum: error(worst),
                similarities: order.map { matching.similarities[$0] })
        }
        return families.sorted { ($0.minimum, $0.restarts.first ?? 0) < ($1.minimum, $1.restarts.first ?? 0) }
    }
}

/// A run that can be told from others by its error.
protocol RankedRun {
    var meanSquareError: Double { get }
    var restart: Int { get }
}

extension Solver.Fit: RankedRun {
    var meanSquareError: Double { summary.meanSquareError }
    var restart: Int { summary.restart }
}

extension Winners.Exact: RankedRun {}

extension Sequence where Element: RankedRun {
    /// The lowest error first; of equal ones the earlier restart.
    var bestFirst: [Element] {
        sorted { ($0.meanSquareError, $0.restart) < ($1.meanSquareError, $1.restart) }
    }
}
