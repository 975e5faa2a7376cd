/// Another source's frames in another order and each laid another way. Reads frame by frame where the scan is
/// reordered, so it is slower than the source it wraps.
public struct OrientedSource: FrameSource {
    let base: any FrameSource
    let frameOrder: [Int]?
    let pixelOrder: [Int]?
    public let detector: DetectorShape

    public var frameCount: Int { base.frameCount }
    public var elementType: ElementType { base.elementType }
    public var preferredBatch: Int { base.preferredBatch }

    /// - Parameters:
    ///   - base: the source as stored.
    ///   - scan: the scan's shape as stored.
    ///   - orientation: how to lay both planes.
    public init(_ base: any FrameSource, scan: ScanShape, orientation: Orientation) {
        self.base = base
        frameOrder =
            orientation.scan == .identity
            ? nil : Self.order(orientation.scan, rows: scan.rows, columns: scan.columns)
        let stored = base.detector
        pixelOrder =
            orientation.pattern == .identity
            ? nil : Self.order(orientation.pattern, rows: stored.rows, columns: stored.columns)
        let shown = orientation.pattern.shape(rows: stored.rows, columns: stored.columns)
        detector = DetectorShape(rows: shown.rows, columns: shown.columns)
    }

    private static func order(_ plane: PlaneOrientation, rows: Int, columns: Int) -> [Int] {
        let shown = plane.shape(rows: rows, columns: columns)
        return (0..<shown.rows).flatMap { row in
            (0..<shown.columns).map { plane.storedIndex(row: row, column: $0, rows: rows, columns: columns) }
        }
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        let size = detector.count
        if let frameOrder {
            for (slot, frame) in frames.enumerated() {
                let stored = frameOrder[frame]
                try base.read(
                    stored..<stored + 1, into: .init(rebasing: buffer[slot * size..<(slot + 1) * size]))
            }
        } else {
            try base.read(frames, into: buffer)
        }
        guard let pixelOrder else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { stored in
            for slot in 0..<frames.count {
                let frame = UnsafeMutableBufferPointer(rebasing: buffer[slot * size..<(slot + 1) * size])
                _ = stored.initialize(from: frame)
                for pixel in 0..<size { frame[pixel] = stored[pixelOrder[pixel]] }
            }
        }
    }
}
