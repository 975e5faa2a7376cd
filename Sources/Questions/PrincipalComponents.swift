import DataCube

/// What is done to the data before their principal components are computed, and undone in the components.
public enum ComponentScaling: String, CaseIterable, Hashable, Sendable, Codable {
    /// Nothing: the truncated SVD, whose errors are the lower bounds of every factorization.
    case plain
    /// The mean pattern is taken away.
    case centred
    /// Every value is divided by the roots of its pixel's and its position's mean, so that counting noise is alike
    /// everywhere (M. R. Keenan & P. G. Kotula, Surface and Interface Analysis 36, 2004).
    case poisson
}

/// Principal components of the kept data.
public struct PrincipalComponents: Equatable, Sendable {
    /// Of the scaled data, descending.
    public var singularValues: [Double]
    /// Patterns in the data's own scale, NaN at masked pixels; of length 1 unless Poisson-weighted. The sign makes the
    /// largest absolute value positive.
    public var components: [DiffractionPattern]
    /// How much of each component there is at every position: the model is their sum, and the mean pattern where the data
    /// are centred. NaN at positions left out.
    public var distributions: [ScanMap]
    /// Entry k - 1 is the MSE of the model of the first k components (and the mean pattern, where centred), in the data's
    /// own scale.
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
