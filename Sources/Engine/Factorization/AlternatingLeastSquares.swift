/// Source: F. Uesugi et al., non-negative matrix factorization for mining big data obtained using 4D-STEM, steps 3-6
/// and eqs. (2) and (3): S = X Cᵀ (C Cᵀ)⁻¹ and C = (Sᵀ S)⁻¹ Sᵀ X, negative values set to zero after each.
///
/// A Gram matrix that has no inverse gets a generalized one. The mean square error may rise from one iteration to the
/// next, because setting negatives to zero is not the best non-negative answer.
struct AlternatingLeastSquares: FactorizationMethod {
    var isMonotone: Bool { false }

    func halfStep(gram: Gram, lengths: [Float]) -> any HalfStep { Step(inverse: gram.pseudoInverse().single) }

    private struct Step: HalfStep {
        let inverse: Matrix

        func apply(target: Matrix, coefficients: Matrix) {
            multiply(inverse, target, into: coefficients, .clamp)
        }
    }
}
