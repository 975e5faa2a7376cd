import DataCube
import Engine
import Formats
import Foundation
import Interface
import Questions
import Screen
import Session

/// The explorer without a terminal: takes events, runs work beside the main thread, draws frames. The terminal's loop
/// and `braggart frame` drive the same one. Main thread only.
public final class Explorer {
    public private(set) var session: Session
    /// Rows x columns of the screen.
    public private(set) var size: (rows: Int, columns: Int)
    private var dataset: OpenedDataset
    private var lastEvent = ContinuousClock.now - .seconds(1)
    private let look: Look
    /// What the last frame's pictures came to.
    private let kept = KeptLevels()
    private let initialAbility: ScreenAbility
    private var lanes: JobLanes
    private let mailbox: Mailbox<Letter>
    private let worker: WorkerProcess
    private var follower: SweepFollower?
    /// When news of the sweep were last taken.
    private var lastNews = ContinuousClock.now - .seconds(60)
    /// The dataset as it was before another order was tried.
    private var beforeTrial: OpenedDataset?
    /// Counts how often the dataset was opened anew; answers about an earlier one are dropped.
    private var edition = 0
    /// Files that are being written.
    private var filesUnderWay = 0
    /// Where the session is kept; nil where it is not.
    private var sessionFile: SessionFile?
    /// What only the terminal can do, since it was last taken.
    private var terminalOrders: [Order] = []

    /// Begins no work: `advance` does, after the first screen.
    /// - Parameters:
    ///   - ability: what the screen shows at first.
    ///   - limits: what it can be asked to show.
    ///   - mouse: whether the mouse comes here; false: it is the terminal's.
    ///   - keepsSession: what the user decides returns when the dataset is opened again.
    ///   - isFresh: what was kept so before does not return.
    /// - Throws: `RuntimeError` when the system has no descriptor left.
    public init(
        _ dataset: OpenedDataset, look: Look, theme: String, ability: ScreenAbility,
        limits: ScreenLimits = ScreenLimits(), reducesMotion: Bool = false, mouse: Bool = true,
        size: (rows: Int, columns: Int), worker: WorkerProcess = WorkerProcess(), keepsSession: Bool = false,
        isFresh: Bool = false
    ) throws(RuntimeError) {
        self.dataset = dataset
        self.look = look
        initialAbility = ability
        self.size = size
        self.worker = worker
        let mailbox = try Mailbox<Letter>()
        self.mailbox = mailbox
        lanes = Self.lanes(to: mailbox, edition: 0)
        session = Session(
            dataset: Dataset(dataset),
            appearance: Appearance(theme: theme, ability, reducesMotion: reducesMotion),
            choices: Appearance.choices(look, limits), colorMaps: look.colorMaps.map(\.name),
            endings: ResultFile.endings)
        if !mouse { session.apply(.releaseMouse) }
        if let greeting { say(greeting) }
        if dataset.isProvisional { session.apply(.openDatasets) }
        followNewestRun()
        if keepsSession { takeUpSession(isFresh: isFresh) }
    }

    private func takeUpSession(isFresh: Bool) {
        let file = SessionFile(dataset.opening.store)
        do throws(RuntimeError) {
            if !isFresh, let saved = try file.read() { session.restore(saved) }
            file.hold(session.saved)
            sessionFile = file
        } catch { say(error.description) }
    }

    /// Writes what is to return next time, at the end.
    /// - Throws: `RuntimeError` when it cannot be written.
    public func keepSession() throws(RuntimeError) { try sessionFile?.keepNow(session.saved) }

