import DataCube

/// Why a run ended.
public enum StopReason: String, CaseIterable, Hashable, Sendable, Codable {
    /// The relative decrease fell below the tolerance, or the best iterate had not improved for ten iterations.
    case converged
    /// The largest number of iterations was reached.
    case iterationLimit
    /// The time budget was spent.
    case timeBudget
}

/// One finished run of a factorization.
public struct RunSummary: Hashable, Sendable, Codable {
    /// 0-based.
    public var restart: Int
    /// MSE of the iterate that the run returns, in squared counts per kept pixel and position.
    public var meanSquareError: Double
    /// Iterations computed.
    public var iterations: Int
    public var stop: StopReason
    /// The MSE on the data lies within so much of `meanSquareError`; 0 where it is exact.
    public var uncertainty: Double

    public init(
        restart: Int, meanSquareError: Double, iterations: Int, stop: StopReason, uncertainty: Double = 0
    ) {
        self.restart = restart
        self.meanSquareError = meanSquareError
        self.iterations = iterations
        self.stop = stop
        self.uncertainty = uncertainty
    }
}

/// Components and their distributions, in descending order of the distributions' sums.
public struct Decomposition: Equatable, Sendable {
    /// Which restart it came from, 0-based.
    public var restart: Int
    /// In squared counts per kept pixel and position.
    public var meanSquareError: Double
    /// Diffraction patterns; each sums to 1 over the kept pixels, NaN at the masked ones.
    public var components: [DiffractionPattern]
    /// Maps in counts per position; NaN at positions that were left out.
    public var distributions: [ScanMap]

    public init(
        restart: Int, meanSquareError: Double, components: [DiffractionPattern], distributions: [ScanMap]
    ) {
        self.restart = restart
        self.meanSquareError = meanSquareError
        self.components = components
        self.distributions = distributions
    }

    /// Each component's part of all counts explained, in the same order; sums to 1.
    public var shares: [Double] {
        let sums = distributions.map { $0.values.reduce(0.0) { $1.isNaN ? $0 : $0 + Double($1) } }
        let total = sums.reduce(0, +)
        return sums.map { total > 0 ? $0 / total : 0 }
    }
}

/// All runs of one k, and the best of them whole.
public struct FactorizationResult: Equatable, Sendable {
    /// The number of components.
    public var k: Int
    /// One per restart, in restart order; fewer when the work was cancelled.
    public var runs: [RunSummary]
    /// The run with the lowest MSE.
    public var best: Decomposition
    /// Runs that found the same solution, the family with the lowest MSE first.
    public var families: [RunFamily]
    /// Mean cosine of one-to-one matched components between the best run and the others, 0…1; 1 for a single run.
    public var stability: Double
    /// What the best run's components may exchange; nil where it was not computed.
    public var exchanges: ExchangeTable?
    /// What the best run leaves unexplained; nil where it was not computed.
    public var residual: Residual?
    /// Wall time, seconds.
    public var seconds: Double

    public init(
        k: Int, runs: [RunSummary], best: Decomposition, families: [RunFamily] = [], stability: Double = 1,
        exchanges: ExchangeTable? = nil, residual: Residual? = nil, seconds: Double
    ) {
        self.k = k
        self.runs = runs
        self.best = best
        self.families = families
        self.stability = stability
        self.exchanges = exchanges
        self.residual = residual
        self.seconds = seconds
    }

    /// The best run's MSE: the lowest, where all are exact.
    public var minimum: Double { best.meanSquareError }
    /// Mean MSE of the runs.
    public var mean: Double { runs.map(\.meanSquareError).reduce(0, +) / Double(max(1, runs.count)) }
}

/// All runs of one k, each whole.
public struct AllRuns: Equatable, Sendable {
    /// One per restart, in restart order, as the decompositions.
    public var runs: [RunSummary]
    /// Every run's components and distributions, in the order of the best run's components that they are matched to.
    public var decompositions: [Decomposition]
    /// Runs that found the same solution, the family with the lowest MSE first.
    public var families: [RunFamily]
    /// What the best run's components may exchange.
    public var exchanges: ExchangeTable

    public init(
        runs: [RunSummary], decompositions: [Decomposition], families: [RunFamily], exchanges: ExchangeTable
    ) {
        self.runs = runs
        self.decompositions = decompositions
        self.families = families
        self.exchanges = exchanges
    }
}
