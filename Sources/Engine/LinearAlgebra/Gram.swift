import COpenBLAS

/// A symmetric k x k matrix in double precision, row-major: inner products of the rows of a k x n matrix.
struct Gram: Sendable, Equatable {
    let size: Int
    var values: [Double]

    /// All zeros.
    init(size: Int) {
        self.size = size
        values = [Double](repeating: 0, count: size * size)
    }

    subscript(row: Int, column: Int) -> Double {
        get { values[row * size + column] }
        set { values[row * size + column] = newValue }
    }

    /// The rows' inner products, every product and sum in double precision. Columns are taken 1024 at a time, in order.
    /// - Throws: `cancelled`, looked at every 1024 columns.
    init(rowsOf view: MatrixView, cancellation: Cancellation) throws(EngineError) {
        self.init(size: view.rows)
        let scratch = GramScratch(rows: view.rows)
        for range in cut(view.columns, every: GramScratch.width) {
            try cancellation.check()
            scratch.add(view.columns(range), to: &values)
        }
    }

    static func += (left: inout Gram, right: Gram) {
        for index in left.values.indices { left.values[index] += right.values[index] }
    }

    /// The sum of products of equal elements: <A, B>.
    func dot(_ other: Gram) -> Double {
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

    /// Adds the inner products of the rows of a view with `rows` rows to a row-major matrix of doubles.
    func add(_ view: MatrixView, to sums: inout [Double]) {
        _ = OpenBLAS.onCallersThread
        for range in cut(view.columns, every: Self.width) {
            let part = view.columns(range)
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
