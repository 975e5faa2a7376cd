/// Rows x columns of single-precision numbers, row-major, in memory of its own.
///
/// Every row begins on a cache line of its own, an odd number of lines after the one before it, so that long rows do
/// not fall on each other in the caches. A reference: several threads may write disjoint parts at once.
final class Matrix: @unchecked Sendable {
    let rows: Int
    let columns: Int
    private let memory: UnsafeMutableRawPointer
    /// The whole of it.
    let view: MatrixView

    /// All zeros.
    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        let stride = ((columns + 15) / 16 | 1) * 16
        let count = max(1, rows * stride)
        memory = .allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
        let values = memory.initializeMemory(as: Float.self, repeating: 0, count: count)
        view = MatrixView(base: values, rows: rows, columns: columns, stride: stride)
    }

    /// From rows of equal length.
    convenience init(_ values: [[Float]]) {
        self.init(rows: values.count, columns: values.first?.count ?? 0)
        for (row, line) in values.enumerated() {
            for (column, value) in line.enumerated() { view[row, column] = value }
        }
    }

    deinit { memory.deallocate() }
}

/// A rectangle of a matrix. It does not keep the matrix alive; bounds are not checked.
struct MatrixView: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let rows: Int
    let columns: Int
    /// Elements from one row to the next.
    let stride: Int

    subscript(row: Int, column: Int) -> Float {
        get { base[row * stride + column] }
        nonmutating set { base[row * stride + column] = newValue }
    }

    /// The beginning of a row.
    func row(_ row: Int) -> UnsafeMutablePointer<Float> { base + row * stride }

    /// Some of its rows.
    func rows(_ range: Range<Int>) -> MatrixView {
        MatrixView(base: row(range.lowerBound), rows: range.count, columns: columns, stride: stride)
    }

    /// Some of its columns.
    func columns(_ range: Range<Int>) -> MatrixView {
        MatrixView(base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
    }

    /// Overwrites all elements with those of an equally large view; memory may not overlap.
    func copy(from other: MatrixView) {
        for index in 0..<rows { row(index).update(from: other.row(index), count: columns) }
    }

    /// Multiplies a row.
    func scaleRow(_ index: Int, by factor: Float) {
        let values = row(index)
        for column in 0..<columns { values[column] *= factor }
    }

    /// The rows as arrays.
    var values: [[Float]] { (0..<rows).map { Array(UnsafeBufferPointer(start: row($0), count: columns)) } }
}
