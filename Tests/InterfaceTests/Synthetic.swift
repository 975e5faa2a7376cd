import DataCube
import Interface
import Questions
import Screen
import Session

/// A session of formulas: two sheets on a scan of 16 x 20 positions and patterns of 32 x 32 pixels, the same everywhere.
enum Synthetic {
    static let scan = ScanShape(rows: 16, columns: 20)
    static let detector = DetectorShape(rows: 32, columns: 32)
    static let beam = DirectBeam(center: DetectorPoint(row: 15.5, column: 15.5), radius: 2)

    /// A source of the right shape that holds nothing: frames are drawn from answers.
    private struct NoFrames: FrameSource {
        let frameCount: Int
        let detector: DetectorShape
        let elementType = ElementType.uint16

        func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
            throw .outside("frames \(frames)")
        }
    }

    static func dataset(name: String = "sheets.npy", scan: ScanShape = scan) -> Dataset {
        Dataset(
            DataCube(
                scan: scan,
                calibration: Calibration(scanStep: 2.5, pixelSize: .perNanometre(0.25), voltage: 80),
                source: NoFrames(frameCount: scan.count, detector: detector),
                origin: Origin(path: "data/" + name, format: "npy", guesses: ["The scan is taken to be 16 x 20."])))
    }

    /// Where a sheet lies: 0 outside, 1 inside, with a soft edge.
    private static func cover(_ sheet: Int, _ row: Int, _ column: Int) -> Float {
        let (centerRow, centerColumn) = [(5, 6), (10, 13), (8, 3), (3, 16)][sheet % 4]
        let distance = max(abs(row - centerRow), abs(column - centerColumn))
        return distance <= 3 ? 1 : distance == 4 ? 0.5 : 0
    }

    /// A sheet's pattern: six spots on a ring, turned by the sheet's number.
    static func spots(_ sheet: Int, peak: Float) -> DiffractionPattern {
        var values = [Float](repeating: 0, count: detector.count)
        let places = [(0, 10), (9, 5), (9, -5), (0, -10), (-9, -5), (-9, 5)]
        for (row, column) in places {
            let turned = sheet % 2 == 0 ? (row, column) : (column, -row)
            values[(16 + turned.0) * 32 + 16 + turned.1] = peak
        }
        return DiffractionPattern(shape: detector, values: values)
    }

    static func pattern(at position: ScanPosition) -> DiffractionPattern {
        var pattern = DiffractionPattern(shape: detector, values: Array(repeating: 0, count: detector.count))
        for index in 0..<detector.count {
            let (row, column) = (Float(index / 32) - 15.5, Float(index % 32) - 15.5)
            let squared = row * row + column * column
            pattern.values[index] = squared <= 4.5 ? 900 : (40 / (1 + squared / 8)).rounded()
        }
        for sheet in 0..<2 {
            let part = cover(sheet, position.row, position.column)
            for (index, value) in spots(sheet, peak: 120).values.enumerated() {
                pattern.values[index] += part * value
            }
        }
        return pattern
    }

    static let map = ScanMap(
        shape: scan,
        values: (0..<scan.count).map { index in
            let (row, column) = (index / 20, index % 20)
            return 1000 + 700 * cover(0, row, column) + 400 * cover(1, row, column) + Float((row * 7 + column * 3) % 11)
        })

    static var survey: Survey {
        let mean = pattern(at: ScanPosition(row: 7, column: 9))
        return Survey(
            mean: mean, maximum: mean, surveyedPositions: 320, beam: beam, hotPixels: [3 * 32 + 27], deadPixels: [900])
    }

    /// A session before any answer.
    static func fresh(name: String = "sheets.npy", theme: String = "night") throws -> Session {
        let look = try Look()
        return Session(
            dataset: dataset(name: name), themes: look.themes.map(\.name), colorMaps: look.colorMaps.map(\.name),
            theme: theme)
    }

    /// A session whose survey, pattern and map are there.
    static func explored(name: String = "sheets.npy", theme: String = "night") throws -> Session {
        var session = try fresh(name: name, theme: theme)
        session.apply(.found(.survey, .survey(survey)))
        session.apply(.placeProbe(ScanPosition(row: 6, column: 8)))
        answer(&session)
        return session
    }

    /// Answers what a session needs.
    static func answer(_ session: inout Session) {
        for need in session.needs.values {
            switch need {
            case .request(.survey): session.apply(.found(.survey, .survey(survey)))
            case .request(.pattern(let position)):
                session.apply(.found(.pattern(position), .pattern(pattern(at: position))))
            case .request(.summary(let summary, let region)):
                session.apply(.found(.summary(summary, region: region), .pattern(survey.mean)))
            case .request(.virtualImage(let detector)):
                session.apply(.found(.virtualImage(detector), .map(map)))
            case .request(.principalComponents): break
            case .result(let key): session.apply(.loaded(key, result(k: key.k)))
            }
        }
    }

    // MARK: A sweep

    static let parameters = SweepParameters(componentCounts: 2...8, restarts: 5, seed: 7, maximumIterations: 30)

    private static func error(_ k: Int, _ restart: Int, _ iteration: Int) -> Double {
        bound(k) * (1.02 + 0.01 * Double((restart * 3 + k) % 5)) + 40 / Double(iteration * iteration)
    }

    private static func bound(_ k: Int) -> Double { 2 + 30 / Double(k * k) }

    /// The snapshot after the sweep worked through every k up to one, of which it did so many iterations.
    static func sweep(through last: Int, iterations: Int = 12) -> SweepStatus {
        var status = SweepStatus(identifier: "2024-05-06-sheets", parameters: parameters)
        status.fold(
            .began(
                Exclusions(
                    keptPixels: 993, allPixels: 1024, hotPixels: 1, deadPixels: 1, nonFinitePixels: 0,
                    keptPositions: 320, allPositions: 320, nonFinitePositions: 0)))
        status.fold(.bounds((1...8).map(bound)))
        for k in 2...last {
            let isDone = k < last || iterations >= 12
            for iteration in 1...(isDone ? 12 : iterations) {
                for restart in 0..<5 {
                    status.fold(
                        .iteration(
                            k: k, restart: restart, iteration: iteration,
                            meanSquareError: error(k, restart, iteration)))
                }
            }
            guard isDone else { continue }
            for restart in 0..<5 {
                status.fold(
                    .finishedRun(
                        k: k,
                        RunSummary(
                            restart: restart, meanSquareError: error(k, restart, 12), iterations: 12,
                            stop: restart == 4 ? .iterationLimit : .converged)))
            }
            status.fold(.finished(k: k, seconds: Double(k) * 1.5))
        }
        status.elapsed = 42
        return status
    }

    static func running() throws -> Session {
        var session = try explored()
        session.apply(.show(.sweep))
        session.apply(.sweepChanged(sweep(through: 5, iterations: 6)))
        session.apply(.chooseK(4))
        answer(&session)
        return session
    }

    static func finished() throws -> Session {
        var session = try explored()
        var status = sweep(through: 8)
        status.state = .finished
        session.apply(.show(.sweep))
        session.apply(.sweepChanged(status))
        session.apply(.chooseK(4))
        answer(&session)
        return session
    }

    static func components() throws -> Session {
        var session = try finished()
        session.apply(.show(.components))
        session.apply(.chooseComponent(1))
        return session
    }

    static func result(k: Int) -> FactorizationResult {
        let masked = survey.beam?.maskingDisk
        let components = (0..<k).map { component in
            var pattern = spots(component, peak: 1 / 6)
            for index in pattern.values.indices
            where masked?.contains(row: Double(index / 32), column: Double(index % 32)) == true {
                pattern.values[index] = .nan
            }
            return pattern
        }
        let distributions = (0..<k).map { component in
            ScanMap(
                shape: scan,
                values: (0..<scan.count).map { cover(component, $0 / 20, $0 % 20) * Float(900 - 100 * component) + 5 })
        }
        return FactorizationResult(
            k: k,
            runs: (0..<5).map {
                RunSummary(restart: $0, meanSquareError: error(k, $0, 12), iterations: 12, stop: .converged)
            },
            best: Decomposition(
                restart: 2, meanSquareError: error(k, 0, 12), components: components, distributions: distributions),
            seconds: 6)
    }
}

