import Questions

/// The coefficients that runs begin with.
enum StartingPoint: Sendable {
    /// Uniform in [0, 1) (paper, step 2).
    case random
    /// From singular vectors: `scores` are the data's projections on them, rank x positions.
    case singular(StartName, components: Matrix, scores: Matrix)

    /// - Parameter most: components at most; of so many singular vectors a copy is kept, of the others nothing.
    init(_ name: StartName, _ svd: KrylovSVD, most: Int) {
        let count = min(most, svd.components.rows)
        self =
            name == .random
            ? .random
            : .singular(
                name, components: Matrix(copying: svd.components.rows(0..<count)),
                scores: Matrix(copying: svd.scores.rows(0..<count)))
    }

    /// Writes the coefficients, k x positions, of a restart.
    func fill(_ coefficients: Matrix, seed: UInt64, k: Int, restart: Int) {
        let random = RandomStart(seed: seed, k: k, restart: restart)
        switch self {
        case .random:
            random.fill(coefficients)
        case .singular(let name, let components, let scores):
            Self.fill(coefficients, name, components, scores, random)
        }
    }

    /// Source: C. Boutsidis & E. Gallopoulos, SVD based initialization: a head start for nonnegative matrix
    /// factorization (Pattern Recognition 41, 2008). Of each pair of singular vectors either the positive parts or the
    /// negative parts are taken, whichever pair has the larger product of lengths; zeros are then kept (nndsvd),
    /// replaced by the mean (nndsvda), or by random numbers up to a fiftieth of it (nndsvdar).
    private static func fill(
        _ coefficients: Matrix, _ name: StartName, _ components: Matrix, _ scores: Matrix, _ random: RandomStart
    ) {
        var sum = 0.0
        for row in 0..<coefficients.rows {
            let own = coefficients.row(row)
            guard row < scores.rows else {
                for column in 0..<coefficients.columns { own[column] = 0 }
                continue
            }
            let sign = Self.strongerSign(components, scores, row: row)
            let score = scores.row(row)
            for column in 0..<coefficients.columns {
                own[column] = max(0, sign * score[column])
                sum += Double(own[column])
            }
        }
        let mean = Float(sum / Double(max(1, coefficients.rows * coefficients.columns)))
        guard name != .nndsvd else { return }
        for row in 0..<coefficients.rows {
            let own = coefficients.row(row)
            for column in 0..<coefficients.columns where own[column] == 0 {
                own[column] =
                    name == .nndsvda
                    ? mean : mean / 50 * random.uniform(row &* coefficients.columns &+ column)
            }
        }
    }

    /// 1 where the positive parts are stronger, else -1.
    private static func strongerSign(_ components: Matrix, _ scores: Matrix, row: Int) -> Float {
        func parts(_ matrix: Matrix) -> (positive: Double, negative: Double) {
            var sums = (positive: 0.0, negative: 0.0)
            let values = matrix.row(row)
            for column in 0..<matrix.columns {
                let square = Double(values[column]) * Double(values[column])
                if values[column] > 0 { sums.positive += square } else { sums.negative += square }
            }
            return sums
        }
        let (left, right) = (parts(components), parts(scores))
        return left.positive * right.positive >= left.negative * right.negative ? 1 : -1
    }
}
