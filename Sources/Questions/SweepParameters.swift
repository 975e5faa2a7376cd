import DataCube

/// How a half-step finds coefficients from Gram and target. A new method is a case here and a file in the engine.
public enum MethodName: String, CaseIterable, Hashable, Sendable, Codable {
    /// Alternating least squares, negatives set to zero: the founding paper's.
    case als
    /// Hierarchical alternating least squares: component by component, monotone.
    case hals
    /// Exact non-negative least squares in turn, by block principal pivoting: monotone.
    case nnls

    /// As shown: ALS.
    public var title: String { rawValue.uppercased() }
}

/// Where a run begins.
public enum StartName: String, CaseIterable, Hashable, Sendable, Codable {
    /// Uniform random coefficients: the founding paper's.
    case random
    /// From the singular vectors' non-negative parts; zeros stay zero. The same for every restart.
    case nndsvd
    /// Likewise, zeros replaced by the data's mean.
    case nndsvda
    /// Likewise, zeros replaced by small random numbers: another start for every restart.
    case nndsvdar
}

/// A weak wish that chooses among solutions of nearly equal error: an addition to Gram or target only.
public struct TieBreaker: Hashable, Sendable, Codable {
    /// What is wished for.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Components that overlap little (soft orthogonality).
        case orthogonality
        /// Few positions for each component.
        case sparsity
        /// Components close together (minimum volume).
        case volume
    }

    public var kind: Kind
    /// How strongly, relative to the mean diagonal of the Gram matrix: 1e-4 … 1e-3 is weak.
    public var weight: Double

    public init(kind: Kind, weight: Double) {
        self.kind = kind
        self.weight = weight
    }
}

/// A sweep: the factorization X ~ S C for every k, each from several random starts (paper, steps 1-9).
public struct SweepParameters: Hashable, Sendable, Codable {
    /// The numbers of components tried.
    public var componentCounts: ClosedRange<Int> = 2...15
    /// Random starts for each k.
    public var restarts = 20
    /// All randomness is a function of (seed, k, restart, index).
    public var seed: UInt64 = 1
    public var method = MethodName.als
    public var start = StartName.random
    /// A run ends when its MSE decreases by less than this, relatively, in one iteration.
    public var tolerance = 1e-5
    /// A run ends after so many iterations at the latest.
    public var maximumIterations = 100
    /// A run ends after so many seconds at the latest; nil: no limit. What is found then depends on the machine.
    public var timeBudget: Double?
    /// Every iteration on the data themselves, instead of on their compression with exact winners.
    public var isExact = false
    public var tieBreaker: TieBreaker?
    /// After the fits, gather what speaks for a number of components beside their errors.
    public var gathersEvidence = true
    public var mask = AnalysisMask()

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

    /// What a record written by an earlier version leaves out has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
            value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        self.init()
        try read(.componentCounts, &componentCounts)
        try read(.restarts, &restarts)
        try read(.seed, &seed)
        try read(.method, &method)
        try read(.start, &start)
        try read(.tolerance, &tolerance)
        try read(.maximumIterations, &maximumIterations)
        timeBudget = try values.decodeIfPresent(Double.self, forKey: .timeBudget)
        try read(.isExact, &isExact)
        tieBreaker = try values.decodeIfPresent(TieBreaker.self, forKey: .tieBreaker)
        try read(.gathersEvidence, &gathersEvidence)
        try read(.mask, &mask)
    }
}