    /// What the user should know first: that frames are missing, that the scan's shape is a guess.
    private var greeting: String? {
        var sentences: [String] = []
        let key = CommandTable.command("scan.shape")?.keys.first ?? ""
        if let missing = session.dataset.missing { sentences.append(missing.sentence) }
        if dataset.stored.origin.scan?.isGuess == true, dataset.stored.scan.count > 1 {
            let scan = dataset.stored.scan
            sentences.append(
                "The scan's shape is not known, \(scan.rows) × \(scan.columns) is a guess: \(key) chooses it.")
        }
        if dataset.settings.order == nil, dataset.stored.origin.order != nil {
            sentences.append("Whether it holds patterns or maps in one piece is not known: \(key) shows both.")
        }
        if let unkept = dataset.unkept { sentences.append(unkept) }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    deinit { lanes.cancel() }

    /// An answer, and which edition of the dataset it is about; nil: what came of writing a file.
    private struct Letter: Sendable {
        var edition: Int?
        var action: Action
    }

    private static func lanes(to mailbox: Mailbox<Letter>, edition: Int) -> JobLanes {
        JobLanes { mailbox.post(Letter(edition: edition, action: $0)) }
    }

    /// Becomes readable when an answer waits; `advance` takes it.
    public var descriptor: Int32 { mailbox.descriptor }

    /// What the screen shows now.
    public var ability: ScreenAbility { session.view.appearance.ability(over: initialAbility) }

    /// True while a sweep must be watched.
    public var isSweeping: Bool { session.sweep?.isRunning == true }

    /// Seconds until a sweep is to be looked at again, though nothing happened; nil where none runs. One that was asked to
    /// end does so at once.
    var nextLook: Double? { isSweeping ? follower?.isCancelling == true ? 0.01 : 0.1 : nil }

    /// True while an answer is on its way.
    public var isBusy: Bool { lanes.isBusy || !session.needs.isEmpty || filesUnderWay > 0 }

    /// Takes an input event.
    ///
    /// - Parameter moment: when it came; keys less than 0.4 s apart are typed in one go.
    public func handle(_ event: InputEvent, at moment: ContinuousClock.Instant = .now) {
        if case .resize(let rows, let columns) = event { size = (rows, columns) }
        let layout = ScreenLayout(session, rows: size.rows, columns: size.columns, ability: ability)
        let isQuick = moment - lastEvent < .milliseconds(400)
        lastEvent = moment
        for action in interpret(event, session, layout, isQuick: isQuick) { session.apply(action) }
    }

    /// Takes answers and news, does what was ordered, and begins what is needed.
    public func advance() {
        for letter in mailbox.take() where letter.edition == nil || letter.edition == edition {
            if letter.edition == nil { filesUnderWay -= 1 }
            session.apply(letter.action)
        }
        if let follower, isTimeForNews, follower.follow() { session.apply(.sweepChanged(follower.status)) }
        for order in session.takeOrders() { carryOut(order) }
        sessionFile?.keepSoon(session.saved)
        let dataset = dataset
        let map = session.mapInFileOrder
        lanes.pursue(session.needs) { need, cancellation in Self.answer(need, dataset, map, cancellation) }
    }

    /// News of a sweep are taken as they come, or every two seconds where motion is reduced, except that it ends as asked.
    private var isTimeForNews: Bool {
        guard session.view.appearance.reducesMotion, follower?.isCancelling != true else { return true }
        guard ContinuousClock.now - lastNews >= .seconds(2) else { return false }
        lastNews = .now
        return true
    }

    /// Waits until nothing is on its way any more and no sweep runs.
    public func settle() {
        while true {
            advance()
            guard isBusy || isSweeping else { return }
            usleep(2_000)
        }
    }

    /// The screen as it is now.
    public func frame() -> CellBuffer {
        Interface.frame(session, rows: size.rows, columns: size.columns, ability: ability, look: look, kept: kept)
    }

    /// Says something to the user until the next key.
    public func say(_ text: String) { session.apply(.say(Message(.warning, text))) }

    /// What only the terminal can do, since the last time it was asked.
    public func takeTerminalOrders() -> [Order] {
        defer { terminalOrders = [] }
        return terminalOrders
    }

    /// - Parameter map: the present detector's sum in every frame, where it is known.
    private static func answer(
        _ need: Need, _ dataset: OpenedDataset, _ map: ScanMap?, _ cancellation: Cancellation
    ) -> Action {
        switch need {
        case .request(let request):
            do throws(EngineError) {
                return .found(request, try answer(request, dataset, map, cancellation))
            } catch { return .failed(need, error.description) }
        case .datasets:
            do throws(FormatError) {
                let options = dataset.opening.options.filled(from: dataset.settings)
                return .datasetsListed(try FormatCatalog.datasets(path: dataset.opening.path, options: options))
            } catch { return .failed(need, error.description) }
        case .result(let key):
            let runs = dataset.opening.store.runsDirectory
            do throws(FormatError) {
                return .loaded(key, try RunDirectory(path: "\(runs)/\(key.run)").result(k: key.k))
            } catch { return .failed(need, error.description) }
        }
    }

    private static func answer(
        _ request: Request, _ dataset: OpenedDataset, _ map: ScanMap?, _ cancellation: Cancellation
    ) throws(EngineError) -> Finding {
        var cube = dataset.cube
        if case .frameSeries = request {
            if let map { return .frameSeries(try Engine.frameSeries(of: map.values, cancellation: cancellation)) }
            cube = dataset.frames
        }
        return try perform(request, on: cube, cancellation: cancellation, threads: Threads.available)
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .startSweep(let parameters):
            if isSweeping {
                session.apply(.say(Message(.warning, "a sweep is running: x cancels it")))
            } else {
                report { () throws(RuntimeError) in try start(parameters) }
            }
        case .cancelSweep: follower?.cancel()
        case .resumeSweep: report { () throws(RuntimeError) in try resume() }
        case .reorient(let orientation): change { $0.orientation = orientation }
        case .layScan(let layout, let order):
            beforeTrial = nil
            change {
                $0.scan = layout.shape
                $0.skippedFrames = layout.skipped
                $0.flyback = layout.flyback
                $0.order = order ?? $0.order
            }
            followNewestRun()
        case .tryOrder(let order): tryOrder(order)
        case .openDataset(let summary): open(summary)
        case .setCenter(let center):
            // What is kept counts on the whole detector.
            let stored = dataset.steps?.stored(center) ?? center
            change { $0.calibration.center = stored }
        case .write(let order): write(order)
        case .keepAppearance(let appearance): keep(appearance)
        case .suspend, .redraw, .releaseMouse, .copy: terminalOrders.append(order)
        }
    }

