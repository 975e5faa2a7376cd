import DataCube

/// How a half-step finds coefficients from Gram and target. A new method is a case here and a file in the engine.
public enum MethodName: String, CaseIterable, Hashable, Sendable, Codable {
    /// Alternating least squares, negatives set to zero: the founding paper's.
    case als

    /// As shown: ALS.
    public var title: String { rawValue.uppercased() }
}

/// A sweep: the factorization X ~ S C for every k, each from several random starts (paper, steps 1-9).
public struct SweepParameters: Hashable, Sendable, Codable {
    /// The numbers of components tried.
    public var componentCounts: ClosedRange<Int>
    /// Random starts for each k.
    public var restarts: Int
    /// All randomness is a function of (seed, k, restart, index).
    public var seed: UInt64
    public var method: MethodName
    /// A run ends when its MSE decreases by less than this, relatively, in one iteration.
    public var tolerance: Double
    /// A run ends after so many iterations at the latest.
    public var maximumIterations: Int
    public var mask: AnalysisMask

    /// The paper's: k = 2…15, 20 restarts, at most 100 iterations.
    public init(
        componentCounts: ClosedRange<Int> = 2...15, restarts: Int = 20, seed: UInt64 = 1, method: MethodName = .als,
        tolerance: Double = 1e-5, maximumIterations: Int = 100, mask: AnalysisMask = AnalysisMask()
    ) {
        self.componentCounts = componentCounts
        self.restarts = restarts
        self.seed = seed
        self.method = method
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
        self.mask = mask
    }

    /// How many factorizations the sweep computes.
    public var fits: Int { componentCounts.count * restarts }
}

/// Why a run ended.
public enum StopReason: String, Hashable, Sendable, Codable {
    /// The relative decrease fell below the tolerance, or the best iterate had not improved for ten iterations.
    case converged
    /// The largest number of iterations was reached.
    case iterationLimit
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

    public init(restart: Int, meanSquareError: Double, iterations: Int, stop: StopReason) {
        self.restart = restart
        self.meanSquareError = meanSquareError
        self.iterations = iterations
        self.stop = stop
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
    /// Wall time, seconds.
    public var seconds: Double

    public init(k: Int, runs: [RunSummary], best: Decomposition, seconds: Double) {
        self.k = k
        self.runs = runs
        self.best = best
        self.seconds = seconds
    }

    /// Lowest MSE of the runs.
    public var minimum: Double { runs.map(\.meanSquareError).min() ?? .nan }
    /// Mean MSE of the runs.
    public var mean: Double { runs.map(\.meanSquareError).reduce(0, +) / Double(max(1, runs.count)) }
}

/// What an analysis left out, counted.
public struct Exclusions: Hashable, Sendable, Codable {
    /// Kept and all detector pixels.
    public var keptPixels: Int
    public var allPixels: Int
    /// Of the dropped pixels, how many were hot, dead, not finite.
    public var hotPixels: Int
    public var deadPixels: Int
    public var nonFinitePixels: Int
    /// Kept and all probe positions.
    public var keptPositions: Int
    public var allPositions: Int
    /// Positions left out because a kept pixel is not finite there.
    public var nonFinitePositions: Int

    public init(
        keptPixels: Int, allPixels: Int, hotPixels: Int, deadPixels: Int, nonFinitePixels: Int, keptPositions: Int,
        allPositions: Int, nonFinitePositions: Int
    ) {
        self.keptPixels = keptPixels
        self.allPixels = allPixels
        self.hotPixels = hotPixels
        self.deadPixels = deadPixels
        self.nonFinitePixels = nonFinitePixels
        self.keptPositions = keptPositions
        self.allPositions = allPositions
        self.nonFinitePositions = nonFinitePositions
    }
}

/// Something that happened in a sweep, in the order it happened.
public enum SweepEvent: Equatable, Sendable {
    /// The data were looked at and the sweep begins.
    case began(Exclusions)
    /// Lower bounds of every MSE: entry k - 1 is the MSE of the best rank-k approximation without signs (SVD).
    case bounds([Double])
    /// A run's MSE after an iteration (1-based).
    case iteration(k: Int, restart: Int, iteration: Int, meanSquareError: Double)
    /// A run ended.
    case finishedRun(k: Int, RunSummary)
    /// All runs of a k ended; the result is filed before the event is reported.
    case finished(k: Int, seconds: Double)
}

/// Principal components of the kept data (uncentred).
public struct PrincipalComponents: Equatable, Sendable {
    /// Descending.
    public var singularValues: [Double]
    /// Unit-norm patterns, NaN at masked pixels; the sign makes the largest absolute value positive.
    public var components: [DiffractionPattern]
    /// Scores: the data's projection on each component, NaN at positions left out.
    public var distributions: [ScanMap]
    /// Entry k - 1 is the MSE of the approximation by the first k components.
    public var meanSquareErrors: [Double]

    public init(
        singularValues: [Double], components: [DiffractionPattern], distributions: [ScanMap],
        meanSquareErrors: [Double]
    ) {
        self.singularValues = singularValues
        self.components = components
        self.distributions = distributions
        self.meanSquareErrors = meanSquareErrors
    }
}
