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
    private let ability: ScreenAbility
    private var lanes: JobLanes
    private let mailbox: Mailbox<Letter>
    private let worker: WorkerProcess
    private var follower: SweepFollower?
    /// Counts how often the dataset was opened anew; answers about an earlier one are dropped.
    private var edition = 0
    /// What only the terminal can do, since it was last taken.
    private var terminalOrders: [Order] = []

    /// - Throws: `RuntimeError` when the system has no descriptor left.
    public init(
        _ dataset: OpenedDataset, look: Look, theme: String, ability: ScreenAbility,
        size: (rows: Int, columns: Int), worker: WorkerProcess = WorkerProcess()
    ) throws(RuntimeError) {
        self.dataset = dataset
        self.look = look
        self.ability = ability
        self.size = size
        self.worker = worker
        let mailbox = try Mailbox<Letter>()
        self.mailbox = mailbox
        lanes = Self.lanes(to: mailbox, edition: 0)
        session = Session(
            dataset: Dataset(
                dataset.cube, orientation: dataset.settings.orientation ?? .identity, openingFlags: dataset.openingFlags
            ),
            themes: look.themes.map(\.name), colorMaps: look.colorMaps.map(\.name), theme: theme)
        if let missing = session.dataset.missing { say(missing.sentence) }
        for run in RunDirectory.all(in: dataset.opening.store.runsDirectory) where follower == nil {
            // A run on patterns that were prepared in another way is about other pixels.
            let prepared = (try? run.record())?.opening.settings.preparation?.settled
            if prepared == dataset.settings.preparation?.settled { follow(try? SweepFollower(run)) }
        }
        advance()
    }

    deinit { lanes.cancel() }

    /// An answer, and which edition of the dataset it is about.
    private struct Letter: Sendable {
        var edition: Int
        var action: Action
    }

    private static func lanes(to mailbox: Mailbox<Letter>, edition: Int) -> JobLanes {
        JobLanes { mailbox.post(Letter(edition: edition, action: $0)) }
    }

    /// Becomes readable when an answer waits; `advance` takes it.
    public var descriptor: Int32 { mailbox.descriptor }

    /// True while a sweep must be watched.
    public var isSweeping: Bool { session.sweep?.isRunning == true }

    /// True while an answer is on its way.
    public var isBusy: Bool { lanes.isBusy || !session.needs.isEmpty }

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
        for letter in mailbox.take() where letter.edition == edition { session.apply(letter.action) }
        if let follower, follower.follow() { session.apply(.sweepChanged(follower.status)) }
        for order in session.takeOrders() { carryOut(order) }
        let cube = dataset.cube
        let runs = dataset.opening.store.runsDirectory
        lanes.pursue(session.needs) { need, cancellation in Self.answer(need, cube, runs, cancellation) }
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
        Interface.frame(session, rows: size.rows, columns: size.columns, ability: ability, look: look)
    }

    /// Says something to the user until the next key.
    public func say(_ text: String) { session.apply(.say(Message(.warning, text))) }

    /// What only the terminal can do, since the last time it was asked.
    public func takeTerminalOrders() -> [Order] {
        defer { terminalOrders = [] }
        return terminalOrders
    }

    private static func answer(
        _ need: Need, _ cube: DataCube, _ runs: String, _ cancellation: Cancellation
    ) -> Action {
        switch need {
        case .request(let request):
            do throws(EngineError) {
                return .found(
                    request, try perform(request, on: cube, cancellation: cancellation, threads: Threads.available))
            } catch { return .failed(need, error.description) }
        case .result(let key):
            do throws(FormatError) {
                return .loaded(key, try RunDirectory(path: "\(runs)/\(key.run)").result(k: key.k))
            } catch { return .failed(need, error.description) }
        }
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
        case .reorient(let orientation): change { $0.orientation = orientation }
        case .setCenter(let center):
            // What is kept counts on the whole detector.
            let stored = dataset.steps?.stored(center) ?? center
            change { $0.calibration.center = stored }
        case .suspend, .redraw, .releaseMouse: terminalOrders.append(order)
        }
    }

    private func start(_ parameters: SweepParameters) throws(RuntimeError) {
        let directory = try RunDirectory.create(
            in: dataset.opening.store.runsDirectory,
            record: RunRecord(opening: dataset.reopening, parameters: parameters, threads: nil))
        let process = try worker.start(directory)
        follow(try SweepFollower(directory, worker: process))
    }

    private func follow(_ follower: SweepFollower?) {
        guard let follower else { return }
        self.follower = follower
        _ = follower.follow()
        session.apply(.sweepChanged(follower.status))
    }

    /// Changes what is kept with the dataset and opens it anew.
    private func change(_ edit: (inout DatasetSettings) -> Void) {
        var settings = dataset.settings
        edit(&settings)
        report { () throws(RuntimeError) in
            do throws(FormatError) {
                var opening = dataset.opening
                opening.settings = opening.settings.overridden(by: settings)
                dataset = try opening.open(after: dataset)
            } catch { throw .format(error) }
            lanes.cancel()
            edition += 1
            lanes = Self.lanes(to: mailbox, edition: edition)
            session.apply(
                .datasetChanged(
                    Dataset(
                        dataset.cube, orientation: settings.orientation ?? .identity,
                        openingFlags: dataset.openingFlags)))
        }
    }

    private func report(_ work: () throws(RuntimeError) -> Void) {
        do throws(RuntimeError) { try work() } catch {
            session.apply(.say(Message(.failure, error.description)))
        }
    }
}
