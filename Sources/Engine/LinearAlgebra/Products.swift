import CKernels
import COpenBLAS

/// Sees to it, once, that OpenBLAS computes on the caller's thread: then a product has the same bits however many
/// threads the engine itself uses.
enum OpenBLAS {
    static let onCallersThread: Void = openblas_set_num_threads(1)
}

/// How a product is put into its result.
package enum Accumulation {
    case overwrite, add
    /// Negatives become zero.
    case clamp

    fileprivate var mode: product_mode {
        switch self {
        case .overwrite: PRODUCT_OVERWRITE
        case .add: PRODUCT_ADD
        case .clamp: PRODUCT_CLAMP
        }
    }
}

/// Up to so many rows a product is thin: packing, which pays in large products, costs more than it saves.
private let thinRows = 48

/// result (m x n) = left (m x q) · right (q x n), added to it, or with negatives set to zero.
package func multiply(_ left: Matrix, _ right: Matrix, into result: Matrix, _ mode: Accumulation = .overwrite) {
    if left.rows <= thinRows || mode == .clamp {
        product_combine(
            Int64(left.rows), Int64(left.columns), Int64(result.columns), left.base, Int64(left.stride), right.base,
            Int64(right.stride), result.base, Int64(result.stride), mode.mode)
    } else {
        wideProduct(left, right, transposed: false, into: result, mode)
    }
}

/// result (m x n) = left (m x q) · right (n x q) transposed, or added to it; not for `clamp`.
package func multiplyTransposed(
    _ left: Matrix, _ right: Matrix, into result: Matrix, _ mode: Accumulation = .overwrite
) {
    if left.rows <= thinRows {
        product_inner(
            Int64(left.rows), Int64(right.rows), Int64(left.columns), left.base, Int64(left.stride), right.base,
            Int64(right.stride), result.base, Int64(result.stride), mode.mode)
    } else {
        wideProduct(left, right, transposed: true, into: result, mode)
    }
}

/// Every size fits 32 bits: analyses refuse more pixels or positions.
private func wideProduct(
    _ left: Matrix, _ right: Matrix, transposed: Bool, into result: Matrix, _ mode: Accumulation
) {
    guard result.rows > 0, result.columns > 0 else { return }
    _ = OpenBLAS.onCallersThread
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, transposed ? CblasTrans : CblasNoTrans, Int32(result.rows), Int32(result.columns),
        Int32(left.columns), 1, left.base, Int32(left.stride), right.base, Int32(right.stride), mode == .add ? 1 : 0,
        result.base, Int32(result.stride))
}
