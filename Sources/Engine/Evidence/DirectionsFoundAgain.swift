/// How many singular directions of one half of the counts are found again in the other: the number of patterns that vary
/// independently and stand out from noise, whatever their signs.
///
/// With u, v the singular vectors of one half and Y the other half, every uᵢᵀ Y vⱼ is noise of known variance unless both
/// belong to what is really there. So the matrix of these, in standard deviations, has as many singular values above
/// those of noise as there are signals, also where a faint one is spread over several directions.
struct DirectionsFoundAgain {
    /// uᵢᵀ Y vᵢ in standard deviations of counting noise, in descending order of the singular values.
    let significance: [Double]
    /// How many there are.
    let count: Int

    /// n x n independent standard normal numbers have no singular value much above 2 √n; correlations between the
    /// directions' noise make it somewhat larger.
    private static let margin = 1.4

    /// As they were found before.
    init(significance: [Double], count: Int) {
        self.significance = significance
        self.count = count
    }

    /// - Parameter targets: Uᵀ Y, directions x positions.
    init(of svd: KrylovSVD, targets: Matrix, in unseen: AnalysisData) {
        let moments = unseen.moments
        let count = svd.singularValues.count
        let products = Matrix(rows: count, columns: count)
        multiplyTransposed(targets, svd.scores, into: products)
        // Poisson noise whose mean at a pixel and position is the product of both means over the whole mean.
        let whole = max(moments.sum, .leastNormalMagnitude)
        func weighted(_ rows: Matrix, _ sums: [Double]) -> [Double] {
            (0..<count).map { row in
                let values = rows.row(row)
                return sums.indices.reduce(0) { $0 + Double(values[$1]) * Double(values[$1]) * max(0, sums[$1]) }
            }
        }
        let pixelParts = weighted(svd.components, moments.pixelSums)
        let positionParts = weighted(svd.scores, moments.positionSums)
        func whitened(_ row: Int, _ column: Int) -> Double {
            let variance = pixelParts[row] * positionParts[column] / whole
            return variance > 0 ? Double(products[row, column]) / variance.squareRoot() : 0
        }
        significance = (0..<count).map { whitened($0, $0) }
        var gram = Gram(size: count)
        for first in 0..<count {
            for second in 0..<count {
                gram[first, second] = (0..<count).reduce(0) { $0 + whitened(first, $1) * whitened(second, $1) }
            }
        }
        let edge = Self.margin * 2 * Double(count).squareRoot()
        self.count = SymmetricEigen(gram)?.values.filter { $0 > edge * edge }.count ?? 0
    }
}
