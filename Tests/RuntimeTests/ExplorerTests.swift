import DataCube
import Formats
import Foundation
import Interface
import Questions
import Runtime
import Screen
import Session
import TestSupport
import Testing

@Suite struct ExplorerTests {
    private func explorer(
        _ opening: Opening, size: (rows: Int, columns: Int) = (40, 120), keepsSession: Bool = false,
        isFresh: Bool = false
    ) throws -> Explorer {
        try Explorer(
            opening.open(), look: Look(), theme: "night", ability: ScreenAbility(), size: size,
            worker: WorkerProcess(executable: BuiltProgram().path), keepsSession: keepsSession, isFresh: isFresh)
    }

    private func press(_ keys: String, _ explorer: Explorer) throws {
        var moment = ContinuousClock.now
        for step in try KeyScript(keys).steps {
            moment += .seconds(1)
            for event in step { explorer.handle(event, at: moment) }
            explorer.settle()
        }
    }

    private func opening(in directory: TemporaryDirectory, _ cube: SmallCube = .planted) throws -> Opening {
        Opening(path: try directory.write(cube.npy, to: "small.npy"))
    }

    private func pattern(_ cube: SmallCube, _ row: Int, _ column: Int) -> [Float] {
        (0..<cube.detector.count).map {
            Float(
                cube[
                    ScanPosition(row: row, column: column), $0 / cube.detector.columns, $0 % cube.detector.columns])
        }
    }

    @Test func settlingAnswersWhatIsShown() throws {
        let directory = try TemporaryDirectory()
        let explorer = try explorer(opening(in: directory))
        explorer.settle()
        #expect(!explorer.isBusy)
        #expect(explorer.session.needs.isEmpty)
        #expect(explorer.session.findings.survey?.beam != nil)
        #expect(explorer.session.intent.probe == ScanPosition(row: 3, column: 4))
        #expect(explorer.session.pattern?.values == pattern(.planted, 3, 4))
        let detector = try #require(explorer.session.detector)
        let map = try #require(explorer.session.map)
        let cube = SmallCube.planted
        for index in 0..<cube.scan.count {
            let sum = detector.runs(on: cube.detector).indices.reduce(0.0) {
                $0 + cube[cube.scan.position(index), $1 / cube.detector.columns, $1 % cube.detector.columns]
            }
            #expect(Double(map.values[index]) == sum)
        }
        #expect(explorer.frame().text.contains("probe (3, 4)"))
    }

    @Test func keysMoveTheProbeAndTheDetector() throws {
        let directory = try TemporaryDirectory()
        let explorer = try explorer(opening(in: directory))
        explorer.settle()
        try press("l l j", explorer)
        #expect(explorer.session.intent.probe == ScanPosition(row: 4, column: 6))
        #expect(explorer.session.pattern?.values == pattern(.planted, 4, 6))
        try press("L", explorer)
        #expect(explorer.session.intent.probe == ScanPosition(row: 4, column: 7))
        let before = try #require(explorer.session.map)
        try press("d", explorer)
        guard case .disk = explorer.session.detector else {
            Issue.record("the detector is \(String(describing: explorer.session.detector))")
            return
        }
        #expect(explorer.session.map != before)
        try press("u", explorer)
        #expect(explorer.session.map == before)
    }

