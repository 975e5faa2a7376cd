import COpenBLAS

/// Replaces the rows of a matrix by orthonormal rows that span the same space (Householder QR). Rows that depend on
/// those before them become some direction at right angles to all others, so the result always has full rank.
/// - Returns: for each row the length of what was left of it at right angles to those before it.
/// - Precondition: at least as many columns as rows; finite elements.
/// - Complexity: O(rows² · columns), on the caller's thread.
@discardableResult
package func orthonormalizeRows(_ matrix: Matrix) -> [Float] {
    _ = OpenBLAS.onCallersThread
    // Row-major rows are column-major columns.
    let long = Int32(matrix.columns)
    let short = Int32(matrix.rows)
    guard short > 0 else { return [] }
    var reflectors = [Float](repeating: 0, count: matrix.rows)
    LAPACKE_sgeqrf(openblas_column_major(), long, short, matrix.base, Int32(matrix.stride), &reflectors)
    let lengths = (0..<matrix.rows).map { abs(matrix[$0, $0]) }
    LAPACKE_sorgqr(openblas_column_major(), long, short, short, matrix.base, Int32(matrix.stride), reflectors)
    return lengths
}

/// Replaces the rows of a matrix by orthonormal rows at right angles to those of others as well, which are orthonormal
/// together. Twice is enough for rows that do not lie within the others' span (Kahan); those that do are replaced by
/// random directions, which takes two rounds more.
/// - Precondition: all rows together are at most as many as columns.
/// - Throws: `cancelled`.
package func orthonormalizeRows(
    _ matrix: Matrix, against others: [Matrix], seed: UInt64, workers: Workers
) throws(EngineError) {
    let ranges = cut(matrix.columns, every: 2048)
    for round in 0..<4 {
        let before = (0..<matrix.rows).map {
            Float(Summation.dot(matrix.row($0), matrix.row($0), count: matrix.columns).squareRoot())
        }
        for other in others {
            try workers.cancellation.check()
            let shares = Matrix(rows: matrix.rows, columns: other.rows)
            for range in ranges {
                multiplyTransposed(
                    matrix.columns(range), other.columns(range), into: shares,
                    range.lowerBound == 0 ? .overwrite : .add)
            }
            for row in 0..<shares.rows { shares.scaleRow(row, by: -1) }
            for range in ranges { multiply(shares, other.columns(range), into: matrix.columns(range), .add) }
        }
        let left = orthonormalizeRows(matrix)
        // Rounding leaves about 1e-6 of a row that lies within the others' span.
        let lost = left.indices.filter { !(left[$0] > 1e-4 * before[$0]) }
        if lost.isEmpty, round > 0 { return }
        for row in lost where round < 3 {
            RandomStart(seed: seed, k: 4 * others.count + round, restart: row).fill(
                matrix.rows(row..<row + 1), offset: 0.5)
        }
    }
}
