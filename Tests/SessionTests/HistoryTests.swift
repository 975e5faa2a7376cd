import DataCube
import Questions
import Session
import Testing

@Suite("Undo and redo")
struct HistoryTests {
    @Test("A drag is one step, whatever happened on the way")
    func dragIsOneStep() {
        var session = Fixture.session()
        let before = session.intent
        session.apply(.grip(.detector(.outer)))
        for column in 30..<44 { session.apply(.drag(DetectorPoint(row: 31.5, column: Double(column)))) }
        session.apply(.release)
        let after = session.intent
        #expect(after != before)
        session.apply(.undo)
        #expect(session.intent == before)
        session.apply(.undo)
        #expect(session.intent == before && session.view.message?.text == "nothing to undo")
        session.apply(.redo)
        #expect(session.intent == after)
        session.apply(.redo)
        #expect(session.view.message?.text == "nothing to redo")
    }

    @Test("A drag that ends where it began is no step; one whose release was lost is one all the same")
    func oddDrags() {
        var session = Fixture.session()
        session.apply(.setDetector(.disk(DiskDetector(center: DetectorPoint(row: 30, column: 20), radius: 4))))
        let start = session.intent
        session.apply(
            .grip(.detector(.outer)), .drag(DetectorPoint(row: 30, column: 29)),
            .drag(DetectorPoint(row: 30, column: 24)), .release)
        #expect(session.intent == start)
        session.apply(.undo)
        #expect(session.intent.detector == nil, "the step before")
        session.apply(.redo)
        session.apply(.grip(.detector(.outer)), .drag(DetectorPoint(row: 30, column: 29)))
        let dragged = session.intent
        session.apply(.grip(.detector(.center)), .drag(DetectorPoint(row: 10, column: 10)), .release)
        session.apply(.undo)
        #expect(session.intent == dragged)
        session.apply(.undo)
        #expect(session.intent == start)
    }

    @Test("Neighbouring steps of the probe are one, changes between them separate them")
    func merging() {
        var session = Fixture.session()
        let start = session.intent.probe
        for _ in 0..<5 { session.apply(.stepProbe(rows: 0, columns: 1)) }
        session.apply(.undo)
        #expect(session.intent.probe == start)
        session.apply(.redo)
        #expect(session.intent.probe.column == start.column + 5)
        session.apply(.stepProbe(rows: 1, columns: 0), .nextScale, .stepProbe(rows: 1, columns: 0))
        session.apply(.undo)
        #expect(session.intent.probe == ScanPosition(row: start.row + 1, column: start.column + 5))
        session.apply(.undo)
        #expect(session.intent.mapDisplay.scale == .linear)
        session.apply(.undo)
        #expect(session.intent.probe == ScanPosition(row: start.row, column: start.column + 5), "undo separates steps")
        session.apply(.undo)
        #expect(session.intent.probe == start)
    }

    @Test("Each kind of change comes back exactly; a new one ends what could be redone")
    func everyChange() {
        let changes: [[Action]] = [
            [.stepProbe(rows: 1, columns: 1)], [.placePixel(DetectorPoint(row: 3, column: 3))],
            [.choosePattern(.mean)], [.nextDetectorShape], [.nextDetectorPreset],
            [.growDetector(outer: 1, inner: 0)], [.centerDetector(DetectorPoint(row: 9, column: 9))], [.nextMask],
            [.setMask(.none)], [.stepK(1)], [.stepComponent(1)], [.chooseComponent(4)], [.chooseK(3)], [.nextScale],
            [.nextColorMap(1)], [.stepClip(1)], [.nextReduction],
        ]
        for change in changes {
            var session = Fixture.session()
            let before = session.intent
            for action in change { session.apply(action) }
            let after = session.intent
            #expect(after != before, "\(change)")
            session.apply(.undo)
            #expect(session.intent == before, "\(change)")
            session.apply(.redo)
            #expect(session.intent == after, "\(change)")
            session.apply(.undo, .choosePattern(.maximum), .redo)
            #expect(session.intent.patternChoice == .maximum && session.view.message?.text == "nothing to redo")
        }
    }

    @Test("What changes nothing is no step, and looking elsewhere is none either")
    func noSteps() {
        var session = Fixture.session()
        session.apply(.placeProbe(session.intent.probe), .choosePattern(.probe), .setMask(.automatic), .chooseK(7))
        session.apply(.show(.sweep), .nextTheme(1), .zoom(.scan, by: 2), .toggleMaximized, .stepCurve(1), .undo)
        #expect(session.view.message?.text == "nothing to undo")
    }

    @Test("Many steps are kept, the oldest go first")
    func bound() {
        var session = Fixture.session()
        for step in 0..<1200 { session.apply(.setMask(step % 2 == 0 ? .none : .automatic)) }
        var undone = 0
        while session.view.message == nil, undone < 2000 {
            session.apply(.undo)
            undone += 1
        }
        #expect((100...1000).contains(undone - 1))
    }

    @Test("Undo never brings back a k that the sweep has not")
    func kOfAnotherSweep() {
        var session = Fixture.session()
        session.apply(.stepProbe(rows: 1, columns: 0))
        session.apply(.chooseComponent(6))
        session.apply(.sweepChanged(Fixture.sweep(2...3)))
        #expect(session.intent.k == 3 && session.intent.component == 2)
        session.apply(.undo)
        #expect(session.intent.k == 3 && session.intent.component < 3)
        session.apply(.redo)
        #expect(session.intent.k == 3 && session.intent.component < 3)
    }
}
