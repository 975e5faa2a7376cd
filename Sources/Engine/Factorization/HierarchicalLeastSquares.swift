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

    func halfStep(gram: Gram) -> any HalfStep { Step(gram: gram.values.map(Float.init), rounds: rounds) }

    private struct Step: HalfStep {
        let gram: [Float]
        let rounds: Int

        func apply(target: Matrix, coefficients: Matrix) {
            for _ in 0..<rounds {
                product_hierarchical(
                    Int64(coefficients.rows), Int64(coefficients.columns), gram, target.base, Int64(target.stride),
                    coefficients.base, Int64(coefficients.stride))
            }
        }
    }
}
