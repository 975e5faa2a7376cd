/// Numbers that a computation can go on from, to the same bits as if it had never stopped. They are read back in the order
/// in which they were appended, by the same version of the program.
public struct Checkpoint: Sendable, Equatable {
    /// All that was appended, as it lies in this machine's memory.
    public private(set) var bytes: [UInt8]

    /// - Parameter bytes: of an earlier checkpoint of the same version of the program; none to begin a new one.
    public init(bytes: [UInt8] = []) { self.bytes = bytes }

    /// Takes the memory for so many bytes more at once.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    mutating func append(_ number: Int) { withUnsafeBytes(of: Int64(number)) { bytes.append(contentsOf: $0) } }

    mutating func append(_ number: Double) { append([number]) }

    mutating func append(_ numbers: [Double]) { numbers.withUnsafeBytes { bytes.append(contentsOf: $0) } }

    mutating func append(_ matrix: Matrix) {
        for row in 0..<matrix.rows {
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: matrix.row(row), count: matrix.rowByteCount))
        }
    }
}

/// Reads a checkpoint. Nil where it ends too early: then the step is computed as if nothing had been kept.
struct CheckpointReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ checkpoint: Checkpoint) { bytes = checkpoint.bytes }

    /// Bytes that are not read yet.
    var remaining: Int { bytes.count - offset }

    mutating func integer() -> Int? {
        let size = MemoryLayout<Int64>.size
        guard size <= remaining else { return nil }
        defer { offset += size }
        return bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: offset, as: Int64.self)) }
    }

    /// A number of things that each take room, so that a damaged one cannot ask for much.
    mutating func count() -> Int? { integer().flatMap { (0...bytes.count).contains($0) ? $0 : nil } }

    mutating func number() -> Double? { numbers(1)?.first }

    mutating func numbers(_ count: Int) -> [Double]? {
        let size = MemoryLayout<Double>.stride
        guard count >= 0, count <= (bytes.count - offset) / size else { return nil }
        defer { offset += count * size }
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: offset + $0 * size, as: Double.self) }
        }
    }

    /// Overwrites a matrix.
    mutating func fill(_ matrix: Matrix) -> Void? {
        let size = matrix.byteCount
        guard size <= bytes.count - offset else { return nil }
        bytes.withUnsafeBytes { bytes in
            for row in 0..<matrix.rows {
                let start = offset + row * matrix.rowByteCount
                UnsafeMutableRawBufferPointer(start: matrix.row(row), count: matrix.rowByteCount)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + matrix.rowByteCount]))
            }
        }
        offset += size
        return ()
    }

    /// A matrix of its own.
    mutating func matrix(rows: Int, columns: Int) -> Matrix? {
        guard rows >= 0, columns >= 0, rows == 0 || columns <= bytes.count / rows else { return nil }
        let matrix = Matrix(rows: rows, columns: columns)
        return fill(matrix).map { matrix }
    }
}

extension Matrix {
    fileprivate var rowByteCount: Int { columns * MemoryLayout<Float>.stride }
    /// Bytes of all its elements.
    var byteCount: Int { rows * rowByteCount }
}
