import DataCube

/// What each axis of a dataset means. Most often the last two are the detector's, and those before the scan's.
struct HDF5Layout: Sendable {
    /// Which axes of the dataset are the scan's (slow before fast; two, one for frames, none for a single pattern) and which
    /// the detector's (row, column).
    let axes: (scan: [Int], detector: [Int])
    private let shape: [Int]

    /// - Parameter axes: each axis of the dataset once, two of them the detector's; nil where these are the last two.
    init(_ dataset: HDF5Dataset, axes: (scan: [Int], detector: [Int])? = nil) {
        shape = dataset.shape
        let count = max(0, shape.count - 2)
        self.axes = axes ?? (Array(0..<count), [count, count + 1])
    }

    /// The axes the other way round, as programs leave them that number the fast axis first: detector column, detector row,
    /// scan column, scan row.
    static func reversed(_ dataset: HDF5Dataset) -> HDF5Layout {
        HDF5Layout(dataset, axes: (Array((2..<max(2, dataset.shape.count)).reversed()), [1, 0]))
    }

    /// Sizes of the scan's axes: two, one (frames), or none (a single pattern).
    var scanSizes: [Int] { axes.scan.map { shape[$0] } }

    var detector: DetectorShape { DetectorShape(rows: shape[axes.detector[0]], columns: shape[axes.detector[1]]) }

    /// One frame lies behind the other, each in one piece.
    var isFrameByFrame: Bool { axes.scan + axes.detector == Array(shape.indices) }

    /// The scan as stored; one row of frames where the file has no scan shape.
    var scan: ScanShape {
        scanSizes.count == 2
            ? ScanShape(rows: scanSizes[0], columns: scanSizes[1]) : ScanShape(rows: 1, columns: scanSizes.first ?? 1)
    }

    /// Where the elements of a contiguous dataset lie. Sizes were checked not to overflow.
    func frames(offset: Int, _ dataset: HDF5Dataset) -> FrameLayout {
        var strides = [Int](repeating: 0, count: shape.count)
        var stride = dataset.elementType.byteCount
        for axis in shape.indices.reversed() {
            strides[axis] = stride
            stride *= shape[axis]
        }
        let fast = axes.scan.last.map { strides[$0] } ?? stride
        return FrameLayout(
            scan: scan, detector: detector, elementType: dataset.elementType, byteOrder: dataset.byteOrder,
            offset: offset, scanRowStride: axes.scan.count == 2 ? strides[axes.scan[0]] : fast * scan.columns,
            scanColumnStride: fast, detectorRowStride: strides[axes.detector[0]],
            detectorColumnStride: strides[axes.detector[1]])
    }

    /// About a megabyte of frames that follow each other, at least one: its size along each axis of the dataset.
    func frameBox(_ dataset: HDF5Dataset) -> [Int] {
        var box = [Int](repeating: 1, count: shape.count)
        for axis in axes.detector { box[axis] = shape[axis] }
        if let fast = axes.scan.last {
            box[fast] = min(scan.columns, max(1, (1 << 20) / (detector.count * dataset.elementType.byteCount)))
        }
        return box
    }
}