    @Test func anAnswerOfTheDatasetLaidAnotherWayIsDropped() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening)
        explorer.settle()
        for _ in 0..<20 {
            // New needs are on their way while the scan is turned four times.
            explorer.handle(.key(.character("l")))
            explorer.handle(.key(.character("]")))
            explorer.advance()
            for _ in 0..<4 {
                for event in try KeyScript(": text:scan.turn Enter").steps.joined() { explorer.handle(event) }
                explorer.advance()
            }
            explorer.handle(.key(.character("h")))
        }
        try press(": text:scan.turn Enter", explorer)
        let turned = try opening.open()
        #expect(turned.settings.orientation?.scan == PlaneOrientation.identity.turnedClockwise)
        let probe = explorer.session.intent.probe
        #expect(explorer.session.dataset.scan == ScanShape(rows: 8, columns: 6))
        #expect(try explorer.session.pattern == turned.cube.pattern(at: probe))
        #expect(explorer.session.map?.shape == ScanShape(rows: 8, columns: 6))
    }

    @Test func aSweepStartedByKeysRunsInAWorkerAndIsFoundAgain() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening)
        explorer.settle()
        try press("s text:2 Down text:4 Down text:2 Enter", explorer, settling: false)
        let run = try #require(RunDirectory.all(in: opening.store.runsDirectory).first)
        var worker: pid_t?
        let began = ContinuousClock.now
        while worker == nil, ContinuousClock.now - began < .seconds(10) { worker = run.worker }
        explorer.settle()
        let sweep = try #require(explorer.session.sweep)
        #expect(sweep.state == .finished)
        #expect(sweep.parameters.componentCounts == 2...4)
        #expect(sweep.parameters.restarts == 2)
        #expect(sweep.finishedFits == 6)
        #expect(explorer.session.view.workspace == .sweep)
        // Its worker is gone, not left as a zombie.
        let process = try #require(worker)
        #expect(process != getpid())
        while kill(process, 0) == 0, ContinuousClock.now - began < .seconds(20) { explorer.advance() }
        #expect(kill(process, 0) != 0)
        try press("h Enter", explorer)
        #expect(explorer.session.intent.k == 3)
        #expect(explorer.session.result?.best.components.count == 3)
        #expect(explorer.frame().text.contains("k = 3"))

        let again = try self.explorer(opening)
        again.settle()
        #expect(again.session.sweep?.state == .finished)
        #expect(again.session.sweep?.finishedFits == 6)
        #expect(again.session.result == nil || again.session.result?.k == again.session.intent.k)
        try press("3 <", again)
        #expect(again.session.result?.k == again.session.intent.k)
        // The map may be laid another way now: what was found before is still shown without trouble.
        try press("1 : text:scan.turn Enter J L 3 Enter", again)
        #expect(again.session.intent.probe == ScanPosition(row: 7, column: 5))
        #expect(again.frame().rows == 40)
        try press("v", again)
        #expect(again.session.dataset.scan.contains(again.session.intent.probe))
    }

    @Test func theSessionReturnsAsItWasLeft() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let path = opening.store.directory + "/session.json"
        let first = try explorer(opening, keepsSession: true)
        first.settle()
        try press("l l j d c 2", first)
        #expect(first.session.intent.probe == ScanPosition(row: 4, column: 6))
        try first.keepSession()
        #expect(FileManager.default.fileExists(atPath: path))
        let again = try explorer(opening, keepsSession: true)
        #expect(again.session.intent == first.session.intent)
        #expect(again.session.view.workspace == .sweep)
        try press("u u", again)
        #expect(again.session.intent.probe == ScanPosition(row: 4, column: 6))
        try press("u", again)
        #expect(again.session.intent.probe == ScanPosition(row: 3, column: 4))
        // Who asks for it begins anew, and frames without a terminal always do.
        let middle = ScanPosition(row: 3, column: 4)
        #expect(try explorer(opening, keepsSession: true, isFresh: true).session.intent.probe == middle)
        #expect(try explorer(opening).session.view.workspace == .explore)
        // A while after a change it is kept without being asked, for who dies.
        let written = try Data(contentsOf: URL(fileURLWithPath: path))
        try press("1 h", again)
        let began = ContinuousClock.now
        while try Data(contentsOf: URL(fileURLWithPath: path)) == written, ContinuousClock.now - began < .seconds(10) {
            usleep(20_000)
        }
        #expect(try explorer(opening, keepsSession: true).session.intent.probe == ScanPosition(row: 3, column: 3))
    }

    @Test func aSessionOfANewerVersionIsLeftAlone() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        try opening.store.make()
        let path = opening.store.directory + "/session.json"
        let newer = Data(#"{"version": 99, "everything": "different"}"#.utf8)
        try newer.write(to: URL(fileURLWithPath: path))
        let explorer = try explorer(opening, keepsSession: true)
        #expect(explorer.session.view.message?.text.contains("newer version (format 99)") == true)
        explorer.settle()
        try press("l", explorer)
        try explorer.keepSession()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == newer)
        // A damaged one is replaced.
        try Data("{".utf8).write(to: URL(fileURLWithPath: path))
        let other = try self.explorer(opening, keepsSession: true)
        other.settle()
        try press("l", other)
        try other.keepSession()
        #expect(try self.explorer(opening, keepsSession: true).session.intent == other.session.intent)
    }

    @Test func aSessionThatCannotBeKeptIsSaid() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening, keepsSession: true)
        explorer.settle()
        try press("l", explorer)
        _ = try directory.write([1], to: "small.npy.braggart")
        #expect { try explorer.keepSession() } throws: { "\($0)".contains("session.json: cannot be written") }
    }

    @Test func aStoppedSweepIsResumedByItsKey() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening)
        explorer.settle()
        let form = "s text:2 Down text:12 Down text:200 Down Down Down text:1e-14 Down text:100000 Enter"
        try press(form, explorer, settling: false)
        try press("x", explorer)
        #expect(explorer.session.sweep?.state == .cancelled)
        try press("X", explorer, settling: false)
        #expect(explorer.isSweeping)
        let began = ContinuousClock.now
        // Its journal tells of the first time too: it runs again when its worker says so.
        while explorer.session.sweep?.state != .running, ContinuousClock.now - began < .seconds(20) {
            explorer.advance()
            usleep(2000)
        }
        #expect(explorer.session.sweep?.state == .running)
        #expect(RunDirectory.all(in: opening.store.runsDirectory).count == 1)
        // An explorer that is opened meanwhile shows it too.
        let other = try self.explorer(opening)
        #expect(other.isSweeping)
        try press("x", other)
        #expect(other.session.sweep?.state == .cancelled)
        explorer.settle()
        #expect(explorer.session.sweep?.state == .cancelled)
    }

    @Test func aSweepIsCancelledByItsKey() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening)
        explorer.settle()
        let form = "s text:2 Down text:12 Down text:200 Down Down Down text:1e-14 Down text:100000 Enter"
        for event in try KeyScript(form).steps.joined() { explorer.handle(event) }
        explorer.advance()
        #expect(explorer.isSweeping)
        let began = ContinuousClock.now
        while explorer.session.sweep?.currentK == nil, ContinuousClock.now - began < .seconds(20) {
            explorer.advance()
            usleep(2000)
        }
        try press("s", explorer, settling: false)
        #expect(explorer.session.view.message?.text.contains("a sweep is running") == true)
        try press("x", explorer)
        #expect(explorer.session.sweep?.state == .cancelled)
        try press("x", explorer)
        #expect(explorer.session.view.message?.text.contains("no sweep is running") == true)
    }

    private func press(_ keys: String, _ explorer: Explorer, settling: Bool) throws {
        for event in try KeyScript(keys).steps.joined() { explorer.handle(event) }
        explorer.advance()
        if settling { explorer.settle() }
    }

    @Test func aSweepRecordsHowTheDatasetLies() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening)
        explorer.settle()
        try press(": text:scan.turn Enter s text:2 Down text:2 Down text:1 Enter", explorer)
        #expect(explorer.session.sweep?.state == .finished)
        let run = try #require(RunDirectory.all(in: opening.store.runsDirectory).first)
        let record = try run.record()
        #expect(record.opening.settings.orientation?.scan == PlaneOrientation.identity.turnedClockwise)
        #expect(record.opening.path == directory.file("small.npy"))
        #expect(try run.result(k: 2).best.distributions[0].shape == ScanShape(rows: 8, columns: 6))
    }

    @Test func aRefusedFormSaysWhy() throws {
        let directory = try TemporaryDirectory()
        let explorer = try explorer(opening(in: directory))
        explorer.settle()
        try press("s text:9 Down text:4 Enter", explorer)
        #expect(explorer.frame().text.contains("k from 9 to 4"))
        #expect(explorer.session.sweep == nil)
    }

    @Test func moreComponentsThanPositionsAreRefusedWithAReason() throws {
        let directory = try TemporaryDirectory()
        let explorer = try explorer(opening(in: directory, .scattered))
        explorer.settle()
        try press("s text:2 Down text:40 Down text:1 Enter", explorer)
        guard case .failed(let reason)? = explorer.session.sweep?.state else {
            Issue.record("the state is \(String(describing: explorer.session.sweep?.state))")
            return
        }
        #expect(reason.contains("40") || reason.contains("15"))
    }

    @Test func aFileThatShrinksIsSaidAndTheRestStaysUsable() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let explorer = try explorer(opening)
        explorer.settle()
        truncate(opening.path, 1000)
        try press("J L", explorer)
        #expect(explorer.session.view.message?.kind == .failure)
        #expect(explorer.session.view.message?.text.contains("small.npy") == true)
        #expect(explorer.frame().text.contains("probe (5, 7)"))
    }

    @Test(arguments: [(1, 1), (2, 200), (3, 3), (16, 56), (15, 300), (24, 80), (200, 20), (100, 300)])
    func everySizeOfScreenIsDrawn(_ rows: Int, _ columns: Int) throws {
        let directory = try TemporaryDirectory()
        let explorer = try explorer(opening(in: directory), size: (rows, columns))
        explorer.settle()
        for key in ["1", "s", "Escape", "?", "Escape", "i", "Escape", ":", "Escape", "2", "3", "z", "D", "Escape"] {
            try press(key, explorer)
            let frame = explorer.frame()
            #expect(frame.rows == rows && frame.columns == columns)
        }
        try press("resize:120x40", explorer)
        #expect(explorer.frame().rows == 40)
        #expect(explorer.frame().columns == 120)
    }

    @Test func aRunThatCannotBeReadDoesNotHideTheOneBefore() throws {
        let directory = try TemporaryDirectory()
        let opening = try opening(in: directory)
        let parameters = SweepParameters(componentCounts: 2...2, restarts: 1)
        var record = RunRecord(opening: opening, parameters: parameters, threads: 1)
        record.created -= 1000
        let good = try RunDirectory.create(in: opening.store.runsDirectory, record: record)
        record.created += 1000
        let bad = try RunDirectory.create(in: opening.store.runsDirectory, record: record)
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: bad.recordPath))
        let explorer = try explorer(opening)
        #expect(explorer.session.sweep?.identifier == good.identifier)
    }

    /// The planted cube as a stack of frames: two first ones and one behind each row but the last belong to no position.
    private func stack(_ cube: SmallCube) -> [UInt8] {
        let frame = cube.detector.count * 2
        let frames = Array(cube.npy.suffix(cube.scan.count * frame))
        let other = [UInt8](repeating: 1, count: frame)
        var bytes = other + other
        for row in 0..<cube.scan.rows {
            let first = row * cube.scan.columns * frame
            bytes += frames[first..<first + cube.scan.columns * frame]
            if row < cube.scan.rows - 1 { bytes += other }
        }
        return SmallCube.npy(shape: [bytes.count / frame, cube.detector.rows, cube.detector.columns], bytes)
    }

    @Test func aScanIsShapedByKeysAndRemembered() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(stack(.planted), to: "stack.npy")
        let explorer = try explorer(Opening(path: path, options: OpenOptions(scan: ScanShape(rows: 5, columns: 11))))
        explorer.settle()
        try press("S", explorer)
        #expect(explorer.session.series?.values.count == 55)
        try press("9 s s f", explorer)
        #expect(explorer.frame().text.contains("6 × 8, nothing left over"))
        try press("Enter", explorer)
        #expect(explorer.session.dataset.scan == ScanShape(rows: 6, columns: 8))
        #expect(explorer.session.dataset.openingFlags == "--scan 6x8 --skip-frames 2 --flyback 1")
        // The patterns are those of the cube, and so are the map's values.
        let probe = explorer.session.intent.probe
        #expect(explorer.session.pattern?.values == pattern(.planted, probe.row, probe.column))
        let map = try #require(explorer.session.map)
        let detector = try #require(explorer.session.detector)
        for index in 0..<48 {
            let sum = detector.runs(on: SmallCube.planted.detector).indices.reduce(0.0) {
                $0 + SmallCube.planted[SmallCube.planted.scan.position(index), $1 / 18, $1 % 18]
            }
            #expect(Double(map.values[index]) == sum)
        }
        // Opened anew it lies the same way, and nothing is a guess.
        let again = try self.explorer(Opening(path: path))
        #expect(again.session.dataset.scanOrigin == explorer.session.dataset.scanOrigin)
        #expect(again.session.view.message == nil)
    }

    @Test func theLayoutOfAFileWithoutAHeaderIsRemembered() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write((0..<96).map { UInt8($0) }, to: "camera.bin")
        let layout = RawLayout(detector: DetectorShape(rows: 2, columns: 2), elementType: .uint16)
        let scan = ScanShape(rows: 3, columns: 4)
        let first = try Opening(path: path, options: OpenOptions(scan: scan, raw: layout)).open()
        let again = try Opening(path: path).open()
        #expect(again.cube.scan == scan && again.cube.detector == layout.detector)
        #expect(again.openingFlags == first.openingFlags)
        // Another layout, and what was said about the scan of the first holds no longer.
        let other = RawLayout(detector: DetectorShape(rows: 4, columns: 4), elementType: .uint8)
        let third = try Opening(path: path, options: OpenOptions(raw: other)).open()
        #expect(third.cube.scan.count == 6 && third.cube.detector == other.detector)
        #expect(try Opening(path: path).open().cube.detector == other.detector)
    }

    @Test func aGuessedScanIsSaidAndALikelierOneFound() throws {
        let directory = try TemporaryDirectory()
        let cube = SmallCube.planted
        let path = try directory.write(
            SmallCube.npy(shape: [48, 16, 18], Array(cube.npy.suffix(48 * 288 * 2))), to: "stack.npy")
        let explorer = try explorer(Opening(path: path))
        #expect(explorer.session.view.message?.text.contains("6 × 8 is a guess: S") == true)
        explorer.settle()
        #expect(explorer.session.dataset.scanOrigin.isGuess && explorer.session.lastSeries != nil)
        try press("S Enter", explorer)
        #expect(!explorer.session.dataset.scanOrigin.isGuess)
    }

    @Test func aSweepOfAnotherScanIsNotShown() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(stack(.planted), to: "stack.npy")
        let opened = try Opening(path: path).open()
        let parameters = SweepParameters(componentCounts: 2...2, restarts: 1)
        let run = try RunDirectory.create(
            in: opened.opening.store.runsDirectory,
            record: RunRecord(opening: opened.reopening, parameters: parameters, threads: 1))
        let explorer = try explorer(Opening(path: path))
        explorer.settle()
        #expect(explorer.session.sweep?.identifier == run.identifier)
        try press("S 9 Enter", explorer)
        #expect(explorer.session.dataset.scan == ScanShape(rows: 6, columns: 9))
        #expect(explorer.session.sweep == nil)
    }

    /// An archive of three arrays: two that could be meant, of the same shape, and a smaller one.
    private func archive(in directory: TemporaryDirectory) throws -> String {
        let cube = SmallCube.planted
        func array(_ factor: UInt16, rows: Int = 6) -> NumpyArray {
            NumpyArray(
                shape: [rows, 8, 16, 18],
                elements: .uint16(cube.counts.prefix(rows * 8 * 288).map { $0 &* factor }))
        }
        let path = directory.file("several.npz")
        var archive = NumpyArchive()
        (archive["one"], archive["two"], archive["part"]) = (array(1), array(2), array(1, rows: 5))
        try archive.write(to: path)
        return path
    }

    @Test func aFileOfSeveralDatasetsOpensWithThePickerAndTheChoiceIsRemembered() throws {
        let directory = try TemporaryDirectory()
        let path = try archive(in: directory)
        let opening = Opening(path: path, settings: DatasetSettings(calibration: Calibration(scanStep: 5, voltage: 80)))
        func explore() throws -> Explorer {
            try Explorer(
                opening.openLikeliest(), look: Look(), theme: "night", ability: ScreenAbility(), size: (40, 120),
                worker: WorkerProcess(executable: BuiltProgram().path))
        }
        let first = try explore()
        first.settle()
        #expect(first.session.datasets?.count == 3)
        let names = try #require(first.session.datasets?.map(\.name))
        #expect(first.session.dataset.part == names[0])
        #expect(first.frame().text.contains("6 × 8 × 16 × 18"))
        #expect(try opening.store.settings() == nil, "what was not chosen is not kept")
        // Left with Escape, it asks again.
        try press("Escape", first)
        let second = try explore()
        second.settle()
        #expect(second.session.view.overlay != nil)
        try press("Down Enter", second)
        #expect(names[1] == "two" && second.session.dataset.part == "two")
        #expect(second.session.dataset.calibration.scanStep == 5)
        let probe = second.session.intent.probe
        #expect(second.session.pattern?.values == pattern(.planted, probe.row, probe.column).map { $0 * 2 })
        #expect(try opening.store.settings()?.dataset == "two")
        // It is opened at once from now on; of another shape only the voltage holds.
        let third = try self.explorer(Opening(path: path))
        #expect(third.session.dataset.part == "two" && third.session.view.overlay == nil)
        try press("O Down Enter", third)
        #expect(third.session.dataset.part == "part")
        #expect(third.session.dataset.calibration == Calibration(voltage: 80))
    }

    @Test func aPickThatFailsIsSaidAndNotGreeted() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stacks.npz")
        let stack = NumpyArray(
            shape: [48, 16, 18], elements: .uint16(Array(SmallCube.planted.counts.prefix(48 * 288))))
        var archive = NumpyArchive()
        (archive["one"], archive["two"]) = (stack, stack)
        try archive.write(to: path)
        let explorer = try explorer(Opening(path: path, options: OpenOptions(dataset: "one")))
        explorer.settle()
        #expect(explorer.session.view.message?.text.contains("guess") == true)
        try press("O", explorer)
        unlink(path)
        try press("Down Enter", explorer)
        #expect(explorer.session.dataset.part == "one")
        #expect(explorer.session.view.message?.kind == .failure)
        #expect(explorer.session.view.message?.text.contains("stacks.npz") == true)
    }

    @Test func anotherOrderIsTriedAndTakenBackOrKept() throws {
        guard let borrowed = Borrowed.path("dm/scan_4d.dm4") else { return }
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: borrowed))), to: "scan.dm4")
        let opening = Opening(path: path, options: OpenOptions(order: .patterns))
        let explorer = try explorer(opening)
        explorer.settle()
        #expect(explorer.session.dataset.order == .patterns)
        try press("S o", explorer)
        #expect(explorer.session.dataset.order == .maps && explorer.session.scanLayoutForm != nil)
        #expect(explorer.session.dataset.scan == ScanShape(rows: 48, columns: 40))
        #expect(explorer.session.dataset.detector == DetectorShape(rows: 8, columns: 10))
        #expect(explorer.session.series?.values.count == 48 * 40)
        #expect(try opening.store.settings()?.order == .patterns, "what is only tried is not kept")
        try press("Escape", explorer)
        #expect(explorer.session.dataset.order == .patterns)
        #expect(explorer.session.dataset.scan == ScanShape(rows: 8, columns: 10))
        try press("S o Enter", explorer)
        #expect(explorer.session.dataset.scan == ScanShape(rows: 48, columns: 40))
        #expect(try opening.store.settings()?.order == .maps)
    }

    @Test func aFileThatVanishesWhileItsScanOrDatasetIsChosenIsSaid() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(stack(.planted), to: "stack.npy")
        // Not every frame is a position: the sums of all must be read anew.
        let explorer = try explorer(Opening(path: path, options: OpenOptions(scan: ScanShape(rows: 5, columns: 9))))
        explorer.settle()
        // Not even the first frame is whole.
        truncate(path, 500)
        try press("S", explorer)
        #expect(explorer.session.seriesFailure?.contains("stack.npy") == true)
        #expect(explorer.frame().text.contains("became shorter"))
        try press("9 Enter", explorer)
        #expect(explorer.session.view.message?.kind == .failure)
        #expect(explorer.session.dataset.scan == ScanShape(rows: 5, columns: 9), "nothing has changed")
        #expect(try Opening(path: path).store.settings()?.scan == ScanShape(rows: 5, columns: 9))
        let archive = try archive(in: directory)
        let other = try Explorer(
            Opening(path: archive).openLikeliest(), look: Look(), theme: "night", ability: ScreenAbility(),
            size: (24, 80), worker: WorkerProcess(executable: BuiltProgram().path))
        unlink(archive)
        other.settle()
        #expect(other.session.findings.failure(of: .datasets)?.contains("several.npz") == true)
        #expect(other.frame().text.contains("No such file"))
        try press("Enter l", other)
        #expect(other.session.view.overlay == nil)
    }
}
