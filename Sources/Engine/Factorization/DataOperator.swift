/// The data X (pixels x positions) as what can be multiplied with it from both sides.
package protocol DataOperator: Sendable {
    var pixelSide: any DataSide { get }
    var positionSide: any DataSide { get }
    /// ||X||².
    var squaredNorm: Double { get }
    /// How far ||X - S C||², from projections and Gram matrices of this operator, may be from the data's own.
    func uncertainty(of model: ProjectedModel) -> Double
}

extension DataOperator {
    package var pixels: Int { pixelSide.count }
    package var positions: Int { positionSide.count }
    /// What single precision loses of ||X||².
    var rounding: Double { 1e-7 * squaredNorm }
    /// Elements of X.
    package var elements: Double { Double(pixels) * Double(positions) }
}

/// A product S C by what is known of it without its elements: k rows each.
package struct ProjectedModel {
    /// k x depth of the pixel side.
    package let components: Matrix
    /// Sᵀ S.
    package let componentGram: Gram
    /// k x depth of the position side.
    package let coefficients: Matrix
    /// C Cᵀ.
    package let coefficientGram: Gram

    package init(components: Matrix, componentGram: Gram, coefficients: Matrix, coefficientGram: Gram) {
        self.components = components
        self.componentGram = componentGram
        self.coefficients = coefficients
        self.coefficientGram = coefficientGram
    }
}
