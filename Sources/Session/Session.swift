import DataCube
import Questions

/// Everything the explorer knows: what the user decided, where they look, what the engine answered. A value; it knows
/// no terminal, no file and no engine. Actions change it, `needs` says what should be computed, frames are drawn from it.
public struct Session: Sendable {
    public internal(set) var dataset: Dataset
    public internal(set) var intent: Intent
    public internal(set) var view: View
    public internal(set) var findings: Findings
    /// The newest sweep, running or not.
    public internal(set) var sweep: SweepStatus?
    /// The datasets that the file holds, once they were looked for.
    public internal(set) var datasets: [DatasetSummary]?
    /// What the outside must do; taken with `takeOrders`.
    var orders: [Order] = []
    /// The last map and pattern that were found: shown until the new ones are there.
    public internal(set) var lastMap: ScanMap?
    public internal(set) var lastPattern: DiffractionPattern?
    /// The last sums of every frame that were found.
    public internal(set) var lastSeries: FrameSeries?
    /// Names that commands step through.
    public let colorMaps: [String]
    /// The names that can be chosen for the screen; none where there is no choice.
    public let choices: [Appearance.Field: [String]]
    public var themes: [String] { choices[.theme] ?? [] }
    /// The endings of files that can be written, with their dots, for each subject.
    public let endings: [ResultSubject: [String]]
    var history = History()
    /// The intent when the mouse took hold.
    var beforeDrag: Intent?
    /// The explorer should end.
    public internal(set) var isFinished = false

    /// A session on a dataset, probe in the middle of the scan.
    public init(
        dataset: Dataset, appearance: Appearance, choices: [Appearance.Field: [String]], colorMaps: [String],
        endings: [ResultSubject: [String]] = [:]
    ) {
        self.dataset = dataset
        self.choices = choices
        self.colorMaps = colorMaps
        self.endings = endings
        intent = Intent(probe: ScanPosition(row: dataset.scan.rows / 2, column: dataset.scan.columns / 2))
        view = View(appearance: appearance)
        findings = Findings()
    }

    /// A session whose only choice for the screen is its theme.
    public init(
        dataset: Dataset, themes: [String], colorMaps: [String], theme: String,
        endings: [ResultSubject: [String]] = [:]
    ) {
        self.init(
            dataset: dataset, appearance: Appearance([.theme: theme]), choices: [.theme: themes], colorMaps: colorMaps,
            endings: endings)
    }

    /// What the outside must do since the last time it asked.
    public mutating func takeOrders() -> [Order] {
        defer { orders = [] }
        return orders
    }

    /// The virtual detector: the user's, else the dark field that the survey suggests; nil before the survey is there.
    public var detector: VirtualDetector? {
        if let chosen = intent.detector { return chosen }
        guard let survey = findings.survey else { return nil }
        if let beam = survey.beam { return .annulus(beam.darkField(on: dataset.detector)) }
        let reach = Double(max(dataset.detector.rows, dataset.detector.columns))
        return .disk(DiskDetector(center: dataset.detector.middle, radius: reach))
    }

    /// The direct beam as found, or as corrected by hand.
    public var beam: DirectBeam? { findings.survey?.beam }

    /// The pixel looked at on the pattern.
    public var pixel: DetectorPoint {
        let point = intent.pixel ?? beam?.center ?? dataset.detector.middle
        return DetectorPoint(
            row: max(0, min(Double(dataset.detector.rows - 1), point.row.rounded())),
            column: max(0, min(Double(dataset.detector.columns - 1), point.column.rounded())))
    }

    /// The shape that analyses exclude; nil where nothing is.
    public var excludedShape: VirtualDetector? {
        guard let survey = findings.survey else { return nil }
        return AnalysisMask(exclusion: intent.mask).excludedShape(survey: survey)
    }

    /// The map of the present detector, where it is known.
    public var map: ScanMap? {
        guard let detector, case .map(let map)? = findings[.virtualImage(detector)] else { return nil }
        return map
    }

    /// The pattern that is chosen, where it is known.
    public var pattern: DiffractionPattern? {
        guard case .pattern(let pattern)? = findings[patternRequest] else { return nil }
        return pattern
    }

    /// The question whose answer is the chosen pattern.
    public var patternRequest: Request {
        switch intent.patternChoice {
        case .probe: .pattern(intent.probe)
        case .mean: .summary(.mean, region: nil)
        case .maximum: .summary(.maximum, region: nil)
        }
    }

    /// The result of the sweep at the chosen k, once it is loaded.
    public var result: FactorizationResult? {
        sweep.flatMap { findings[result: ResultKey(run: $0.identifier, k: intent.k)] }
    }

    /// The parameters that the sweep's form begins with: the last sweep's, else the paper's.
    public var proposedSweep: SweepParameters {
        if var parameters = sweep?.parameters {
            parameters.mask.exclusion = intent.mask
            return parameters
        }
        let most = min(dataset.detector.count, dataset.scan.count)
        return SweepParameters(
            componentCounts: min(2, most)...max(min(2, most), min(15, most)), mask: AnalysisMask(exclusion: intent.mask)
        )
    }
}

/// Something only the outside can do.
public enum Order: Hashable, Sendable {
    case startSweep(SweepParameters)
    case cancelSweep
    case resumeSweep
    /// Stop the process until it is continued.
    case suspend
    /// Lay the planes another way and open the dataset anew.
    case reorient(Orientation)
    /// Lay the frames another way as a scan, take the numbers in an order where it is given, and keep that with the dataset.
    case layScan(ScanLayout, StorageOrder?)
    /// Open the dataset with its numbers in another order, and keep nothing.
    case tryOrder(StorageOrder)
    /// Open another dataset of the file, and keep that.
    case openDataset(DatasetSummary)
    /// The user corrected the beam's centre; keep it with the dataset.
    case setCenter(DetectorPoint)
    /// Write what is shown to a file.
    case write(ResultOrder)
    /// Put a text into the clipboard of the user's terminal.
    case copy(String)
    /// Keep how the screen looks for the next time.
    case keepAppearance(Appearance)
    /// Draw everything again.
    case redraw
    /// Give the mouse to the terminal, or take it back.
    case releaseMouse(Bool)
}
