import DataCube
import Questions
import Session
import Testing

@Suite("Choosing how the frames lie as a scan")
struct ScanLayoutFormTests {
    /// 604 frames in a row, as a guess.
    private static func guessed(_ change: (inout Dataset) -> Void = { _ in }) -> Session {
        var dataset = Fixture.dataset(scan: ScanShape(rows: 4, columns: 151))
        dataset.scanOrigin.isGuess = true
        change(&dataset)
        var session = Session(dataset: dataset, themes: ["night"], colorMaps: ["grey"], theme: "night")
        session.apply(.found(.survey, .survey(Fixture.survey())))
        return session
    }

    private static let series = FrameSeries(
        values: (0..<604).map { Float($0) }, periods: [RowPeriod(frames: 60, clearness: 0.8)])

    private func answer(_ session: inout Session) throws {
        let detector = try #require(session.detector)
        session.apply(.found(.frameSeries(detector), .frameSeries(Self.series)))
    }

    @Test("Row lengths that the frames speak for come first, then equal rows, the most nearly square first")
    func proposals() {
        var form = ScanLayoutForm(Self.guessed().dataset)
        let offered = form.proposals([RowPeriod(frames: 60, clearness: 0.8), RowPeriod(frames: 151, clearness: 0.2)])
        #expect(offered.map(\.layout.shape.columns) == [60, 151, 4, 302, 2, 604, 1])
        #expect(offered.map(\.clearness) == [0.8, 0.2, 0, 0, 0, 0, 0])
        #expect(offered[0].layout.shape.rows == 10)
        #expect(form.proposals([RowPeriod(frames: 5000, clearness: 1)]).count == 6, "longer than the file is no row")
        var session = Self.guessed()
        session.apply(.openScanLayout, .stepScanLayout(.skipped, by: 4), .stepScanLayout(.flyback, by: 2))
        form = session.scanLayoutForm ?? form
        let behind = form.proposals([RowPeriod(frames: 60, clearness: 0.8)])
        #expect(behind.allSatisfy { $0.layout.skipped == 4 && $0.layout.flyback == 2 })
        #expect(behind[0].layout.shape == ScanShape(rows: 10, columns: 58))
        #expect(behind.dropFirst().allSatisfy { $0.layout.shape.rows * ($0.layout.shape.columns + 2) == 600 })
    }

