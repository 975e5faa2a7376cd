import DataCube
import Questions
import Session
import Testing

@Suite("Analysis")
struct AnalysisActionTests {
    @Test("k stays within the sweep's, components within k")
    func counts() {
        var session = Fixture.session()
        session.apply(.chooseComponent(99))
        #expect(session.intent.component == 6)
        session.apply(.stepK(-4))
        #expect(session.intent.k == 3 && session.intent.component == 2)
        session.apply(.stepK(-99))
        #expect(session.intent.k == 1 && session.intent.component == 0)
        session.apply(.sweepChanged(Fixture.sweep(4...9)))
        #expect(session.intent.k == 4)
        session.apply(.stepK(99), .stepComponent(-5), .stepComponent(2))
        #expect(session.intent.k == 9 && session.intent.component == 2)
        session.apply(.chooseK(-3))
        #expect(session.intent.k == 4)
    }

    @Test("The mask goes from the beam to nothing to the detector and back")
    func masks() {
        var session = Fixture.session()
        session.apply(.nextMask)
        #expect(session.intent.mask == .none && session.excludedShape == nil)
        session.apply(.nextMask)
        #expect(session.intent.mask == session.detector.map { .shape($0) })
        #expect(session.excludedShape == session.detector)
        session.apply(.nextMask)
        #expect(session.intent.mask == .automatic)
        #expect(session.excludedShape == .disk(Fixture.beam.maskingDisk))
        #expect(Fixture.session(surveyed: false).excludedShape == nil)
    }

    @Test("A sweep is proposed, edited, and ordered")
    func starting() {
        var session = Fixture.session()
        #expect(session.proposedSweep == SweepParameters())
        session.apply(.setMask(.none), .openSweepForm)
        guard case .sweepForm(let form)? = session.view.overlay else {
            Issue.record("no form")
            return
        }
        #expect((try? form.parameters()) == SweepParameters(mask: AnalysisMask(exclusion: .none)))
        session.apply(.chooseK(50), .acceptPrompt)
        #expect(session.takeOrders() == [.startSweep(SweepParameters(mask: AnalysisMask(exclusion: .none)))])
        #expect(session.view.overlay == nil && session.view.workspace == .sweep && session.intent.k == 15)
    }

    @Test("Tiny datasets are offered no more components than they have pixels or positions")
    func tinyDataset() {
        for (scan, pixels, expected) in [(4, 9, 2...4), (1, 1, 1...1), (40, 2, 2...2), (90, 99, 2...15)] {
            let session = Session(
                dataset: Fixture.dataset(
                    scan: ScanShape(rows: 1, columns: scan), detector: DetectorShape(rows: pixels, columns: 1)),
                themes: [], colorMaps: [], theme: "")
            #expect(session.proposedSweep.componentCounts == expected)
        }
    }

    @Test("One sweep at a time; only a running one is cancelled; the next begins with the last one's parameters")
    func runningSweep() {
        var session = Fixture.session()
        session.apply(.cancelSweep)
        #expect(session.takeOrders().isEmpty && session.view.message != nil)
        var status = Fixture.sweep(2...5)
        session.apply(.sweepChanged(status), .openSweepForm)
        #expect(session.view.overlay == nil && session.view.message?.kind == .warning)
        session.apply(.cancelSweep)
        #expect(session.takeOrders() == [.cancelSweep])
        status.state = .cancelled
        session.apply(.sweepChanged(status))
        #expect(session.view.message?.text.contains("cancelled") == true)
        session.apply(.cancelSweep, .openSweepForm)
        #expect(session.takeOrders().isEmpty)
        #expect(session.proposedSweep.componentCounts == 2...5 && session.proposedSweep.restarts == 3)
    }

    @Test("News of a sweep is said once: when its state changes")
    func news() {
        var session = Fixture.session()
        var status = Fixture.sweep(2...5)
        session.apply(.sweepChanged(status))
        #expect(session.view.message == nil)
        status.fold(.finished(k: 2, seconds: 1))
        session.apply(.sweepChanged(status))
        #expect(session.view.message == nil && session.sweep == status)
        status.state = .finished
        session.apply(.sweepChanged(status))
        #expect(session.view.message?.text.contains("finished") == true)
        session.apply(.say(nil), .sweepChanged(status))
        #expect(session.view.message == nil)
        status.state = .failed("the disk is full")
        session.apply(.sweepChanged(status))
        #expect(session.view.message == Message(.failure, "the sweep failed: the disk is full"))
        session.apply(.sweepChanged(nil))
        #expect(session.sweep == nil)
    }

    @Test("Display keys act on maps or patterns by the focus, and go around or stop at the end")
    func display() {
        var session = Fixture.session()
        let start = session.intent
        session.apply(.nextScale, .nextColorMap(-1), .nextReduction)
        #expect(session.intent.mapDisplay == Display(scale: .squareRoot, colorMap: "viridis", reduction: .maximum))
        #expect(session.intent.patternDisplay == start.patternDisplay)
        session.apply(.otherPane, .nextScale, .nextColorMap(1))
        #expect(
            session.intent.patternDisplay.scale == .logarithmic && session.intent.patternDisplay.colorMap == "viridis")
        for _ in 0..<20 { session.apply(.stepClip(1)) }
        #expect(session.intent.patternDisplay.clip == 10)
        for _ in 0..<20 { session.apply(.stepClip(-1)) }
        #expect(session.intent.patternDisplay.clip == 0)
        session.apply(.nextTheme(-1))
        #expect(session.view.theme == "mono")
        session.apply(.nextTheme(1), .nextTheme(1))
        #expect(session.view.theme == "paper")
        for _ in 0..<20 { session.apply(.zoom(.scan, by: 2), .zoom(.pattern, by: 0.5), .zoom(.errors, by: 2)) }
        #expect(session.view.scanZoom == 32 && session.view.patternZoom == 1)
        var bare = Session(dataset: Fixture.dataset(), themes: [], colorMaps: [], theme: "x")
        bare.apply(.nextTheme(1), .nextColorMap(1))
        #expect(bare.view.theme == "x")
    }
}
