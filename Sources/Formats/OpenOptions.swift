import DataCube

/// What the user said about a file beyond its path.
public struct OpenOptions: Hashable, Sendable, Codable {
    /// The scan's shape, where the file does not say it or says it wrongly.
    public var scan: ScanShape?
    /// Which dataset of a file that holds several: a path inside an HDF5 file, the number of an image in a DM file.
    public var dataset: String?
    /// The layout of a file without a header; it is then read as raw binary whatever it contains.
    public var raw: RawLayout?

    /// Which numbers of a 4D array lie next to each other, where the file does not say it.
    public var order: StorageOrder?

    public init(
        scan: ScanShape? = nil, dataset: String? = nil, raw: RawLayout? = nil, order: StorageOrder? = nil
    ) {
        self.scan = scan
        self.dataset = dataset
        self.raw = raw
        self.order = order
    }
}

/// Which numbers of a 4D array lie next to each other in a file.
public enum StorageOrder: String, Hashable, Sendable, Codable, CaseIterable {
    /// The pixels of a pattern; pattern follows pattern.
    case patterns
    /// The positions of one pixel: scan map follows scan map.
    case maps
}

/// How frames lie in a file that does not describe itself: `offset` bytes, then frames, each row-major, with `gap`
/// bytes after each.
public struct RawLayout: Hashable, Sendable, Codable {
    public var detector: DetectorShape
    public var elementType: ElementType
    public var byteOrder: ByteOrder
    /// Bytes before the first frame.
    public var offset: Int
    /// Bytes between a frame's last element and the next frame's first.
    public var gap: Int

    public init(
        detector: DetectorShape, elementType: ElementType, byteOrder: ByteOrder = .little, offset: Int = 0, gap: Int = 0
    ) {
        self.detector = detector
        self.elementType = elementType
        self.byteOrder = byteOrder
        self.offset = offset
        self.gap = gap
    }
}
