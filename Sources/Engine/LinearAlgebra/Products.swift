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

/// result (m x n) = left (m x q) · right (q x n), added to it, or with negatives set to zero.
///
/// Never inlined, like its sibling: a call costs nothing beside its work, and Swift 6.3.1 fails on passes that inline it.
@inline(never)
package func multiply(_ left: Matrix, _ right: Matrix, into result: Matrix, _ mode: Accumulation = .overwrite) {
    product_combine(
        Int64(left.rows), Int64(left.columns), Int64(result.columns), left.base, Int64(left.stride), right.base,
        Int64(right.stride), result.base, Int64(result.stride), mode.mode)
}

/// result (m x n) = left (m x q) · right (n x q) transposed, or added to it; not for `clamp`.
@inline(never)
package func multiplyTransposed(
    _ left: Matrix, _ right: Matrix, into result: Matrix, _ mode: Accumulation = .overwrite
) {
    product_inner(
        Int64(left.rows), Int64(right.rows), Int64(left.columns), left.base, Int64(left.stride), right.base,
        Int64(right.stride), result.base, Int64(result.stride), mode.mode)
}

/// result (n x m) = matrix (m x n) transposed; memory may not overlap.
func transpose(_ matrix: Matrix, into result: Matrix) {
    product_transpose(
        Int64(matrix.rows), Int64(matrix.columns), matrix.base, Int64(matrix.stride), result.base, Int64(result.stride))
}
