/// Rows x columns of single-precision numbers, row-major: a whole matrix, or a rectangle of one that shares its memory.
///
/// Every row of a whole matrix begins on a cache line of its own, an odd number of lines after the one before it, so
/// that long rows do not fall on each other in the caches. Copies share the elements; several threads may write
/// disjoint parts at once. Bounds are not checked.
package struct Matrix: @unchecked Sendable {
    private let memory: MatrixMemory
    /// The first element. Valid as long as the matrix, or any part of it, is.
    package let base: UnsafeMutablePointer<Float>
    package let rows: Int
    package let columns: Int
    /// Elements from one row to the next.
    package let stride: Int

    /// A whole matrix of zeros.
    package init(rows: Int, columns: Int) {
        let stride = ((columns + 15) / 16 | 1) * 16
        let memory = MatrixMemory(count: rows * stride)
        self.init(memory: memory, base: memory.elements, rows: rows, columns: columns, stride: stride)
    }

    /// A whole matrix from rows of equal length.
    package init(_ values: [[Float]]) {
        self.init(rows: values.count, columns: values.first?.count ?? 0)
        for (row, line) in values.enumerated() {
            for (column, value) in line.enumerated() { self[row, column] = value }
        }
    }

    /// A whole matrix with the elements of another, or of a part of one.
    package init(copying other: Matrix) {
        self.init(rows: other.rows, columns: other.columns)
        copy(from: other)
    }

    private init(memory: MatrixMemory, base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
        self.memory = memory
        self.base = base
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    package subscript(row: Int, column: Int) -> Float {
        get { base[row * stride + column] }
        nonmutating set { base[row * stride + column] = newValue }
    }

    /// The beginning of a row.
    package func row(_ row: Int) -> UnsafeMutablePointer<Float> { base + row * stride }

    /// Some of its rows, sharing their elements.
    package func rows(_ range: Range<Int>) -> Matrix {
        Matrix(
            memory: memory, base: row(range.lowerBound), rows: range.count, columns: columns, stride: stride)
    }

    /// Some of its columns, sharing their elements.
    package func columns(_ range: Range<Int>) -> Matrix {
        Matrix(memory: memory, base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
    }

    /// Overwrites all elements with those of an equally large matrix; memory may not overlap.
    package func copy(from other: Matrix) {
        for index in 0..<rows { row(index).update(from: other.row(index), count: columns) }
    }

    /// Multiplies a row.
    package func scaleRow(_ index: Int, by factor: Float) {
        let values = row(index)
        for column in 0..<columns { values[column] *= factor }
    }

    /// Adds a number to every element.
    func add(_ number: Float) {
        for index in 0..<rows {
            let values = row(index)
            for column in 0..<columns { values[column] += number }
        }
    }

    /// Adds the elements of an equally large matrix.
    func add(_ other: Matrix) {
        for index in 0..<rows {
            let (values, others) = (row(index), other.row(index))
            for column in 0..<columns { values[column] += others[column] }
        }
    }

    /// The elements, row by row.
    package var values: [[Float]] {
        (0..<rows).map { Array(UnsafeBufferPointer(start: row($0), count: columns)) }
    }
}

/// Memory on cache lines of its own, freed with the last matrix that lies in it.
private final class MatrixMemory {
    private let bytes: UnsafeMutableRawPointer
    let elements: UnsafeMutablePointer<Float>

    init(count: Int) {
        bytes = .allocate(byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
        elements = bytes.initializeMemory(as: Float.self, repeating: 0, count: max(1, count))
    }

    deinit { bytes.deallocate() }
}
