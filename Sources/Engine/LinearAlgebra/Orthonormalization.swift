import COpenBLAS

/// Replaces the rows of a matrix by orthonormal rows that span the same space (Householder QR). Rows that depend on
/// those before them become some direction at right angles to all others, so the result always has full rank.
/// - Precondition: at least as many columns as rows; finite elements.
/// - Complexity: O(rows² · columns), on the caller's thread.
func orthonormalizeRows(_ view: MatrixView) {
    _ = OpenBLAS.onCallersThread
    // Row-major rows are column-major columns.
    let long = Int32(view.columns)
    let short = Int32(view.rows)
    guard short > 0 else { return }
    var reflectors = [Float](repeating: 0, count: view.rows)
    LAPACKE_sgeqrf(openblas_column_major(), long, short, view.base, Int32(view.stride), &reflectors)
    LAPACKE_sorgqr(openblas_column_major(), long, short, short, view.base, Int32(view.stride), reflectors)
}
