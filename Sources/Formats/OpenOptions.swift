import DataCube

/// What the user said about a file beyond its path.
public struct OpenOptions: Hashable, Sendable, Codable {
    /// The scan's shape, where the file does not say it or says it wrongly.
    public var scan: ScanShape?
    /// Frames before the first position's; none where nil.
    public var skippedFrames: Int?
    /// Frames behind each scan row, taken while the probe returned; none where nil.
    public var flyback: Int?
    /// Which dataset of a file that holds several: a path inside an HDF5 file, the number of an image in a DM file.
    public var dataset: String?
    /// The layout of a file without a header; it is then read as raw binary whatever it contains.
    public var raw: RawLayout?
    /// Which numbers of a 4D array lie next to each other, where the file does not say it.
    public var order: StorageOrder?

    public init(
        scan: ScanShape? = nil, skippedFrames: Int? = nil, flyback: Int? = nil, dataset: String? = nil,
        raw: RawLayout? = nil, order: StorageOrder? = nil
    ) {
        self.scan = scan
        self.skippedFrames = skippedFrames
        self.flyback = flyback
        self.dataset = dataset
        self.raw = raw
        self.order = order
    }
}

extension OpenOptions {
    /// These options with what they leave open taken from settings.
    public func filled(from settings: DatasetSettings) -> OpenOptions {
        OpenOptions(
            scan: scan ?? settings.scan, skippedFrames: skippedFrames ?? settings.skippedFrames,
            flyback: flyback ?? settings.flyback, dataset: dataset ?? settings.dataset,
            raw: raw ?? settings.raw, order: order ?? settings.order)
    }

    /// The words of a command line that say the same.
    public var flags: String {
        [
            scan.map { "--scan \(CalibrationSpelling.spelling(scanShape: $0))" },
            skippedFrames.map { "--skip-frames \($0)" },
            flyback.map { "--flyback \($0)" },
            dataset.map { "--dataset '\($0)'" },
            raw.map { "--raw \($0.spelling)" },
            order.map { "--order \($0.rawValue)" },
        ].compactMap { $0 }.joined(separator: " ")
    }
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
