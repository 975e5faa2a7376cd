/// A 4D-STEM dataset i(scan row, scan column, detector row, detector column): its shape, calibration and frames.
///
/// A value: copies share the source. It knows no file format and computes nothing.
public struct DataCube: Sendable {
    /// Rows x columns of the scan; its count equals the source's number of frames that are used.
    public let scan: ScanShape
    /// What turns steps and pixels into lengths.
    public var calibration: Calibration
    /// The frames, row-major over the scan.
    public let source: any FrameSource
    /// Where the data came from and what had to be assumed.
    public var origin: Origin

    /// - Precondition: `scan.count <= source.frameCount`.
    public init(
        scan: ScanShape, calibration: Calibration = Calibration(), source: any FrameSource,
        origin: Origin = Origin()
    ) {
        precondition(scan.count <= source.frameCount, "the scan asks for more frames than there are")
        self.scan = scan
        self.calibration = calibration
        self.source = source
        self.origin = origin
    }

    /// Rows x columns of a pattern.
    public var detector: DetectorShape { source.detector }
    /// The stored number type.
    public var elementType: ElementType { source.elementType }
    /// Bytes of pixel data as stored.
    public var byteCount: Int { scan.count * detector.count * elementType.byteCount }

    /// The pattern at a probe position.
    /// - Throws: `CubeError` when the position is off the scan or the file can no longer be read.
    public func pattern(at position: ScanPosition) throws(CubeError) -> DiffractionPattern {
        guard scan.contains(position) else { throw .outside("position (\(position.row), \(position.column))") }
        let index = scan.index(position)
        var failure: CubeError?
        let values = [Float](unsafeUninitializedCapacity: detector.count) { buffer, count in
            do throws(CubeError) {
                try source.read(index..<index + 1, into: buffer)
                count = detector.count
            } catch {
                failure = error
                count = 0
            }
        }
        if let failure { throw failure }
        return DiffractionPattern(shape: detector, values: values)
    }

    /// This dataset with scan and patterns laid another way. A calibrated centre moves along.
    public func oriented(_ orientation: Orientation) -> DataCube {
        guard orientation != .identity else { return self }
        let shown = orientation.scan.shape(rows: scan.rows, columns: scan.columns)
        var moved = calibration
        moved.center = calibration.center.map {
            orientation.pattern.shown($0, rows: detector.rows, columns: detector.columns)
        }
        return DataCube(
            scan: ScanShape(rows: shown.rows, columns: shown.columns), calibration: moved,
            source: OrientedSource(source, scan: scan, orientation: orientation), origin: origin)
    }
}
