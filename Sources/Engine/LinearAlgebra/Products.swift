import COpenBLAS

/// Sees to it, once, that OpenBLAS computes on the caller's thread: then a product has the same bits however many
/// threads the engine itself uses.
enum OpenBLAS {
    static let onCallersThread: Void = openblas_set_num_threads(1)
}

/// How a product is put into its result.
package enum Accumulation {
    case overwrite, add

    fileprivate var beta: Float { self == .add ? 1 : 0 }
}

/// result (m x n) = left (m x q) · right (q x n), or added to it.
package func multiply(_ left: Matrix, _ right: Matrix, into result: Matrix, _ mode: Accumulation = .overwrite) {
    product(left, right, transposed: false, inner: left.columns, into: result, mode)
}

/// result (m x n) = left (m x q) · right (n x q) transposed, or added to it.
package func multiplyTransposed(
    _ left: Matrix, _ right: Matrix, into result: Matrix, _ mode: Accumulation = .overwrite
) {
    product(left, right, transposed: true, inner: left.columns, into: result, mode)
}

/// Every size fits 32 bits: analyses refuse more pixels or positions.
private func product(
    _ left: Matrix, _ right: Matrix, transposed: Bool, inner: Int, into result: Matrix, _ mode: Accumulation
) {
    guard result.rows > 0, result.columns > 0 else { return }
    _ = OpenBLAS.onCallersThread
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, transposed ? CblasTrans : CblasNoTrans, Int32(result.rows), Int32(result.columns),
        Int32(inner), 1, left.base, Int32(left.stride), right.base, Int32(right.stride), mode.beta, result.base,
        Int32(result.stride))
}
