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
            dataset: dataset(name: name),
            appearance: Appearance(theme: theme, ScreenAbility(), reducesMotion: false),
            choices: Appearance.choices(look, ScreenLimits()), colorMaps: look.colorMaps.map(\.name),
            endings: [.map: [".npy", ".tif", ".png"]])
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
            case .request(.frameSeries(let detector)):
                session.apply(
                    .found(
                        .frameSeries(detector),
                        .frameSeries(
                            FrameSeries(
                                values: map.values,
                                periods: [
                                    RowPeriod(frames: 20, clearness: 0.83), RowPeriod(frames: 32, clearness: 0.21),
                                ]))))
            case .request(.principalComponents): break
            case .datasets: session.apply(.datasetsListed(listed))
            case .result(let key):
                let isCompared = session.sweep?.families[key.k] != nil
                session.apply(.loaded(key, isCompared ? comparedResult(k: key.k) : result(k: key.k)))
            }
        }
    }

    /// A stack whose scan is a guess, with the form open in which it is chosen.
    ///
    /// - Parameter order: the order that its numbers were taken in, where it could be the other.
    static func unshaped(order: StorageOrder? = nil, _ actions: Action...) throws -> Session {
        let look = try Look()
        var dataset = dataset(name: "stack.npy", scan: ScanShape(rows: 10, columns: 32))
        dataset.scanOrigin.isGuess = true
        dataset.order = order
        var session = Session(
            dataset: dataset, themes: look.themes.map(\.name), colorMaps: look.colorMaps.map(\.name), theme: "night")
        session.apply(.found(.survey, .survey(survey)))
        session.apply(.openScanLayout)
        for need in session.needs.values {
            if case .request(.frameSeries) = need { answer(&session) }
        }
        for action in actions { session.apply(action) }
        return session
    }

    /// What a file holds, the open dataset among them.
    static let listed = [
        DatasetSummary(name: "/entry/detector/frames", shape: [16, 20, 32, 32], elementType: "u16"),
        DatasetSummary(name: "/entry/processed/reduced", shape: [16, 20, 16, 16], elementType: "f32"),
        DatasetSummary(
            name: "/entry/" + (1...12).map { "group_\($0)/" }.joined() + "data", shape: [320, 32, 32],
            elementType: "u16"),
        DatasetSummary(name: "/entry/dark", shape: [32, 32], elementType: "f32"),
    ]

    /// The picker, with what the file holds.
    static func picking(_ more: Int = 0) throws -> Session {
        var session = try explored(name: "several.h5")
        var dataset = session.dataset
        dataset.part = "/entry/processed/reduced"
        session.apply(.datasetChanged(dataset))
        answer(&session)
        answer(&session)
        session.apply(.openDatasets)
        session.apply(
            .datasetsListed(
                listed + (0..<more).map { DatasetSummary(name: "/more/\($0)", shape: [8, 8], elementType: "i8") }))
        return session
    }

    /// A dataset of which much is known.
    static func described() throws -> Session {
        var session = try explored(name: "described.dm4")
        var dataset = session.dataset
        dataset.format = "Gatan DM4"
        dataset.part = "ImageList.1"
        dataset.saidCalibration = Calibration(voltage: 80)
        dataset.missing = MissingFrames(promised: 360, whole: 320)
        dataset.scanOrigin.layout = ScanLayout(dataset.scan, skipped: 5, flyback: 2)
        dataset.metadata = [
            Metadatum("camera length", "105 mm"), Metadatum("exposure", "0.5 ms"), Metadatum("detector", "K3"),
            Metadatum("microscope", "an instrument whose name and whose remarks are so long that they need two lines"),
            Metadatum("convergence half-angle", "1 mrad"),
        ]
        session.apply(.datasetChanged(dataset))
        answer(&session)
        session.apply(.open(.information(scroll: 0)))
        return session
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

    /// What is known beside the errors once so many splits were measured for every k up to one; a verdict with the last.
    static func evidence(through last: Int, splits: Int, verdict: Suggestion.Verdict? = nil) -> Evidence {
        var evidence = Evidence()
        evidence.noise = NoiseModel(
            offset: 0, gain: 1, readVariance: 0, factor: 1.02, areCounts: true, meanCounts: 3.4,
            statement: "The values are counts: their variance is 1.02 of their mean, so they may be split.")
        evidence.heldOut = HeldOut(kind: .countSplitting)
        for k in 2...last {
            evidence.noiseFloor[k] = 2.62 - 0.01 * Double(k)
            evidence.heldOut?.errors[k] = (0..<splits).map { split in
                2.6 + (k < 5 ? 1.4 * Double(5 - k) : 0.06 * Double(k - 5)) + 0.01 * Double((split * 5 + k) % 3)
            }
            evidence.stability[k] = k <= 5 ? 0.99 : 1.4 - 0.08 * Double(k)
            if k < last { evidence.persistence[k] = 0.97 - 0.03 * Double(k) }
        }
        guard let verdict else { return evidence }
        evidence.suggestion = Suggestion(
            verdict: verdict, k: verdict == .continuous || verdict == .unknown ? nil : 5,
            reasons: [
                "The error on split counts is lowest at k = 5 and rises after it by 3 standard errors.",
                "The fits reach the noise floor from k = 5 on; beyond it they gain no more than noise does.",
                "Restarts agree up to k = 5 (0.99) and differ from k = 6 on (0.92).",
            ])
        return evidence
    }

    /// The snapshot of a sweep whose fits are finished, some exact and some known within a bound.
    static func compared(_ evidence: Evidence, isFinished: Bool) -> SweepStatus {
        var status = sweep(through: 8)
        for k in 2...8 {
            let best = (0..<5).min { error(k, $0, 12) < error(k, $1, 12) }
            for restart in 0..<5 where restart != best {
                let error = error(k, restart, 12)
                status.fold(
                    .finishedRun(
                        k: k,
                        RunSummary(
                            restart: restart, meanSquareError: error, iterations: 12, stop: .converged,
                            uncertainty: error * 0.01)))
            }
            status.fold(.families(k: k, families(k: k)))
        }
        status.fold(.evidence(evidence))
        if isFinished { status.state = .finished }
        return status
    }

    /// Three solutions: one of three restarts, two of one.
    static func families(k: Int) -> [RunFamily] {
        func similarities(_ step: Double) -> [Double] { (0..<k).map { $0 % 3 == 1 ? 1 - step : 1 - step / 50 } }
        let order = (0..<5).sorted { error(k, $0, 12) < error(k, $1, 12) }
        func family(_ places: Range<Int>, _ similarities: [Double]) -> RunFamily {
            let errors = order[places].map { error(k, $0, 12) }
            return RunFamily(
                restarts: Array(order[places]), minimum: errors[0], maximum: errors[errors.count - 1],
                similarities: similarities)
        }
        return [
            family(0..<3, Array(repeating: 1, count: k)), family(3..<4, similarities(0.12)),
            family(4..<5, similarities(0.61)),
        ]
    }

    /// The sweep's workspace once the fits are finished: while evidence is gathered, or with a verdict.
    static func judged(_ verdict: Suggestion.Verdict?, curve: Curve = .errors) throws -> Session {
        var session = try explored()
        session.apply(.show(.sweep))
        let evidence = evidence(through: verdict == nil ? 6 : 8, splits: 4, verdict: verdict)
        session.apply(.sweepChanged(compared(evidence, isFinished: verdict != nil)))
        session.apply(.chooseK(4))
        session.apply(.chooseCurve(curve))
        answer(&session)
        return session
    }

    /// Parameters none of which is the default.
    static var unusual: SweepParameters {
        var unusual = SweepParameters(
            componentCounts: 3...12, restarts: 8, seed: 2, method: .hals, tolerance: 1e-6, maximumIterations: 60)
        unusual.start = .nndsvdar
        unusual.isExact = true
        unusual.gathersEvidence = false
        unusual.tieBreaker = TieBreaker(kind: .orthogonality, weight: 1e-4)
        unusual.timeBudget = 5
        unusual.mask.region = .disk(DiskDetector(center: DetectorPoint(row: 8, column: 9), radius: 4))
        return unusual
    }

    /// The form after a sweep with unusual parameters.
    static func unusualForm() throws -> Session {
        var session = try explored()
        session.apply(.sweepChanged(SweepStatus(identifier: "unusual", parameters: unusual, state: .cancelled)))
        session.apply(.show(.sweep))
        session.apply(.openSweepForm)
        session.apply(.moveSelection(9, limit: 14))
        return session
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

    /// A result whose second component holds 0.4 times the first, with families, exchanges and residual.
    static func comparedResult(k: Int) -> FactorizationResult {
        var result = result(k: k)
        let first = result.best.components[0]
        for pixel in first.values.indices where k > 1 {
            result.best.components[1].values[pixel] *= 0.6
            result.best.components[1].values[pixel] += 0.4 * first.values[pixel]
        }
        result.families = families(k: k)
        var largest = Array(repeating: Array(repeating: 0.0, count: k), count: k)
        if k > 1 { largest[1][0] = 0.4 }
        if k > 2 { largest[1][2] = 0.03 }
        result.exchanges = ExchangeTable(largest: largest)
        var residual = first
        for pixel in residual.values.indices {
            residual.values[pixel] *= (pixel / 32 + pixel % 32) % 3 == 0 ? -0.3 : 0.2
        }
        var chiSquare = map
        for position in chiSquare.values.indices {
            chiSquare.values[position] = 0.9 + chiSquare.values[position] / 5000
        }
        chiSquare.values[0] = .nan
        result.residual = Residual(chiSquare: chiSquare, pattern: residual)
        return result
    }

    /// The components of k = 5 after a finished sweep with all that it tells.
    static func comparedComponents(_ actions: Action...) throws -> Session {
        var session = try judged(.agreed)
        session.apply(.chooseK(5))
        answer(&session)
        session.apply(.show(.components))
        session.apply(.chooseComponent(1))
        for action in actions { session.apply(action) }
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
        add("excess", try Synthetic.finished(), .chooseCurve(.excess))
        for curve in Curve.allCases {
            scenes.append(("judged, \(curve)", try Synthetic.judged(.agreed, curve: curve)))
            scenes.append(("gathering, \(curve)", try Synthetic.judged(nil, curve: curve)))
            add("running, \(curve)", try Synthetic.running(), .chooseCurve(curve))
        }
        for verdict in [Suggestion.Verdict.disputed, .tooFewCounts, .continuous, .unknown] {
            scenes.append(("\(verdict)", try Synthetic.judged(verdict)))
        }
        add("evidence", try Synthetic.judged(.disputed), .open(.evidence(scroll: 4)))
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
        add("writing prompt", explored, .openWriting)
        add("mask prompt", explored, .open(.prompt(Prompt(purpose: .mask, text: String(repeating: "漢", count: 90)))))
        add("form", try Synthetic.finished(), .openSweepForm)
        add("themes", explored, .pick(.theme))
        add("colour maps", try Synthetic.components(), .pick(.colorMap), .moveSelection(4, limit: 0))
        add("screen", explored, .openAppearance)
        scenes.append(("scan shape", try Synthetic.unshaped()))
        scenes.append(("scan shape and order", try Synthetic.unshaped(order: .maps, .typeCharacter("1"))))
        add("scan shape, unread", try Synthetic.fresh(), .openScanLayout)
        scenes.append(("compared", try Synthetic.comparedComponents()))
        scenes.append(("exchanged", try Synthetic.comparedComponents(.slideExchange(0.7))))
        scenes.append(("exchanged full-size", try Synthetic.comparedComponents(.slideExchange(1), .toggleMaximized)))
        scenes.append(
            ("nothing to give", try Synthetic.comparedComponents(.slideExchange(0.5), .chooseComponent(3))))
        scenes.append(("residual", try Synthetic.comparedComponents(.toggleResidual)))
        scenes.append(("residual full-size", try Synthetic.comparedComponents(.toggleResidual, .toggleMaximized)))
        add("no residual", try Synthetic.components(), .toggleResidual)
        scenes.append(("many families", try manyFamilies()))
        scenes.append(("unusual form", try Synthetic.unusualForm()))
        add("information", explored, .open(.information(scroll: 0)))
        scenes.append(("described", try Synthetic.described()))
        scenes.append(("datasets", try Synthetic.picking(60)))
        add("datasets, unread", explored, .openDatasets)
        add("no other dataset", explored, .openDatasets, .datasetsListed([]))
        scenes.append(("wide name", try Synthetic.explored(name: String(repeating: "漢字", count: 40) + ".npy")))
        return scenes
    }

    /// Every restart found a solution of its own.
    private static func manyFamilies() throws -> Session {
        var session = try Synthetic.comparedComponents()
        guard var result = session.result, let key = session.sweep.map({ ResultKey(run: $0.identifier, k: 5) }) else {
            return session
        }
        result.families = (0..<30).map { restart in
            RunFamily(
                restarts: [restart], minimum: 3 + Double(restart), maximum: 3 + Double(restart),
                similarities: (0..<5).map { $0 == 0 ? .nan : 1 - Double(restart * $0) / 150 })
        }
        session.apply(.loaded(key, result))
        return session
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
