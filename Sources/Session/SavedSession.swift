import DataCube
import Questions

/// What returns when a dataset is opened again: what the user decided, with every step that can be undone, and where they
/// looked. What an earlier version does not say stays as it begins; what a later one adds is passed over.
public struct SavedSession: Hashable, Sendable, Codable {
    /// The newest version of this format that this program reads.
    public static let newest = 1

    public var version: Int
    /// What places count on: in another dataset, or one laid another way, they mean nothing.
    var scan: ScanShape
    var detector: DetectorShape
    var orientation: Orientation
    var part: String?
    var order: StorageOrder?
    /// The sweep that k and the exchange are of.
    var run: String?
    var intent: Intent
    var history: History
    var view: SavedView

    /// The same with the newest hundred steps only, which is enough to file.
    public var shortened: SavedSession {
        var shortened = self
        shortened.history = history.mapped(newest: 100) { $0 }
        return shortened
    }
}

extension SavedSession {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        version = try values.decode(Int.self, forKey: .version)
        scan = try values.decode(ScanShape.self, forKey: .scan)
        detector = try values.decode(DetectorShape.self, forKey: .detector)
        orientation = (try? values.decode(Orientation.self, forKey: .orientation)) ?? .identity
        part = try? values.decode(String.self, forKey: .part)
        order = try? values.decode(StorageOrder.self, forKey: .order)
        run = try? values.decode(String.self, forKey: .run)
        intent = try values.decode(Intent.self, forKey: .intent)
        history = (try? values.decode(History.self, forKey: .history)) ?? History()
        view = try values.decode(SavedView.self, forKey: .view)
    }
}

/// The part of the view that returns.
struct SavedView: Hashable, Sendable, Codable {
    var workspace = Workspace.explore
    var focus = Pane.scan
    var isMaximized = false
    var scanZoom = 1.0
    var patternZoom = 1.0
    var curve = Curve.errors
    var showsResidual = false

    init(_ view: View) {
        workspace = view.workspace
        focus = view.focus
        isMaximized = view.isMaximized
        scanZoom = view.scanZoom
        patternZoom = view.patternZoom
        curve = view.curve
        showsResidual = view.showsResidual
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) {
            if let told = try? values.decode(Value.self, forKey: key) { value = told }
        }
        read(.workspace, &workspace)
        read(.focus, &focus)
        read(.isMaximized, &isMaximized)
        read(.scanZoom, &scanZoom)
        read(.patternZoom, &patternZoom)
        read(.curve, &curve)
        read(.showsResidual, &showsResidual)
    }

    /// Overwrites what returns of a view.
    func restore(_ view: inout View) {
        view.workspace = workspace
        view.focus = focus
        view.isMaximized = isMaximized
        view.scanZoom = Self.magnification(scanZoom)
        view.patternZoom = Self.magnification(patternZoom)
        view.curve = curve
        view.showsResidual = showsResidual
    }

    private static func magnification(_ told: Double) -> Double { told.isFinite ? max(1, min(32, told)) : 1 }
}

extension Session {
    /// What is to return, as it is now.
    public var saved: SavedSession {
        SavedSession(
            version: SavedSession.newest, scan: dataset.scan, detector: dataset.detector,
            orientation: dataset.orientation, part: dataset.part, order: dataset.order, run: sweep?.identifier,
            intent: beforeDrag ?? intent, history: history, view: SavedView(view))
    }

    /// Takes up what was saved, as far as it holds for the dataset and the sweep that are there now.
    public mutating func restore(_ saved: SavedSession) {
        saved.view.restore(&view)
        intent.mapDisplay = known(saved.intent.mapDisplay, intent.mapDisplay)
        intent.distributionDisplay = known(saved.intent.distributionDisplay, intent.distributionDisplay)
        intent.patternDisplay = known(saved.intent.patternDisplay, intent.patternDisplay)
        guard saved.scan == dataset.scan, saved.detector == dataset.detector, saved.orientation == dataset.orientation,
            saved.part == dataset.part, saved.order == dataset.order
        else { return }
        let isSameSweep = saved.run == sweep?.identifier
        intent = fitted(saved.intent, isSameSweep: isSameSweep)
        history = saved.history.mapped { fitted($0, isSameSweep: isSameSweep) }
    }

    /// An intent that a file told, inside this dataset and its sweep.
    private func fitted(_ told: Intent, isSameSweep: Bool) -> Intent {
        var intent = told
        intent.probe = ScanPosition(
            row: max(0, min(dataset.scan.rows - 1, told.probe.row)),
            column: max(0, min(dataset.scan.columns - 1, told.probe.column)))
        intent.k = max(counts.lowerBound, min(counts.upperBound, told.k))
        intent.component = max(0, min(intent.k - 1, told.component))
        if !isSameSweep || intent.k != told.k { intent.exchange = nil }
        intent.mapDisplay = known(told.mapDisplay, self.intent.mapDisplay)
        intent.distributionDisplay = known(told.distributionDisplay, self.intent.distributionDisplay)
        intent.patternDisplay = known(told.patternDisplay, self.intent.patternDisplay)
        return intent
    }

    /// A display whose colour map is still there and whose clip makes sense; else another.
    private func known(_ told: Display, _ other: Display) -> Display {
        var display = told
        if !colorMaps.isEmpty, !colorMaps.contains(told.colorMap) { display.colorMap = other.colorMap }
        if !(0..<50).contains(told.clip) { display.clip = other.clip }
        return display
    }
}
