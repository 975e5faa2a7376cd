/// The data by their largest singular vectors: X ≈ Q B, small enough to stay in the processor's caches, with what is
/// known of the rest.
package struct Compression: Sendable {
    private let singularValues: [Double]
    private let squaredNorm: Double
    private let pixelSide: CompressedSide
    private let positionSide: CompressedSide

    /// Directions that a compression holds at most, as long as k needs no more.
    private static let mostDirections = 80
    /// The spectrum is flat from where its squared values fall by less than this until twice as far.
    private static let flatness = 1.5
    /// By how much a singular value that has not settled may be too low.
    private static let margin = 1.2

    /// Data with at most so many elements are cheap enough for all the directions that passes may find.
    private static let smallData = 1 << 22
    private static let allDirections = 240

    /// How many directions to ask for, for up to k components.
    static func rank(for k: Int, of data: any DataOperator) -> Int {
        data.elements <= Double(smallData) ? allDirections : largeRank(for: k)
    }

    /// The same for data that are not small.
    static func largeRank(for k: Int) -> Int { max(mostDirections, 2 * k + 20) }

    package init(_ svd: KrylovSVD) {
        singularValues = svd.singularValues
        squaredNorm = svd.squaredNorm
        pixelSide = CompressedSide(svd.components)
        positionSide = CompressedSide(svd.scores)
    }

    /// The data for fits of k components: at least 2 k + 4 directions (the rest being noise, two for each component
    /// are enough), and all above the spectrum's flat part.
    package func data(for k: Int) -> CompressedOperator {
        let values = singularValues
        let isSmall = Double(pixelSide.count) * Double(positionSide.count) <= Double(Self.smallData)
        let signal = isSmall ? values.count : Self.signalRank(values)
        let rank = min(values.count, max(2 * k + 4, signal))
        return CompressedOperator(
            pixelSide: pixelSide.prefix(rank), positionSide: positionSide.prefix(rank),
            squaredNorm: squaredNorm, singularValues: Array(values.prefix(rank)),
            remainder: remainder(after: rank))
    }

    /// How many values stand above the spectrum's flat part.
    private static func signalRank(_ values: [Double]) -> Int {
        values.indices.first { index in
            let further = values[min(2 * index + 2, values.count - 1)]
            return values[index] * values[index] <= flatness * further * further
        } ?? values.count
    }

    /// The largest singular value of what the first directions leave: the next one found, or the last, with a margin
    /// because the last have not settled; never more than all the rest in one direction.
    private func remainder(after rank: Int) -> Double {
        let left = singularValues.prefix(rank).reduce(squaredNorm) { $0 - $1 * $1 }
        let whole = max(0, left).squareRoot()
        guard let last = singularValues.last else { return whole }
        return min(whole, Self.margin * (rank < singularValues.count ? singularValues[rank] : last))
    }
}

/// The projection of X on its first singular vectors.
package struct CompressedOperator: DataOperator {
    package let pixelSide: any DataSide
    package let positionSide: any DataSide
    /// Of the data, not of the projection.
    package let squaredNorm: Double
    fileprivate let singularValues: [Double]
    fileprivate let remainder: Double

    /// The inner product of the model with what the projection leaves out, R, is at most σ(R) times the nuclear norm
    /// of the model outside the projection's rows and columns, and that at most √k times its Frobenius norm:
    /// ||(I - QQᵀ) S C (I - VVᵀ)||² = <SᵀS - PPᵀ, CCᵀ - WWᵀ>, P and W being the projections on unit vectors.
    package func uncertainty(of model: ProjectedModel) -> Double {
        let k = model.componentGram.size
        var components = model.componentGram
        var coefficients = model.coefficientGram
        for row in 0..<k {
            for column in 0..<k {
                for index in singularValues.indices {
                    let value = singularValues[index]
                    components[row, column] -=
                        Double(model.components[row, index]) * Double(model.components[column, index])
                    guard value > 0 else { continue }
                    coefficients[row, column] -=
                        Double(model.coefficients[row, index]) * Double(model.coefficients[column, index])
                        / (value * value)
                }
            }
        }
        let outside = max(0, components.dot(coefficients)).squareRoot()
        return 2 * remainder * Double(k).squareRoot() * outside + rounding
    }
}
