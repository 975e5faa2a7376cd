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
    /// The order in which the file's numbers were taken to lie, where it could be the other as well; nil where the file says
    /// it.
    public var order: StorageOrder?
    /// How the scan was found among the file's frames; nil for data made in memory.
    public var scan: ScanOrigin?
    /// What the file promises and does not hold; nil where it is whole.
    public var missing: MissingFrames?
    /// Each thing that was done to the patterns, as a sentence.
    public var preparation: [String]
    /// What else the file tells: camera length, exposure, detector, vendor.
    public var metadata: [Metadatum]

    public init(
        path: String = "", format: String = "memory", dataset: String? = nil, guesses: [String] = [],
        order: StorageOrder? = nil, scan: ScanOrigin? = nil, missing: MissingFrames? = nil, preparation: [String] = [],
        metadata: [Metadatum] = []
    ) {
        self.path = path
        self.format = format
        self.dataset = dataset
        self.guesses = guesses
        self.order = order
        self.scan = scan
        self.missing = missing
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

/// How a scan was found among the frames of a file.
public struct ScanOrigin: Hashable, Sendable, Codable {
    /// Which frames belong to which positions, before the scan is laid another way.
    public var layout: ScanLayout
    /// Whole frames that the file holds.
    public var frames: Int
    /// True where neither the file nor the user says the scan's shape.
    public var isGuess: Bool

    public init(layout: ScanLayout, frames: Int, isGuess: Bool) {
        self.layout = layout
        self.frames = frames
        self.isGuess = isGuess
    }

    /// Frames behind those of the scan.
    public var unused: Int { max(0, frames - (layout.frameCount ?? 0) - layout.flyback) }
}

/// Frames that a file promises and does not hold: its copy or its acquisition did not finish.
public struct MissingFrames: Hashable, Sendable, Codable {
    /// How many frames the file says it holds.
    public var promised: Int
    /// How many of them are whole.
    public var whole: Int

    public init(promised: Int, whole: Int) {
        self.promised = promised
        self.whole = whole
    }

    /// How many are missing.
    public var count: Int { promised - whole }

    /// As people are told.
    public var sentence: String { "The file ends early: \(count) of \(promised) frames are missing." }
}
