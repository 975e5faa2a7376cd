import DataCube

/// A dataset as it is to be written: everything but its numbers.
public struct CubeOutline: Sendable {
    /// What it is called inside the file.
    public var title: String
    public var scan: ScanShape
    public var detector: DetectorShape
    public var elementType: ElementType
    public var calibration: Calibration
    /// Where the first position lay on the scan that it was cut out of.
    public var corner: ScanPosition
    /// Where it came from; nil where the file has no place for it.
    public var provenance: Provenance?

    public init(
        title: String, scan: ScanShape, detector: DetectorShape, elementType: ElementType,
        calibration: Calibration = Calibration(), corner: ScanPosition = ScanPosition(row: 0, column: 0),
        provenance: Provenance? = nil
    ) {
        self.title = title
        self.scan = scan
        self.detector = detector
        self.elementType = elementType
        self.calibration = calibration
        self.corner = corner
        self.provenance = provenance
    }

    /// Bytes of one frame. The shape was checked to be possible.
    var frameBytes: Int { detector.count * elementType.byteCount }
}

/// Frames of a rectangle of the scan, row-major, in their stored type and the byte order of the machine.
public struct CubeBlock {
    public var rows: Range<Int>
    public var columns: Range<Int>
    /// Exactly its frames, aligned for their elements.
    public var frames: UnsafeRawBufferPointer

    public init(rows: Range<Int>, columns: Range<Int>, frames: UnsafeRawBufferPointer) {
        self.rows = rows
        self.columns = columns
        self.frames = frames
    }
}

/// Takes a dataset block by block into a file that appears when it is finished; a writer that goes away earlier leaves
/// nothing behind. Used by one thread at a time.
public protocol CubeWriter: AnyObject {
    /// Scan rows x columns that are written together: blocks consist of whole units, except at the scan's edges.
    var unit: ScanShape { get }

    /// Takes a block. Blocks come in the scan's order and share no position.
    /// - Throws: `doesNotFit` for a block that does not come next; `cannotWrite`.
    func write(_ block: CubeBlock) throws(FormatError)

    /// Puts the file in its place.
    /// - Throws: `doesNotFit` when frames are missing; `cannotWrite`, `exists`.
    func finish() throws(FormatError)
}

/// How the chunks of an HDF5 file are packed.
public enum ChunkCompression: String, CaseIterable, Sendable {
    /// gzip behind a byte shuffle, which every HDF5 library reads.
    case gzip
    /// Not at all.
    case none
}

/// How a dataset's file is written, beyond its format.
public struct CubeFileOptions: Sendable {
    /// Of chunks, where the format has some.
    public var compression: ChunkCompression
    /// How many read and pack at once.
    public var threads: Int
    /// Replace a file that is there.
    public var overwrite: Bool

    public init(compression: ChunkCompression = .gzip, threads: Int = 1, overwrite: Bool = false) {
        self.compression = compression
        self.threads = threads
        self.overwrite = overwrite
    }
}

/// A file format that datasets are written in. A new one is a file in Writers and a line in `WriterCatalog`.
public protocol CubeFileFormat: Sendable {
    /// As --format takes it.
    var name: String { get }
    /// The extensions it is chosen by, lower case without the dot.
    var extensions: [String] { get }
    /// False where calibration and provenance are lost.
    var describesItself: Bool { get }

    /// Begins a file.
    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false; `cannotWrite`.
    func writer(_ outline: CubeOutline, path: String, _ options: CubeFileOptions) throws(FormatError) -> any CubeWriter
}
