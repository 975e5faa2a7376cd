import CKernels

/// Source: A. Cichocki, R. Zdunek & S. Amari, Hierarchical ALS algorithms (ICA 2007): each row of the coefficients is
/// set to its best non-negative value while the others stay, one after the other; the mean square error never rises.
///
/// A row whose factor died (zero on the diagonal) becomes zero. Several rounds on one target cost less than a new
/// target (N. Gillis & F. Glineur, Neural Computation 24, 2012).
struct HierarchicalLeastSquares: FactorizationMethod {
    /// Rounds over all rows in a half-step.
    var rounds = 2

    var isMonotone: Bool { true }

    func halfStep(gram: Gram, lengths: [Float]) -> any HalfStep {
        // A row sees those after it as they were, so the first round's Gram matrix gives them their lengths.
        var first = gram
        for row in 0..<gram.size {
            for later in row + 1..<max(row + 1, gram.size) { first[row, later] *= Double(lengths[later]) }
        }
        let others = [[Float]](repeating: gram.values.map(Float.init), count: max(0, rounds - 1))
        return Step(rounds: max(1, rounds), grams: first.values.map(Float.init) + others.joined())
    }

    private struct Step: HalfStep {
        let rounds: Int
        /// The Gram matrix that each round takes, one after the other.
        let grams: [Float]

        func apply(target: Matrix, coefficients: Matrix) {
            product_hierarchical(
                Int64(rounds), Int64(coefficients.rows), Int64(coefficients.columns), grams, target.base,
                Int64(target.stride), coefficients.base, Int64(coefficients.stride))
        }
    }
}
