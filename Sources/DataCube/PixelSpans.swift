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

    /// The runs one after the other, cut where a row of so many columns ends.
    /// - Parameter body: is given the row, and the columns in it.
    @inline(__always)
    public func forEachRow(of columns: Int, _ body: (Int, Range<Int>) -> Void) {
        var row = 0
        for run in runs {
            var first = Int(run.start)
            let end = first + Int(run.count)
            while first < end {
                // Nearly always this row or the next: a division is for runs that do not follow each other.
                if first >= (row + 1) * columns { row += 1 }
                if first < row * columns || first >= (row + 1) * columns { row = first / columns }
                let last = min(end, (row + 1) * columns)
                body(row, first - row * columns..<last - row * columns)
                first = last
            }
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
