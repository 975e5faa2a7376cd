import DataCube

/// How an array is cut into chunks, and where the pixels of its frames lie in each.
///
/// Whatever the order of the array's axes, here there are four: scan row, scan column, detector row, detector column. An
/// axis that the array does not have is 1 long. Chunks are numbered row-major over these four.
package struct ChunkGrid: Sendable {
    /// One of the four axes.
    package struct Axis: Sendable {
        /// Its length in elements.
        package let size: Int
        /// A chunk's length along it; chunks at the end reach beyond `size`.
        let depth: Int
        /// How far apart neighbours along it lie in a chunk, elements.
        let stride: Int
        /// Which axis of the array it is; nil where the array has no such axis.
        let arrayAxis: Int?

        /// Number of chunks along it.
        var chunks: Int { (size - 1) / depth + 1 }

        /// The elements of the chunk at a place along it.
        func range(_ chunk: Int) -> Range<Int> { chunk * depth..<min(size, (chunk + 1) * depth) }
    }

    let scanRow: Axis
    let scanColumn: Axis
    package let row: Axis
    package let column: Axis
    /// Elements of a chunk as stored, those beyond the array's end included.
    let chunkElements: Int
    /// Number of chunks.
    package let count: Int

    var detector: DetectorShape { DetectorShape(rows: row.size, columns: column.size) }
    package var frameCount: Int { scanRow.size * scanColumn.size }

    /// Nil where a size is below 1 or sizes overflow.
    /// - Parameters:
    ///   - shape: sizes of the array's axes.
    ///   - chunk: a chunk's size along each.
    ///   - axes: which axes of the array are the scan's (slow before fast; two, one or none) and the detector's (two).
    ///   - order: the axes as they lie inside a chunk, the slowest first; nil for those of the array.
    package init?(shape: [Int], chunk: [Int], axes: (scan: [Int], detector: [Int]), order: [Int]? = nil) {
        let order = order ?? Array(shape.indices)
        guard shape.count == chunk.count, order.sorted() == Array(shape.indices), axes.detector.count == 2,
            axes.scan.count <= 2,
            (shape + chunk).allSatisfy({ $0 >= 1 })
        else { return nil }
        var whole = 1
        for size in shape {
            let (product, overflow) = whole.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            whole = product
        }
        var strides = [Int](repeating: 1, count: chunk.count)
        var elements = 1
        for axis in order.reversed() {
            strides[axis] = elements
            let (product, overflow) = elements.multipliedReportingOverflow(by: chunk[axis])
            // Eight bytes an element at most.
            guard !overflow, product <= Int.max / 8 else { return nil }
            elements = product
        }
        func axis(_ place: Int?) -> Axis {
            guard let place else { return Axis(size: 1, depth: 1, stride: 0, arrayAxis: nil) }
            return Axis(size: shape[place], depth: chunk[place], stride: strides[place], arrayAxis: place)
        }
        scanRow = axis(axes.scan.count == 2 ? axes.scan[0] : nil)
        scanColumn = axis(axes.scan.last)
        row = axis(axes.detector[0])
        column = axis(axes.detector[1])
        chunkElements = elements
        var chunks = 1
        for axis in [scanRow, scanColumn, row, column] {
            let (product, overflow) = chunks.multipliedReportingOverflow(by: axis.chunks)
            guard !overflow else { return nil }
            chunks = product
        }
        count = chunks
    }

    // MARK: One chunk

    /// The part of the array that a chunk holds.
    package struct Box {
        let scanRows: Range<Int>
        let scanColumns: Range<Int>
        let rows: Range<Int>
        let columns: Range<Int>

        /// Elements of the array, those beyond its end left out.
        package var count: Int { scanRows.count * scanColumns.count * rows.count * columns.count }
    }

    package func box(_ chunk: Int) -> Box {
        let places = places(chunk)
        return Box(
            scanRows: scanRow.range(places.0), scanColumns: scanColumn.range(places.1), rows: row.range(places.2),
            columns: column.range(places.3))
    }

    /// A chunk's place along each axis of the array, counted in chunks.
    package func arrayPlaces(_ chunk: Int) -> [Int] {
        let places = places(chunk)
        var result = [Int](repeating: 0, count: [scanRow, scanColumn, row, column].count { $0.arrayAxis != nil })
        for (axis, place) in [
            (scanRow, places.0), (scanColumn, places.1), (row, places.2), (column, places.3),
        ] {
            if let arrayAxis = axis.arrayAxis { result[arrayAxis] = place }
        }
        return result
    }

    private func places(_ chunk: Int) -> (Int, Int, Int, Int) {
        let (rest, last) = chunk.quotientAndRemainder(dividingBy: column.chunks)
        let (slower, third) = rest.quotientAndRemainder(dividingBy: row.chunks)
        let (first, second) = slower.quotientAndRemainder(dividingBy: scanColumn.chunks)
        return (first, second, third, last)
    }

    // MARK: Frames

    /// The chunks that hold pixels of some frames, ascending. O(their number).
    package func chunks(of frames: Range<Int>) -> [Int] {
        guard !frames.isEmpty else { return [] }
        let first = frames.lowerBound / scanColumn.size
        let last = (frames.upperBound - 1) / scanColumn.size
        let detectorChunks = row.chunks * column.chunks
        var found: [Int] = []
        for placeRow in first / scanRow.depth...last / scanRow.depth {
            let rows = max(first, placeRow * scanRow.depth)...min(last, (placeRow + 1) * scanRow.depth - 1)
            for placeColumns in touched(frames, rows) {
                let start = (placeRow * scanColumn.chunks + placeColumns.lowerBound) * detectorChunks
                found += start..<start + placeColumns.count * detectorChunks
            }
        }
        return found
    }

    /// Where along a row of chunks those lie that hold frames of some scan rows, ascending and apart.
    private func touched(_ frames: Range<Int>, _ rows: ClosedRange<Int>) -> [Range<Int>] {
        func places(_ scanRow: Int) -> Range<Int> {
            let columns = frameColumns(frames, scanRow: scanRow, 0..<scanColumn.size)
            return columns.lowerBound / scanColumn.depth..<(columns.upperBound - 1) / scanColumn.depth + 1
        }
        // Of frames in order no row but the first and the last is touched in part.
        let (first, last) = (places(rows.lowerBound), places(rows.upperBound))
        if rows.count > 2 { return [0..<scanColumn.chunks] }
        if rows.count == 1 || first.lowerBound <= last.upperBound {
            return [min(first.lowerBound, last.lowerBound)..<max(first.upperBound, last.upperBound)]
        }
        return [last, first]
    }

    /// The columns of a scan row, within some columns, whose frames are among `frames`.
    private func frameColumns(_ frames: Range<Int>, scanRow: Int, _ columns: Range<Int>) -> Range<Int> {
        let start = scanRow * scanColumn.size
        return columns.clamped(to: frames.lowerBound - start..<frames.upperBound - start)
    }

    /// Calls `body` for every run of a chunk's elements that lie in the same order, one beside the other, in `frames`
    /// read one after the other.
    /// - Parameter body: gets the place of the first element in the chunk, its place among the frames' pixels, how many
    ///   there are, and how far apart they lie in the chunk.
    @inline(__always)
    package func forEachRun(
        of frames: Range<Int>, in chunk: Int, _ body: (_ from: Int, _ to: Int, _ count: Int, _ stride: Int) -> Void
    ) {
        let box = box(chunk)
        let frameSize = row.size * column.size
        let isWholeFrame =
            box.rows.count == row.size && box.columns.count == column.size && column.stride == 1
            && row.stride == column.size
        let rows = box.scanRows.clamped(
            to: frames.lowerBound / scanColumn.size..<(frames.upperBound - 1) / scanColumn.size + 1)
        for scanRow in rows {
            let columns = frameColumns(frames, scanRow: scanRow, box.scanColumns)
            guard !columns.isEmpty else { continue }
            var from =
                (scanRow - box.scanRows.lowerBound) * self.scanRow.stride
                + (columns.lowerBound - box.scanColumns.lowerBound) * scanColumn.stride
            var to = (scanRow * scanColumn.size + columns.lowerBound - frames.lowerBound) * frameSize
            if isWholeFrame, scanColumn.stride == frameSize || columns.count == 1 {
                body(from, to, columns.count * frameSize, 1)
                continue
            }
            to += box.rows.lowerBound * column.size + box.columns.lowerBound
            for _ in columns {
                if isWholeFrame {
                    body(from, to, frameSize, 1)
                } else {
                    for line in 0..<box.rows.count {
                        body(from + line * row.stride, to + line * column.size, box.columns.count, column.stride)
                    }
                }
                from += scanColumn.stride
                to += frameSize
            }
        }
    }
}