    @Test("Numbers are stepped and typed; fly-back is taken from the columns; what holds no row is not taken")
    func numbers() throws {
        var session = Self.guessed()
        session.apply(.openScanLayout)
        func form() throws -> ScanLayoutForm { try #require(session.scanLayoutForm) }
        #expect(try form().layout == ScanLayout(ScanShape(rows: 4, columns: 151)))
        session.apply(.stepScanLayout(.columns, by: -1))
        #expect(try form().layout?.shape == ScanShape(rows: 4, columns: 150))
        #expect(try form().unused == 4)
        session.apply(.stepScanLayout(.flyback, by: 1), .stepScanLayout(.flyback, by: 1))
        #expect(try form().columns == 148 && form().flyback == 2)
        session.apply(.stepScanLayout(.flyback, by: -1))
        #expect(try form().columns == 149 && form().flyback == 1)
        session.apply(.stepScanLayout(.flyback, by: -5), .stepScanLayout(.skipped, by: -1))
        #expect(try form().flyback == 1 && form().skipped == 0)
        session.apply(.stepScanLayout(.columns, by: -1000), .stepScanLayout(.skipped, by: 1000))
        #expect(try form().columns == 149 && form().skipped == 0)
        session.apply(.typeCharacter("6"), .typeCharacter("0"))
        #expect(try form().columns == 60 && form().isTyping)
        session.apply(.typeCharacter("5"))
        #expect(try form().columns == 60, "there are not so many frames")
        session.apply(.eraseCharacter)
        #expect(try form().columns == 6)
        session.apply(.eraseCharacter, .typeCharacter("9"), .typeCharacter("x"))
        #expect(try form().columns == 9)
        session.apply(.eraseCharacter, .typeCharacter("0"))
        #expect(try form().columns == 9)
    }

    @Test("Arrows go through what is offered, from wherever the number of columns stands")
    func arrows() throws {
        var session = Self.guessed()
        session.apply(.openScanLayout)
        // Offered: 4 x 151 as it lies, 151 x 4, 2 x 302, …
        session.apply(.stepProposal(1))
        #expect(session.scanLayoutForm?.columns == 4)
        session.apply(.stepProposal(-5))
        #expect(session.scanLayoutForm?.columns == 151)
        session.apply(.typeCharacter("7"), .stepProposal(-1))
        #expect(session.scanLayoutForm?.columns == 1)
        session.apply(.typeCharacter("7"), .stepProposal(1))
        #expect(session.scanLayoutForm?.columns == 151)
        session.apply(.takeProposal(2), .takeProposal(99))
        #expect(session.scanLayoutForm?.columns == 302)
    }

    @Test("The sums of every frame are asked for while the form is open, and once for a guess after its map")
    func needs() throws {
        var session = Self.guessed()
        let detector = try #require(session.detector)
        #expect(session.needs[.series] == nil, "the map comes first")
        session.apply(.found(.virtualImage(detector), .map(Fixture.map(scan: session.dataset.scan))))
        #expect(session.needs[.series] == .request(.frameSeries(detector)))
        try answer(&session)
        #expect(session.needs[.series] == nil)
        #expect(session.likelierPeriod == RowPeriod(frames: 60, clearness: 0.8))
        session.apply(.growDetector(outer: 1, inner: 0))
        #expect(session.needs[.series] == nil, "a guess is judged once")
        session.apply(.openScanLayout)
        #expect(session.needs[.series] != nil && session.series == Self.series, "the last one stays")
        var known = Fixture.session()
        let annulus = try #require(known.detector)
        known.apply(.found(.virtualImage(annulus), .map(Fixture.map())))
        #expect(known.needs[.series] == nil && known.likelierPeriod == nil)
        known.apply(.openScanLayout)
        #expect(known.needs[.series] != nil)
    }

    @Test("A form that was not touched takes up what the frames say of a guess")
    func untouched() throws {
        var session = Self.guessed()
        session.apply(.openScanLayout)
        try answer(&session)
        #expect(session.scanLayoutForm?.layout?.shape == ScanShape(rows: 10, columns: 60))
        var touched = Self.guessed()
        touched.apply(.openScanLayout, .stepScanLayout(.columns, by: -1))
        try answer(&touched)
        #expect(touched.scanLayoutForm?.columns == 150)
        var known = Fixture.session()
        known.apply(.openScanLayout)
        try answer(&known)
        #expect(known.scanLayoutForm?.columns == Fixture.scan.columns)
    }

    @Test("The preview is the map as the layout would make it, laid as the scan is")
    func preview() throws {
        var session = Self.guessed()
        session.apply(.openScanLayout)
        #expect(session.scanLayoutForm.map { session.preview($0) == nil } == true)
        try answer(&session)
        session.apply(.stepScanLayout(.skipped, by: 4), .stepScanLayout(.flyback, by: 2))
        let form = try #require(session.scanLayoutForm)
        let map = try #require(session.preview(form))
        #expect(map.shape == ScanShape(rows: 10, columns: 58))
        #expect(map[ScanPosition(row: 3, column: 7)] == Float(4 + 3 * 60 + 7))
        var turned = Self.guessed {
            $0.orientation = Orientation(scan: PlaneOrientation(transposed: true, rowsReversed: true))
            $0.missing = MissingFrames(promised: 610, whole: 604)
        }
        turned.apply(.openScanLayout)
        try answer(&turned)
        turned.apply(.typeCharacter("1"), .typeCharacter("0"))
        let other = try #require(turned.scanLayoutForm)
        let laid = try #require(turned.preview(other))
        #expect(laid.shape == ScanShape(rows: 10, columns: 61))
        #expect(laid[ScanPosition(row: 0, column: 2)] == 29)
        #expect(laid[ScanPosition(row: 0, column: 60)].isNaN && laid[ScanPosition(row: 9, column: 60)] == 600)
    }

    @Test("Enter orders the layout; an order that was only tried is taken back by Escape")
    func orders() throws {
        var session = Self.guessed { $0.order = .patterns }
        session.apply(.openScanLayout, .typeCharacter("4"), .acceptPrompt)
        #expect(session.takeOrders() == [.layScan(ScanLayout(ScanShape(rows: 151, columns: 4)), .patterns)])
        #expect(session.view.overlay == nil)
        session.apply(.openScanLayout, .nextOrder)
        #expect(session.takeOrders() == [.tryOrder(.maps)])
        var other = session.dataset
        other.order = .maps
        session.apply(.datasetChanged(other))
        #expect(session.scanLayoutForm?.firstOrder == .patterns)
        session.apply(.closeOverlay)
        #expect(session.takeOrders() == [.tryOrder(.patterns)])
        session.apply(.openScanLayout, .closeOverlay)
        #expect(session.takeOrders().isEmpty)
        var plain = Self.guessed()
        plain.apply(.openScanLayout, .nextOrder, .closeOverlay)
        #expect(plain.takeOrders().isEmpty)
    }

    @Test("While a sweep runs the scan stays as it is")
    func sweeping() {
        var session = Self.guessed()
        session.apply(.sweepChanged(Fixture.sweep(2...4)), .openScanLayout)
        #expect(session.view.overlay == nil && session.view.message?.kind == .warning)
    }

    @Test("The sums outlive another layout of the same frames, and nothing else")
    func reopening() throws {
        var session = Self.guessed()
        try answer(&session)
        var laid = session.dataset
        laid.scan = ScanShape(rows: 10, columns: 60)
        laid.scanOrigin.layout = ScanLayout(laid.scan)
        laid.scanOrigin.isGuess = false
        session.apply(.datasetChanged(laid))
        #expect(session.series == Self.series && session.findings.survey == nil)
        var turned = laid
        turned.orientation.pattern = PlaneOrientation(transposed: true)
        session.apply(.datasetChanged(turned))
        #expect(session.series == nil)
    }
}
