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

    /// The fewest boxes of the dataset that make up a range of frames, in order: start and size along each axis.
    func boxes(_ frames: Range<Int>) -> [(start: [UInt64], size: [UInt64])] {
        let pattern = [UInt64(detector.rows), UInt64(detector.columns)]
        if framesLast { return frames.map { ([0, 0, UInt64($0)], pattern + [1]) } }
        switch scanSizes.count {
        case 0: return [([0, 0], pattern)]
        case 1: return [([UInt64(frames.lowerBound), 0, 0], [UInt64(frames.count)] + pattern)]
        default:
            var boxes: [(start: [UInt64], size: [UInt64])] = []
            var first = frames.lowerBound
            while first < frames.upperBound {
                let column = first % scan.columns
                let rest = frames.upperBound - first
                let isWhole = column == 0 && rest >= scan.columns
                let rows = isWhole ? rest / scan.columns : 1
                let columns = isWhole ? scan.columns : min(rest, scan.columns - column)
                boxes.append(
                    ([UInt64(first / scan.columns), UInt64(column), 0, 0], [UInt64(rows), UInt64(columns)] + pattern))
                first += rows * columns
            }
            return boxes
        }
    }
}
