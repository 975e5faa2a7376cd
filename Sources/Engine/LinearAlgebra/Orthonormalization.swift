import COpenBLAS

/// Replaces the rows of a matrix by orthonormal rows that span the same space (Householder QR). Rows that depend on
/// those before them become some direction at right angles to all others, so the result always has full rank.
/// - Precondition: at least as many columns as rows; finite elements.
/// - Complexity: O(rows² · columns), on the caller's thread.
package func orthonormalizeRows(_ matrix: Matrix) {
    _ = OpenBLAS.onCallersThread
    // Row-major rows are column-major columns.
    let long = Int32(matrix.columns)
    let short = Int32(matrix.rows)
    guard short > 0 else { return }
    var reflectors = [Float](repeating: 0, count: matrix.rows)
    LAPACKE_sgeqrf(openblas_column_major(), long, short, matrix.base, Int32(matrix.stride), &reflectors)
    LAPACKE_sorgqr(openblas_column_major(), long, short, short, matrix.base, Int32(matrix.stride), reflectors)
}