    /// Writes what is shown beside the main thread; what is known already to be refused is refused at once.
    private func write(_ order: ResultOrder) {
        do throws(FormatError) {
            try WriterCatalog.check(order.path, holding: order.subject.kind, overwrite: order.overwrites)
        } catch {
            return session.apply(.notWritten(order, error.description, isTaken: error.kind == .exists))
        }
        filesUnderWay += 1
        let (session, dataset, look, mailbox) = (session, dataset, look, mailbox)
        DispatchQueue.global(qos: .userInitiated).async { @Sendable in
            mailbox.post(Letter(edition: nil, action: ResultFile.write(order, session, dataset, look)))
        }
    }

    private func keep(_ appearance: Appearance) {
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? ""
        do throws(ThemeError) {
            say(try "kept for the next time in \(Preferences.keep(appearance, terminal: terminal))")
        } catch { session.apply(.say(Message(.failure, error.description))) }
    }

    private func start(_ parameters: SweepParameters) throws(RuntimeError) {
        let directory = try RunDirectory.create(
            in: dataset.opening.store,
            record: RunRecord(opening: dataset.reopening, parameters: parameters, threads: nil))
        let process = try worker.start(directory)
        follow(try SweepFollower(directory, worker: process))
    }

    /// Goes on with the sweep that is shown.
    private func resume() throws(RuntimeError) {
        guard let directory = follower?.directory else { return }
        follow(try SweepFollower(directory, worker: try worker.resume(directory)))
    }

