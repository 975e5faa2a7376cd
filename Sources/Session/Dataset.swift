import DataCube

/// What the session knows about the open dataset: facts, no data.
public struct Dataset: Hashable, Sendable {
    /// File name without its folder, as shown.
    public var name: String
    /// The path as the user gave it, as command lines repeat it.
    public var path: String
    /// The dataset inside the file, where a file holds several.
    public var part: String?
    /// The format's name.
    public var format: String
    public var scan: ScanShape
    /// How the scan was found among the file's frames, before it was laid another way.
    public var scanOrigin: ScanOrigin
    /// The order in which the file's numbers were taken to lie, where it could be the other as well.
    public var order: StorageOrder?
    public var detector: DetectorShape
    public var elementType: ElementType
    /// Bytes of pixel data as stored.
    public var byteCount: Int
    public var calibration: Calibration
    /// What of the calibration the user said.
    public var saidCalibration: Calibration
    /// What else the file tells.
    public var metadata: [Metadatum]
    public var orientation: Orientation
    /// What had to be assumed, as sentences.
    public var guesses: [String]
    /// What the file promises and does not hold; nil where it is whole.
    public var missing: MissingFrames?
    /// What was done to the patterns, as sentences.
    public var preparation: [String]
    /// Further words of a command line that open the file the same way: `--scan 8x10`.
    public var openingFlags: String
    /// The folder that results are proposed to be written to, with its slash; empty: where the program was started.
    public var resultsFolder: String

    public init(
        _ cube: DataCube, orientation: Orientation = .identity, saidCalibration: Calibration = Calibration(),
        openingFlags: String = "", resultsFolder: String = ""
    ) {
        path = cube.origin.path
        name = cube.origin.path.split(separator: "/").last.map(String.init) ?? "data"
        part = cube.origin.dataset
        format = cube.origin.format
        scan = cube.scan
        scanOrigin =
            cube.origin.scan
            ?? ScanOrigin(layout: ScanLayout(cube.scan), frames: cube.source.frameCount, isGuess: false)
        order = cube.origin.order
        detector = cube.detector
        elementType = cube.elementType
        byteCount = cube.byteCount
        calibration = cube.calibration
        self.saidCalibration = saidCalibration
        metadata = cube.origin.metadata
        self.orientation = orientation
        guesses = cube.origin.guesses
        missing = cube.origin.missing
        preparation = cube.origin.preparation
        self.openingFlags = openingFlags
        self.resultsFolder = resultsFolder
    }
}
