import DataCube
import Questions

extension CubeExport {
    /// The positions of a region of the scan, which must be all those of a rectangle.
    ///
    /// - Parameter path: the data file, for messages.
    /// - Throws: `doesNotFit` for a region that holds no position or not all of its rectangle.
    public init(_ cube: DataCube, region: VirtualDetector?, path: String) throws(FormatError) {
        guard let region else {
            self.init(cube)
            return
        }
        let kept = region.runs(on: cube.scan)
        let columns = cube.scan.columns
        guard let first = kept.runs.first?.lowerBound, let last = kept.runs.last?.upperBound else {
            throw FormatError(
                .doesNotFit, path: path,
                what: "the region holds none of the \(cube.scan.rows) x \(columns) probe positions",
                remedy: "Move it onto the scan or make it larger")
        }
        let rows = first / columns..<(last - 1) / columns + 1
        // A run may go on over the end of a row.
        let spans = kept.runs.map { run in
            run.lowerBound / columns == (run.upperBound - 1) / columns
                ? run.lowerBound % columns..<(run.upperBound - 1) % columns + 1 : 0..<columns
        }
        let left = spans.map(\.lowerBound).min() ?? 0
        let right = spans.map(\.upperBound).max() ?? columns
        guard kept.count == rows.count * (right - left) else {
            throw FormatError(
                .doesNotFit, path: path,
                what: "the region holds \(kept.count) of the \(rows.count) x \(right - left) positions around it",
                remedy: "A dataset's scan is a rectangle: --region 'rectangle(ROW,COLUMN,HEIGHT,WIDTH)' around a centre"
            )
        }
        self.init(cube, rows: rows, columns: left..<right)
    }
}
