import DataCube

/// What speaks for a number of components, beside the fits' own errors. Parts arrive one after the other.
public struct Evidence: Hashable, Sendable, Codable {
    /// How the data's variance follows their mean; nil until measured.
    public var noise: NoiseModel?
    /// The MSE that noise alone would leave at each k, less the degrees of freedom that k components take up; only
    /// where the noise model holds.
    public var noiseFloor: [Int: Double] = [:]
    /// Errors on data that the fit has not seen; nil until begun.
    public var heldOut: HeldOut?
    /// Mean cosine of one-to-one matched components between the restarts of a k, 0…1.
    public var stability: [Int: Double] = [:]
    /// The same between the best runs of neighbouring k: entry k matches k with k + 1.
    public var persistence: [Int: Double] = [:]
    /// nil until all that can be said is known.
    public var suggestion: Suggestion?

    public init() {}
}

/// How the values' variance follows their mean, from neighbouring positions: are they counts?
public struct NoiseModel: Hashable, Sendable, Codable {
    /// Value of a pixel without an electron.
    public var offset: Double
    /// Value per count.
    public var gain: Double
    /// Variance of a value without counts, in squared values.
    public var readVariance: Double
    /// Variance over mean of (value - offset) / gain: 1 for counts.
    public var factor: Double
    /// The factor lies in 0.9…1.1, so that converted values may be split as counts.
    public var areCounts: Bool
    /// Mean counts per kept pixel and position.
    public var meanCounts: Double
    /// One sentence: what was found, and what follows from it.
    public var statement: String

    public init(
        offset: Double, gain: Double, readVariance: Double, factor: Double, areCounts: Bool, meanCounts: Double,
        statement: String
    ) {
        self.offset = offset
        self.gain = gain
        self.readVariance = readVariance
        self.factor = factor
        self.areCounts = areCounts
        self.meanCounts = meanCounts
        self.statement = statement
    }
}

/// Errors on data that a fit has not seen.
public struct HeldOut: Hashable, Sendable, Codable {
    /// How data were held out.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Counts split at random into two independent halves (binomial thinning; Neufeld et al. 2022).
        case countSplitting
        /// Every other position, its coefficients interpolated from its neighbours.
        case interpolatedPositions
    }

    public var kind: Kind
    /// For each k, the test MSE of each split so far, in the same units as the fits' MSE.
    public var errors: [Int: [Double]]
    /// For each k, the test MSE of a fit to half as many counts as those of `errors` were fitted to; empty where the
    /// data are not counts, or not yet known.
    public var atLowerDose: [Int: Double]

    /// For each split of the counts, how far each singular direction of one half is found again in the other: in
    /// standard deviations of counting noise, in descending order of the singular values.
    public var significance: [[Double]] = []
    /// For each split of the counts, how many patterns that vary independently stand out from noise in both halves.
    public var directions: [Int] = []

    public init(kind: Kind, errors: [Int: [Double]] = [:], atLowerDose: [Int: Double] = [:]) {
        self.kind = kind
        self.errors = errors
        self.atLowerDose = atLowerDose
    }

    /// Mean over the splits.
    public func mean(of k: Int) -> Double? {
        guard let errors = errors[k], !errors.isEmpty else { return nil }
        return errors.reduce(0, +) / Double(errors.count)
    }
}

/// What the evidence says.
public struct Suggestion: Hashable, Sendable, Codable {
    /// How it stands.
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// The evidence agrees on one k.
        case agreed
        /// It names a k, but parts of it speak for others.
        case disputed
        /// Too few counts to tell.
        case tooFewCounts
        /// The data vary continuously (descan, bending, thickness): no single k exists.
        case continuous
        /// Nothing can be said.
        case unknown
    }

    public var verdict: Verdict
    /// nil where no k can be defended.
    public var k: Int?
    /// In words, the weightiest first.
    public var reasons: [String]

    public init(verdict: Verdict, k: Int?, reasons: [String]) {
        self.verdict = verdict
        self.k = k
        self.reasons = reasons
    }
}

/// Restarts of one k that found the same solution, up to the order of components.
public struct RunFamily: Hashable, Sendable, Codable {
    /// Its restarts, the best first.
    public var restarts: [Int]
    /// Lowest and highest MSE among them.
    public var minimum: Double
    public var maximum: Double
    /// For each component of the k's best run, the cosine of the component of this family's best run that is matched
    /// to it one-to-one; all 1 for the best family.
    public var similarities: [Double]

    public init(restarts: [Int], minimum: Double, maximum: Double, similarities: [Double]) {
        self.restarts = restarts
        self.minimum = minimum
        self.maximum = maximum
        self.similarities = similarities
    }
}

/// For every ordered pair (i, j) of components the largest a for which S_i - a S_j and C_j + a C_i stay non-negative
/// within noise: so much may move from one to the other without changing the product.
public struct ExchangeTable: Hashable, Sendable, Codable {
    /// k rows of k; entry [i][j]; 0 on the diagonal.
    public var largest: [[Double]]

    public init(largest: [[Double]]) { self.largest = largest }
}

/// What a decomposition leaves unexplained.
public struct Residual: Equatable, Sendable {
    /// Chi-square per position: squared residuals over expected variance, both summed over the kept pixels (over the
    /// mean squared residual where no noise model holds). NaN at positions left out.
    public var chiSquare: ScanMap
    /// Mean residual X - S C of each pixel over the positions, in counts; NaN at masked pixels.
    public var pattern: DiffractionPattern

    public init(chiSquare: ScanMap, pattern: DiffractionPattern) {
        self.chiSquare = chiSquare
        self.pattern = pattern
    }
}
