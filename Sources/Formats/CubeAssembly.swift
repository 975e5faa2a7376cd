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

    init(path: String, format: String) {
        self.path = path
        self.format = format
    }

    /// The dataset, from a source that holds `source.frameCount` frames.
    func cube(_ source: any FrameSource, options: OpenOptions) throws(FormatError) -> DataCube {
        var origin = Origin(path: path, format: format, dataset: dataset, guesses: guesses, metadata: metadata)
        let scan: ScanShape
        if let asked = options.scan {
            let frames = try Self.checkedCount(of: asked, path: path)
            guard frames <= source.frameCount else {
                throw FormatError(
                    .doesNotFit, path: path,
                    what: "a scan of \(asked.rows) x \(asked.columns) asks for \(frames) frames, "
                        + "there are \(source.frameCount)",
                    remedy: "Give --scan one of \(Self.suggestions(source.frameCount))")
            }
            if frames < source.frameCount {
                origin.guesses.append(
                    "The last \(source.frameCount - frames) of \(source.frameCount) frames are not part of the scan.")
            }
            scan = asked
        } else if let storedScan {
            scan = storedScan
        } else {
            scan = Self.guess(source.frameCount)
            if source.frameCount > 1 {
                origin.guesses.append(Self.guessSentence(source.frameCount))
            }
        }
        return DataCube(scan: scan, calibration: calibration, source: source, origin: origin)
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

/// Frames of a mapped file: laid out by strides when they are all there, else as many whole ones as a scan asks for.
struct MappedFrames {
    /// The layout's scan may be `1 x frames`.
    let layout: FrameLayout
    /// True when frames follow one another, so that the first of a truncated file can be used.
    let isFrameByFrame: Bool

    /// - Throws: `truncated` when the file ends early, unless `options.scan` asks for whole frames that are there.
    func source(in bytes: FileBytes, options: OpenOptions) throws(FormatError) -> MappedSource {
        if let source = MappedSource(file: bytes.file, layout: layout) { return source }
        let whole = wholeFrames(in: bytes.count)
        let promised = layout.scan.count
        if let asked = options.scan, isFrameByFrame {
            let frames = try CubeAssembly.checkedCount(of: asked, path: bytes.path)
            var part = layout
            part.scan = ScanShape(rows: 1, columns: frames)
            if frames <= whole, let source = MappedSource(file: bytes.file, layout: part) { return source }
        }
        let remedy =
            isFrameByFrame && whole > 0
            ? "Fetch it again, or open the part that is there with --scan "
                + Self.part(of: layout.scan, wholeFrames: whole)
            : "Fetch it again; what is there cannot be used"
        throw FormatError(
            .truncated(wholeFrames: whole, promised: promised), path: bytes.path, place: "byte \(bytes.count)",
            what: "the file ends early: \(whole) whole frames are there, of \(promised)", remedy: remedy)
    }

    /// Whole scan rows where the scan has some, else all whole frames.
    private static func part(of scan: ScanShape, wholeFrames: Int) -> String {
        let rows = scan.rows > 1 ? wholeFrames / scan.columns : 0
        return rows > 0 ? "\(rows)x\(scan.columns)" : "1x\(wholeFrames)"
    }

    /// How many frames end before `count`, where frames follow one another.
    private func wholeFrames(in count: Int) -> Int {
        guard isFrameByFrame else { return 0 }
        var single = layout
        single.scan = ScanShape(rows: 1, columns: 1)
        guard let extent = single.extent, extent.upperBound <= count, layout.scanColumnStride > 0 else { return 0 }
        return min(layout.scan.count, 1 + (count - extent.upperBound) / layout.scanColumnStride)
    }
}
