import Questions

/// How one factor is found when the other is given: a method is only this half-step. Iteration, stopping, restarts and
/// progress are the solver's.
package protocol FactorizationMethod: Sendable {
    /// True when a half-step begins at the previous coefficients and never makes the error larger; then the last
    /// iterate of a run is its best.
    var isMonotone: Bool { get }

    /// What is the same for all targets.
    /// - Parameters:
    ///   - gram: the inner products of the given factor's rows, k x k.
    ///   - lengths: what each row of the previous coefficients must be multiplied by, for the given factor's row lost
    ///     as much since they were found.
    func halfStep(gram: Gram, lengths: [Float]) -> any HalfStep
}

extension FactorizationMethod {
    /// Where the previous coefficients are zero, or their length does not matter.
    func halfStep(gram: Gram) -> any HalfStep {
        halfStep(gram: gram, lengths: [Float](repeating: 1, count: gram.size))
    }
}

/// A half-step whose Gram matrix is known.
package protocol HalfStep: Sendable {
    /// Finds non-negative coefficients for any number of columns; every column stands for itself.
    /// - Parameters:
    ///   - target: k x m, the given factor's rows' inner products with the data.
    ///   - coefficients: k x m; on entry the previous ones, not yet multiplied by the lengths, which a method may refine
    ///     or ignore; on return finite, never negative.
    func apply(target: Matrix, coefficients: Matrix)
}

extension MethodName {
    /// The method of this name.
    package var method: any FactorizationMethod {
        switch self {
        case .als: AlternatingLeastSquares()
        case .hals: HierarchicalLeastSquares()
        case .nnls: NonNegativeLeastSquares()
        }
    }
}
