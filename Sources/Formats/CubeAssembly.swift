import DataCube

/// What every reader does once it knows where the frames are: settle the scan's shape and say what was assumed.
struct CubeAssembly {
    let path: String
    let format: String
    var dataset: String?
    var calibration = Calibration()
    var guesses: [String] = []
    var metadata: [Metadatum] = []
    /// The scan's shape as the file says it.
    var storedScan: ScanShape?
    /// How many frames the file says it holds, where they may not all be there; as many as `storedScan` has where nil.
    var promisedFrames: Int?

    init(path: String, format: String) {
        self.path = path
        self.format = format
    }

    /// The dataset, from a source that holds the whole frames: laid out as the user says it, else the file, else a guess;
    /// of a file that ends early only the scan rows that are whole.
    /// - Throws: `doesNotFit` where the user's scan asks for more frames than the file promises.
    func cube(_ source: any FrameSource, options: OpenOptions) throws(FormatError) -> DataCube {
        var origin = Origin(path: path, format: format, dataset: dataset, guesses: guesses, metadata: metadata)
        let whole = source.frameCount
        let promised = max(whole, promisedFrames ?? storedScan?.count ?? 0)
        if whole < promised { origin.missing = MissingFrames(promised: promised, whole: whole) }
        let wanted: ScanShape
        if let asked = options.scan {
            let frames = try Self.checkedCount(of: asked, path: path)
            guard frames <= promised else {
                throw FormatError(
                    .doesNotFit, path: path,
                    what: "a scan of \(asked.rows) x \(asked.columns) asks for \(frames) frames, "
                        + "there are \(promised)",
                    remedy: "Give --scan one of \(Self.suggestions(promised))")
            }
            wanted = asked
        } else if let storedScan {
            wanted = storedScan
        } else {
            wanted = Self.guess(promised)
            if promised > 1 { origin.guesses.append(Self.guessSentence(promised)) }
        }
        let scan = Self.part(of: wanted, wholeFrames: whole)
        if scan.count < whole {
            origin.guesses.append("The last \(whole - scan.count) of \(whole) frames are not part of the scan.")
        }
        return DataCube(scan: scan, calibration: calibration, source: source, origin: origin)
    }

    /// The dataset, from frames of a mapped file: of a file that ends early those that are whole.
    /// - Throws: `truncated` where none is, or frames cannot be told from one another; `doesNotFit`.
    func cube(_ frames: MappedFrames, in bytes: FileBytes, options: OpenOptions) throws(FormatError) -> DataCube {
        var assembly = self
        assembly.promisedFrames = frames.layout.scan.count
        return try assembly.cube(frames.source(in: bytes), options: options)
    }

    /// The rows of a scan that are whole; where not even one is, the frames that are there as one row.
    private static func part(of scan: ScanShape, wholeFrames: Int) -> ScanShape {
        if scan.count <= wholeFrames { return scan }
        let rows = wholeFrames / scan.columns
        return rows > 0 ? ScanShape(rows: rows, columns: scan.columns) : ScanShape(rows: 1, columns: wholeFrames)
    }

    /// Rows x columns for so many frames: the square where there is one, else the most nearly square pair of divisors,
    /// no more rows than columns. O(sqrt(frames)).
    static func guess(_ frames: Int) -> ScanShape {
        var rows = max(1, Int(Double(frames).squareRoot()))
        while rows > 1, frames % rows != 0 { rows -= 1 }
        return ScanShape(rows: rows, columns: frames / rows)
    }

    /// What `Origin.guesses` says where the scan's shape was guessed from the number of frames.
    static func guessSentence(_ frames: Int) -> String {
        let scan = guess(frames)
        return "The file does not say the scan's shape: \(frames) frames are taken as \(scan.rows) x \(scan.columns) "
            + "(--scan gives another)."
    }

    /// Up to five shapes of that many frames, the most nearly square first, as `--scan` takes them.
    private static func suggestions(_ frames: Int) -> String {
        var shapes: [String] = []
        var rows = max(1, Int(Double(frames).squareRoot()))
        while rows >= 1, shapes.count < 5 {
            if frames % rows == 0 { shapes.append("\(rows)x\(frames / rows)") }
            rows -= 1
        }
        return shapes.joined(separator: ", ")
    }

    /// A scan's number of positions, refused where it is none or overflows.
    static func checkedCount(of scan: ScanShape, path: String) throws(FormatError) -> Int {
        let (count, overflow) = scan.rows.multipliedReportingOverflow(by: scan.columns)
        guard scan.rows >= 1, scan.columns >= 1, !overflow else {
            throw FormatError(
                .doesNotFit, path: path, what: "a scan of \(scan.rows) x \(scan.columns) is not possible",
                remedy: "Give --scan ROWSxCOLUMNS, both at least 1")
        }
        return count
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
