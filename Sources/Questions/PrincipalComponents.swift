import DataCube

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
