import CKernels

/// Pixels of a frame in runs that follow each other in its row-major order, as sums take them.
public struct PixelSpans: Sendable {
    private(set) var runs: [element_run]

    /// - Parameter runs: within `0..<detector.count`; not checked.
    public init(_ runs: [Range<Int>]) {
        self.runs = runs.map { element_run(start: Int64($0.lowerBound), count: Int64($0.count)) }
    }

    /// None yet, with room for so many.
    public init(capacity: Int) {
        runs = []
        runs.reserveCapacity(capacity)
    }

    /// Adds a run; an empty one is none.
    @inline(__always)
    public mutating func append(_ run: Range<Int>) {
        guard !run.isEmpty else { return }
        runs.append(element_run(start: Int64(run.lowerBound), count: Int64(run.count)))
    }

    /// The runs one after the other.
    @inline(__always)
    public func forEachRun(_ body: (Range<Int>) -> Void) {
        for run in runs { body(Int(run.start)..<Int(run.start + run.count)) }
    }

    /// The runs one after the other, cut where a row of so many columns ends.
    /// - Parameter body: is given the row, and the columns in it.
    @inline(__always)
    public func forEachRow(of columns: Int, _ body: (Int, Range<Int>) -> Void) {
        var row = 0
        forEachRun { $0.forEachRow(of: columns, near: &row, body) }
    }
}

extension Range where Bound == Int {
    /// Pixels of a frame, cut where a row of so many columns ends.
    /// - Parameters:
    ///   - row: where the range may begin; then where it ended. A division is saved where it is right or one too small.
    ///   - body: is given the row, and the columns in it.
    @inline(__always)
    public func forEachRow(of columns: Int, near row: inout Int, _ body: (Int, Range<Int>) -> Void) {
        var first = lowerBound
        while first < upperBound {
            if first >= (row + 1) * columns { row += 1 }
            if first < row * columns || first >= (row + 1) * columns { row = first / columns }
            let last = Swift.min(upperBound, (row + 1) * columns)
            body(row, first - row * columns..<last - row * columns)
            first = last
        }
    }
}

extension ElementType {
    /// The sum of elements in some spans: of integers exact below 2^53, of others in double precision.
    /// - Parameters:
    ///   - elements: `count` elements of any alignment, within which all spans lie.
    public func sum(_ spans: PixelSpans, of elements: UnsafeRawPointer, count: Int, order: ByteOrder) -> Double {
        elements_sum(element_form(self, order), Int64(count), elements, Int64(spans.runs.count), spans.runs)
    }
}
