import COpenBLAS

/// Eigenvalues, descending, and eigenvectors of a symmetric matrix.
package struct SymmetricEigen {
    package let values: [Double]
    /// Row i is the eigenvector of value i.
    package let vectors: [[Double]]

    /// Nil when LAPACK does not converge or the matrix holds a value that is not finite. O(size³).
    package init?(_ matrix: Gram) {
        self.init(matrix, metric: nil)
    }

    /// Solves A v = lambda B v with vectors of length 1 in B. B must be positive definite.
    package init?(_ matrix: Gram, metric: Gram?) {
        guard matrix.values.allSatisfy(\.isFinite) else { return nil }
        _ = OpenBLAS.onCallersThread
        let size = matrix.size
        var storage = matrix.values
        var ascending = [Double](repeating: 0, count: size)
        var outcome: Int32 = 0
        // The matrix is symmetric, so its rows are its columns; afterwards, column-major, each column is a vector.
        if var metric {
            guard metric.values.allSatisfy(\.isFinite) else { return nil }
            outcome = LAPACKE_dsygvd(
                openblas_column_major(), 1, Int8(UInt8(ascii: "V")), Int8(UInt8(ascii: "U")), Int32(size), &storage,
                Int32(size), &metric.values, Int32(size), &ascending)
        } else if size > 0 {
            outcome = LAPACKE_dsyevd(
                openblas_column_major(), Int8(UInt8(ascii: "V")), Int8(UInt8(ascii: "U")), Int32(size), &storage,
                Int32(size), &ascending)
        }
        guard outcome == 0, ascending.allSatisfy(\.isFinite) else { return nil }
        values = ascending.reversed()
        vectors = (0..<size).reversed().map { Array(storage[$0 * size..<($0 + 1) * size]) }
    }
}

extension Gram {
    /// A generalized inverse that is finite for every Gram matrix, singular ones included.
    ///
    /// The matrix is first scaled to a unit diagonal, so that faint rows count as much as strong ones; then eigenvalues
    /// below `cutoff` times the largest count as zero: Gram matrices are added up from products in single precision, and
    /// what lies below is their rounding. Rows whose diagonal is zero stay zero.
    package func pseudoInverse(cutoff: Double = 1e-6) -> Gram {
        var result = Gram(size: size)
        let scale = (0..<size).map { row -> Double in
            let diagonal = self[row, row]
            return diagonal > 0 && diagonal.isFinite ? 1 / diagonal.squareRoot() : 0
        }
        var scaled = self
        for row in 0..<size {
            for column in 0..<size {
                scaled[row, column] =
                    scale[row] * scale[column] == 0 ? 0 : self[row, column] * scale[row] * scale[column]
            }
        }
        guard let eigen = SymmetricEigen(scaled), let largest = eigen.values.first, largest > 0 else { return result }
        for (value, vector) in zip(eigen.values, eigen.vectors) where value > cutoff * largest {
            for row in 0..<size {
                let weight = vector[row] * scale[row] / value
                for column in 0..<size { result[row, column] += weight * vector[column] * scale[column] }
            }
        }
        return result
    }

    /// In single precision.
    var single: Matrix { Matrix((0..<size).map { row in (0..<size).map { Float(self[row, $0]) } }) }
}
