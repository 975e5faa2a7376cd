import CKernels

/// Source: J. Kim & H. Park, Fast nonnegative matrix factorization: an active-set-like method and comparisons
/// (SIAM J. Sci. Comput. 33, 2011), block principal pivoting: the exact non-negative least squares solution of every
/// column, by exchanging between the passive set (coefficients above zero) and its complement whatever violates the
/// conditions of optimality.
///
/// It begins at the passive set that some rounds of hierarchical least squares end with, which is nearly the one sought.
/// Where exchanging all violations at once does not reduce their number three times in a row, only the last one is
/// exchanged, which ends (Júdice & Pires 1994). Consecutive columns with one passive set share its Cholesky factor. A
/// row that depends on others of its passive set becomes zero.
struct NonNegativeLeastSquares: FactorizationMethod {
    var isMonotone: Bool { true }

    func halfStep(gram: Gram, lengths: [Float]) -> any HalfStep {
        Step(gram: gram, approach: HierarchicalLeastSquares(rounds: 8).halfStep(gram: gram, lengths: lengths))
    }

    private struct Step: HalfStep {
        let gram: Gram
        let approach: any HalfStep

        func apply(target: Matrix, coefficients: Matrix) {
            approach.apply(target: target, coefficients: coefficients)
            // Without memory for k x k numbers the approach stays: still a half-step that makes no error larger.
            _ = product_nonnegative(
                Int64(gram.size), Int64(target.columns), gram.values, target.base, Int64(target.stride),
                coefficients.base, Int64(coefficients.stride))
        }
    }
}