/// Sessions in every workspace and under every overlay, by name: what layouts and frames are tried on.
enum Scenes {
    static func all() throws -> [(name: String, session: Session)] {
        var scenes: [(String, Session)] = [
            ("fresh", try Synthetic.fresh()), ("explore", try Synthetic.explored()),
            ("running", try Synthetic.running()), ("finished", try Synthetic.finished()),
            ("components", try Synthetic.components()),
        ]
        func add(_ name: String, _ session: Session, _ actions: Action...) {
            var session = session
            for action in actions { session.apply(action) }
            scenes.append((name, session))
        }
        let explored = try Synthetic.explored()
        add("pattern", explored, .otherPane)
        add("zoomed", explored, .zoom(.scan, by: 4), .zoom(.pattern, by: 3), .toggleMaximized)
        add("huge detector", explored, .setDetector(.disk(DiskDetector(center: Synthetic.beam.center, radius: 1e300))))
        add("sweep empty", explored, .show(.sweep))
        add("components empty", explored, .show(.components))
        add("excess", try Synthetic.finished(), .toggleExcess)
        add("sweep maximized", try Synthetic.finished(), .toggleMaximized)
        add("component full-size", try Synthetic.components(), .toggleMaximized)
        add(
            "turned after the sweep", try Synthetic.components(), .toggleMaximized, .datasetChanged(turned),
            .loaded(ResultKey(run: Synthetic.sweep(through: 2).identifier, k: 4), Synthetic.result(k: 4)))
        add("failed sweep", explored, .show(.sweep), .sweepChanged(failed))
        add("message", explored, .say(Message(.failure, String(repeating: "everything went wrong ", count: 20))))
        add("help", explored, .open(.help(scroll: 3)))
        add("palette", explored, .open(.palette(text: "sw", selected: 1)))
        add("prompt", explored, .open(.prompt(Prompt(purpose: .detector, text: ""))))
        add("mask prompt", explored, .open(.prompt(Prompt(purpose: .mask, text: String(repeating: "漢", count: 90)))))
        add("form", try Synthetic.finished(), .openSweepForm)
        add("information", explored, .open(.information))
        scenes.append(("wide name", try Synthetic.explored(name: String(repeating: "漢字", count: 40) + ".npy")))
        return scenes
    }

    /// The synthetic dataset with its scan turned: rows and columns exchanged.
    private static var turned: Dataset {
        var dataset = Synthetic.dataset(scan: ScanShape(rows: 20, columns: 16))
        dataset.orientation = Orientation(scan: PlaneOrientation.identity.turnedClockwise)
        return dataset
    }

    private static var failed: SweepStatus {
        var status = Synthetic.sweep(through: 3, iterations: 2)
        status.fold(.iteration(k: 3, restart: 0, iteration: 3, meanSquareError: .nan))
        status.fold(.iteration(k: 3, restart: 1, iteration: 3, meanSquareError: .infinity))
        status.fold(
            .finishedRun(
                k: 3, RunSummary(restart: 1, meanSquareError: .infinity, iterations: 3, stop: .converged)))
        status.state = .failed("the worker was killed")
        return status
    }
}
