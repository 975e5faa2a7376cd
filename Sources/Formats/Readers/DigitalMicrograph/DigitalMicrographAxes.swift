import DataCube

/// Which axes of a Gatan image are the scan's and which the detector's.
struct DigitalMicrographAxes {
    struct Axis {
        var size: Int
        /// Bytes from one element to the next.
        var stride: Int
        var calibration: AxisCalibration?

        fileprivate var isReal: Bool { calibration?.scanStep != nil }
        fileprivate var isReciprocal: Bool { calibration?.pixelSize != nil }
    }

    /// Nil for a stack and for a single pattern.
    private(set) var scanRow: Axis?
    /// Nil for a single pattern.
    private(set) var scanColumn: Axis?
    let detectorRow: Axis
    let detectorColumn: Axis
    /// The order that was taken, where the user says it or the file does not.
    let doubtfulOrder: StorageOrder?

    /// What the user says decides, then the tag, then the units; else each pattern is taken to lie in one piece, and a
    /// sentence says so.
    /// - Parameter image: of 2 to 4 axes.
    init(_ image: DigitalMicrographImage, order: StorageOrder?, guesses: inout [String]) {
        var stride = image.elementType.byteCount
        var stored: [Axis] = []
        for (size, calibration) in zip(image.sizes, image.axes) {
            stored.append(Axis(size: size, stride: stride, calibration: calibration))
            stride *= size
        }
        let said = stored.count == 4 ? Self.order(image, stored) : .patterns
        let settled = order ?? said ?? .patterns
        doubtfulOrder = order ?? (said == nil ? settled : nil)
        if order == nil, said == nil {
            guesses.append(
                "The file does not say which of its axes are the scan's: each pattern is taken to lie in one piece "
                    + "(--order maps takes each scan map to).")
        }
        let scanCount = stored.count - 2
        let scan = settled == .maps ? stored[..<scanCount] : stored[2...]
        let detector = Array(settled == .maps ? stored[scanCount...] : stored[..<2])
        scanColumn = scan.first
        scanRow = scan.count == 2 ? scan.last : nil
        detectorColumn = detector[0]
        detectorRow = detector[1]
    }

    /// What the file says; nil where it says nothing, or both.
    private static func order(_ image: DigitalMicrographImage, _ stored: [Axis]) -> StorageOrder? {
        if let swapped = image.dataOrderSwapped { return swapped ? .patterns : .maps }
        let fast = stored[0...1]
        let slow = stored[2...3]
        let isPatterns = fast.allSatisfy(\.isReciprocal) || slow.allSatisfy(\.isReal)
        let isMaps = fast.allSatisfy(\.isReal) || slow.allSatisfy(\.isReciprocal)
        return isPatterns == isMaps ? nil : isPatterns ? .patterns : .maps
    }

    var detector: DetectorShape { DetectorShape(rows: detectorRow.size, columns: detectorColumn.size) }
    var scan: ScanShape { ScanShape(rows: scanRow?.size ?? 1, columns: scanColumn?.size ?? 1) }

    /// How frames lie.
    func layout(_ image: DigitalMicrographImage, _ order: ByteOrder) -> FrameLayout {
        FrameLayout(
            scan: scan, detector: detector, elementType: image.elementType, byteOrder: order, offset: image.offset,
            scanRowStride: scanRow?.stride ?? 0, scanColumnStride: scanColumn?.stride ?? 0,
            detectorRowStride: detectorRow.stride, detectorColumnStride: detectorColumn.stride)
    }

    /// What the axes say; nothing of the scan for a stack.
    func calibration(guesses: inout [String]) -> Calibration {
        let scan = scanRow == nil ? [] : [scanRow?.calibration, scanColumn?.calibration]
        return Calibration(
            scan: scan, detector: [detectorRow.calibration, detectorColumn.calibration], shape: detector,
            guesses: &guesses)
    }
}
