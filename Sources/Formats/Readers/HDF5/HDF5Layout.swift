import DataCube

/// What each axis of a dataset means: the last two are the detector's, those before are the scan's; Velox alone puts
/// the frames last.
struct HDF5Layout: Sendable {
    /// Sizes of the scan's axes: two, one (frames), or none (a single pattern).
    let scanSizes: [Int]
    let detector: DetectorShape
    /// (detector row, detector column, frame).
    let framesLast: Bool

    init(_ dataset: HDF5Dataset) {
        let shape = dataset.shape
        framesLast = shape.count == 3 && dataset.path.hasPrefix("/Data/Image/")
        if framesLast {
            scanSizes = [shape[2]]
            detector = DetectorShape(rows: shape[0], columns: shape[1])
        } else {
            scanSizes = Array(shape.dropLast(2))
            detector = DetectorShape(rows: shape[shape.count - 2], columns: shape[shape.count - 1])
        }
    }

    /// The scan as stored; one row of frames where the file has no scan shape.
    var scan: ScanShape {
        scanSizes.count == 2
            ? ScanShape(rows: scanSizes[0], columns: scanSizes[1]) : ScanShape(rows: 1, columns: scanSizes.first ?? 1)
    }

    /// Where the elements of a contiguous dataset lie. Sizes were checked not to overflow.
    func frames(offset: Int, _ dataset: HDF5Dataset) -> FrameLayout {
        let width = dataset.elementType.byteCount
        let frame = framesLast ? width : detector.count * width
        let column = framesLast ? scan.columns * width : width
        return FrameLayout(
            scan: scan, detector: detector, elementType: dataset.elementType, byteOrder: dataset.byteOrder,
            offset: offset, scanRowStride: frame * scan.columns, scanColumnStride: frame,
            detectorRowStride: detector.columns * column, detectorColumnStride: column)
    }

    /// About a megabyte of frames that follow each other, at least one: its size along each axis of the dataset.
    func frameBox(_ dataset: HDF5Dataset) -> [Int] {
        let frames = min(scan.columns, max(1, (1 << 20) / (detector.count * dataset.elementType.byteCount)))
        if framesLast { return [detector.rows, detector.columns, frames] }
        return [Int](repeating: 1, count: max(0, scanSizes.count - 1)) + (scanSizes.isEmpty ? [] : [frames])
            + [detector.rows, detector.columns]
    }

    /// Which axes of the dataset are the scan's and which the detector's.
    var axes: (scan: [Int], detector: [Int]) {
        if framesLast { return ([2], [0, 1]) }
        let count = scanSizes.count
        return (Array(0..<count), [count, count + 1])
    }
}
