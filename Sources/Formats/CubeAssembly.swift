import DataCube

/// What every reader does once it knows where the frames are: settle the scan's shape and say what was assumed.
struct CubeAssembly {
    let path: String
    let format: String
    var dataset: String?
    var calibration = Calibration()
    var guesses: [String] = []
    var metadata: [Metadatum] = []
    /// The order in which the file's numbers are taken to lie, where it does not say it and it could be the other as well.
    var order: StorageOrder?
    /// How the scan lies among the frames, as the file says it.
    var storedLayout: ScanLayout?
    /// How many frames the file says it holds, where they may not all be there; as many as its scan has where nil.
    var promisedFrames: Int?

    init(path: String, format: String) {
        self.path = path
        self.format = format
    }

    /// The scan's shape as the file says it, where each frame is a position.
    var storedScan: ScanShape? {
        get { storedLayout?.shape }
        set { storedLayout = newValue.map { ScanLayout($0) } }
    }

    /// The dataset, from a source that holds the whole frames: laid out as the user says it, else the file, else a guess;
    /// of a file that ends early only the scan rows that are whole.
    /// - Throws: `doesNotFit` where the user's scan asks for more frames than the file promises, or leaves none.
    func cube(_ source: any FrameSource, options: OpenOptions) throws(FormatError) -> DataCube {
        var origin = Origin(
            path: path, format: format, dataset: dataset, guesses: guesses, order: order, metadata: metadata)
        let whole = source.frameCount
        let promised = max(whole, promisedFrames ?? storedLayout?.frameCount ?? 0)
        if whole < promised { origin.missing = MissingFrames(promised: promised, whole: whole) }
        let (wanted, isGuess) = try layout(promised, options)
        guard let layout = wanted.wholeRows(in: whole) ?? Self.oneRow(of: whole, wanted.skipped),
            let scanned: any FrameSource = layout.isPlain ? source : ScannedSource(source, layout: layout)
        else { throw tooFew(whole, for: wanted) }
        let scan = ScanOrigin(layout: layout, frames: whole, isGuess: isGuess)
        origin.scan = scan
        if isGuess, promised > 1 { origin.guesses.append(Self.guessSentence(promised, wanted.shape)) }
        if scan.unused > 0 {
            origin.guesses.append("The last \(scan.unused) of \(whole) frames are not part of the scan.")
        }
        return DataCube(scan: layout.shape, calibration: calibration, source: scanned, origin: origin)
    }

    /// How the frames lie, as the user says it, else the file, else as a guess.
    private func layout(_ frames: Int, _ options: OpenOptions) throws(FormatError) -> (ScanLayout, isGuess: Bool) {
        let skipped = options.skippedFrames ?? (options.scan == nil ? storedLayout?.skipped : nil) ?? 0
        let flyback = options.flyback ?? (options.scan == nil ? storedLayout?.flyback : nil) ?? 0
        if let asked = options.scan {
            let layout = ScanLayout(asked, skipped: skipped, flyback: flyback)
            guard let needed = layout.frameCount, needed <= frames else { throw tooFew(frames, for: layout) }
            return (layout, false)
        }
        if let storedLayout {
            if options.skippedFrames == nil, options.flyback == nil { return (storedLayout, false) }
            // Frames of fly-back are the last of the rows that the file says.
            let (rows, overflow) = storedLayout.period.multipliedReportingOverflow(by: storedLayout.shape.rows)
            guard
                let layout = ScanLayout(
                    columns: storedLayout.period - flyback, skipped: skipped, flyback: flyback,
                    in: overflow ? frames : min(frames, rows))
            else { throw tooFew(frames, for: ScanLayout(storedLayout.shape, skipped: skipped, flyback: flyback)) }
            return (layout, false)
        }
        guard let guess = ScanLayout.equalRows(of: frames, skipped: skipped, flyback: flyback).first else {
            throw tooFew(frames, for: ScanLayout(ScanShape(rows: 1, columns: 1), skipped: skipped, flyback: flyback))
        }
        return (guess, true)
    }

    /// What is there where not even one row of a scan is.
    private static func oneRow(of frames: Int, _ skipped: Int) -> ScanLayout? {
        ScanLayout(columns: max(1, frames - skipped), skipped: skipped, in: frames)
    }

    private func tooFew(_ frames: Int, for layout: ScanLayout) -> FormatError {
        var what = "a scan of \(layout.shape.rows) x \(layout.shape.columns)"
        if layout.skipped != 0 { what += " after \(layout.skipped) skipped frames" }
        if layout.flyback != 0 { what += " with \(layout.flyback) frames of fly-back" }
        guard let needed = layout.frameCount else {
            return FormatError(
                .doesNotFit, path: path, what: what + " is not possible",
                remedy: "Give --scan ROWSxCOLUMNS, both at least 1")
        }
        let shapes = ScanLayout.equalRows(of: frames, skipped: layout.skipped, flyback: layout.flyback).prefix(5)
            .map { CalibrationSpelling.spelling(scanShape: $0.shape) }
        return FormatError(
            .doesNotFit, path: path, what: what + " asks for \(needed) frames, there are \(frames)",
            remedy: shapes.isEmpty
                ? "Give smaller numbers" : "Give --scan one of \(shapes.joined(separator: ", "))")
    }

    /// The dataset, from frames of a mapped file: of a file that ends early those that are whole.
    /// - Throws: `truncated` where none is, or frames cannot be told from one another; `doesNotFit`.
    func cube(_ frames: MappedFrames, in bytes: FileBytes, options: OpenOptions) throws(FormatError) -> DataCube {
        var assembly = self
        assembly.promisedFrames = frames.layout.scan.count
        return try assembly.cube(frames.source(in: bytes), options: options)
    }

    /// What `Origin.guesses` says where the scan's shape was guessed from the number of frames.
    private static func guessSentence(_ frames: Int, _ scan: ScanShape) -> String {
        "The file does not say the scan's shape: \(frames) frames are taken as \(scan.rows) x \(scan.columns) "
            + "(--scan gives another)."
    }

    /// The largest detector accepted, in pixels: beyond every camera, and small enough that one pattern is no danger.
    static let largestDetector = 1 << 28

    /// The product of sizes; refused where one is below 1, the product overflows, or the detector (rows, columns) is
    /// beyond every camera.
    static func checkedFrames(scanSizes: [Int], rows: Int, columns: Int, path: String, place: String)
        throws(FormatError) -> Int
    {
        var frames = 1
        var possible = rows >= 1 && columns >= 1 && rows <= largestDetector && columns <= largestDetector
        possible = possible && rows * columns <= largestDetector
        for size in scanSizes where possible {
            let (product, overflow) = frames.multipliedReportingOverflow(by: size)
            possible = size >= 1 && !overflow
            frames = product
        }
        if possible {
            // Eight bytes per element at most: the whole must stay addressable.
            possible = !frames.multipliedReportingOverflow(by: rows * columns * 8).overflow
        }
        guard possible else {
            let sizes = (scanSizes + [rows, columns]).map(String.init).joined(separator: " x ")
            throw FormatError(
                .malformed, path: path, place: place, what: "sizes \(sizes) are not possible",
                remedy: "The file is damaged, or is not 4D-STEM data")
        }
        return frames
    }
}