    private func follow(_ follower: SweepFollower?) {
        guard let follower else { return }
        self.follower = follower
        _ = follower.follow()
        session.apply(.sweepChanged(follower.status))
    }

    /// Follows the newest run on the same data, if there is one; says when newer ones are of a file that has changed
    /// since, or cannot be read.
    private func followNewestRun() {
        follower = nil
        session.apply(.sweepChanged(nil))
        for run in RunDirectory.all(in: dataset.opening.store.runsDirectory) where follower == nil {
            do throws(RuntimeError) {
                let record = try run.record()
                guard dataset.isSame(as: record) else { continue }
                if record.isOfOtherData {
                    say("The file has changed since sweep \(run.identifier), which is not shown.")
                } else {
                    follow(try SweepFollower(run))
                }
            } catch { say(error.description) }
        }
    }

    /// Changes settings and opens the dataset anew with them.
    /// - Parameters:
    ///   - before: the settings that are changed; those in force where nil.
    ///   - keeping: false leaves what is kept with the dataset as it is.
    /// - Returns: false where it does not open, which is said.
    @discardableResult private func change(
        from before: DatasetSettings? = nil, keeping: Bool = true, _ edit: (inout DatasetSettings) -> Void
    ) -> Bool {
        var settings = before ?? dataset.settings
        edit(&settings)
        return report { () throws(RuntimeError) in
            do throws(FormatError) {
                // What the command line said is among the settings by now.
                let opening = Opening(path: dataset.opening.path, settings: settings)
                dataset = try opening.open(before: before, keeping: keeping, after: dataset)
            } catch { throw .format(error) }
            begin()
            if let unkept = dataset.unkept { say(unkept) }
        }
    }

    /// Opens another dataset of the file. What was said about the present one holds for it too where both have the same
    /// shape; else only the voltage does.
    private func open(_ summary: DatasetSummary) {
        let shape = session.openDatasetPlace.flatMap { session.datasets?[$0].shape }
        let voltage = DatasetSettings(calibration: Calibration(voltage: dataset.settings.calibration.voltage))
        let isOpen = change(from: shape == summary.shape ? dataset.settings : voltage) { $0.dataset = summary.name }
        guard isOpen else { return }
        followNewestRun()
        if let greeting { say(greeting) }
    }

    /// Opens the dataset in another order to look at it, or goes back to the one before.
    private func tryOrder(_ order: StorageOrder) {
        if let before = beforeTrial, before.stored.origin.order == order {
            dataset = before
            beforeTrial = nil
            return begin()
        }
        let before = beforeTrial ?? dataset
        change(keeping: false) {
            $0.order = order
            ($0.scan, $0.skippedFrames, $0.flyback) = (nil, nil, nil)
        }
        if dataset.stored.origin.order == order { beforeTrial = before }
    }

    /// Begins anew with the dataset as it is opened now.
    private func begin() {
        lanes.cancel()
        edition += 1
        lanes = Self.lanes(to: mailbox, edition: edition)
        session.apply(.datasetChanged(Dataset(dataset)))
    }

    /// Says why work failed; gives whether it did not.
    @discardableResult private func report(_ work: () throws(RuntimeError) -> Void) -> Bool {
        do throws(RuntimeError) {
            try work()
            return true
        } catch {
            session.apply(.say(Message(.failure, error.description)))
            return false
        }
    }
}

extension Dataset {
    /// What the session knows of an opened dataset.
    fileprivate init(_ opened: OpenedDataset) {
        self.init(
            opened.cube, orientation: opened.settings.orientation ?? .identity,
            saidCalibration: opened.settings.calibration, openingFlags: opened.openingFlags,
            resultsFolder: Self.resultsFolder(beside: opened.opening.path))
    }

    /// The data's own folder where it can be written; else the working directory.
    private static func resultsFolder(beside path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        let folder = String(path[...slash])
        return access(folder, W_OK | X_OK) == 0 ? folder : ""
    }
}
