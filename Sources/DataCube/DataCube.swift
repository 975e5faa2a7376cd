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

/// Where a dataset came from and what had to be assumed about it.
public struct Origin: Hashable, Sendable, Codable {
    /// The file as the user named it; empty for data made in memory.
    public var path: String
    /// The format's name as shown: npy, Gatan DM4, Merlin mib.
    public var format: String
    /// The dataset inside the file, where a file holds several.
    public var dataset: String?
    /// Each thing that was assumed because the file does not say it, as a sentence.
    public var guesses: [String]
    /// Each thing that was done to the patterns, as a sentence.
    public var preparation: [String]
    /// What else the file tells: camera length, exposure, detector, vendor.
    public var metadata: [Metadatum]

    public init(
        path: String = "", format: String = "memory", dataset: String? = nil, guesses: [String] = [],
        preparation: [String] = [], metadata: [Metadatum] = []
    ) {
        self.path = path
        self.format = format
        self.dataset = dataset
        self.guesses = guesses
        self.preparation = preparation
        self.metadata = metadata
    }
}

/// One thing that a file tells about how its data were taken, beyond shape and calibration.
public struct Metadatum: Hashable, Sendable, Codable {
    /// What it is, in the field's words: camera length, exposure, detector.
    public var name: String
    /// The value with its unit: `105 mm`.
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
