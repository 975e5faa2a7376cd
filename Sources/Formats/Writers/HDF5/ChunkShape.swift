import DataCube

/// How a 4D dataset is cut into chunks, so that neither one pattern nor one map asks for all of them: a few neighbouring
/// positions and as much of the detector as a MiB holds.
struct ChunkShape: Equatable {
    /// Scan rows, scan columns, detector rows, detector columns.
    let sizes: [Int]

    /// Bytes of a chunk at most.
    static let largest = 1 << 20
    /// Positions in a chunk, where the scan has as many.
    static let positions = 16

    init(scan: ScanShape, detector: DetectorShape, elementType: ElementType) {
        let rows = min(scan.rows, 4)
        let columns = min(scan.columns, Self.positions / rows)
        var tile = (rows: detector.rows, columns: detector.columns)
        // The longer side is halved until the chunk is small enough.
        while rows * columns * tile.rows * tile.columns * elementType.byteCount > Self.largest {
            if tile.rows >= tile.columns {
                tile.rows = (tile.rows + 1) / 2
            } else {
                tile.columns = (tile.columns + 1) / 2
            }
        }
        sizes = [rows, columns, tile.rows, tile.columns]
    }

    init(_ outline: CubeOutline) {
        self.init(scan: outline.scan, detector: outline.detector, elementType: outline.elementType)
    }

    var scan: ScanShape { ScanShape(rows: sizes[0], columns: sizes[1]) }
    var tile: DetectorShape { DetectorShape(rows: sizes[2], columns: sizes[3]) }

    /// Where the chunks of a part of the dataset begin, row-major; the part begins with a chunk.
    func corners(rows: Range<Int>, columns: Range<Int>, detectorRows: Range<Int>, detectorColumns: Range<Int>)
        -> [[Int]]
    {
        let starts = zip([rows, columns, detectorRows, detectorColumns], sizes).map { range, size in
            Array(stride(from: range.lowerBound, to: range.upperBound, by: size))
        }
        return starts.reduce([[]]) { corners, starts in
            corners.flatMap { corner in starts.map { corner + [$0] } }
        }
    }
}
