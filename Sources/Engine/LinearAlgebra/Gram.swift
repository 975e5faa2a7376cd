import COpenBLAS

/// A symmetric k x k matrix in double precision, row-major: inner products of the rows of a k x n matrix.
package struct Gram: Sendable, Equatable {
    package let size: Int
    package var values: [Double]

    /// All zeros.
    package init(size: Int) {
        self.size = size
        values = [Double](repeating: 0, count: size * size)
    }

    package subscript(row: Int, column: Int) -> Double {
        get { values[row * size + column] }
        set { values[row * size + column] = newValue }
    }

    /// The rows' inner products, every product and sum in double precision. Columns are taken 1024 at a time, in order.
    /// - Throws: `cancelled`, looked at every 1024 columns.
    package init(rowsOf matrix: Matrix, cancellation: Cancellation) throws(EngineError) {
        self.init(size: matrix.rows)
        let scratch = GramScratch(rows: matrix.rows)
        for range in cut(matrix.columns, every: GramScratch.width) {
            try cancellation.check()
            scratch.add(matrix.columns(range), to: &values)
        }
    }

    package static func += (left: inout Gram, right: Gram) {
        for index in left.values.indices { left.values[index] += right.values[index] }
    }

    /// The sum of products of equal elements: <A, B>.
    package func dot(_ other: Gram) -> Double {
        var sum = 0.0
        for index in values.indices { sum += values[index] * other.values[index] }
        return sum
    }
}

/// Where rows are widened to double precision before they are multiplied.
final class GramScratch {
    /// Columns that are widened at a time.
    static let width = 1024
    private let rows: Int
    private let widened: UnsafeMutablePointer<Double>

    init(rows: Int) {
        self.rows = rows
        widened = .allocate(capacity: max(1, rows * Self.width))
    }

    deinit { widened.deallocate() }

    /// Adds the inner products of the rows of a matrix with `rows` rows to a row-major square of doubles.
    func add(_ matrix: Matrix, to sums: inout [Double]) {
        _ = OpenBLAS.onCallersThread
        for range in cut(matrix.columns, every: Self.width) {
            let part = matrix.columns(range)
            for index in 0..<rows {
                let source = part.row(index)
                let target = widened + index * part.columns
                for column in 0..<part.columns { target[column] = Double(source[column]) }
            }
            cblas_dgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(rows), Int32(part.columns), 1, widened,
                Int32(part.columns), widened, Int32(part.columns), 1, &sums, Int32(rows))
        }
    }
}
