import DataCube
import Questions
import Session
import Testing

@Suite("The virtual detector")
struct DetectorActionTests {
    private let center = DetectorPoint(row: 31.5, column: 23)

    @Test("begins as the survey's dark field, or as everything where there is no beam")
    func beginning() {
        #expect(Fixture.session(surveyed: false).detector == nil)
        #expect(Fixture.session().detector == .annulus(AnnulusDetector(center: center, inner: 5, outer: 23)))
        let everything = Fixture.session(beam: nil).detector
        #expect(everything?.runs(on: Fixture.detector).count == Fixture.detector.count)
    }

    @Test("goes through the shapes at the same place and comes back to an annulus")
    func shapes() {
        var session = Fixture.session()
        var words: [String] = []
        for _ in 0..<4 {
            session.apply(.nextDetectorShape)
            words.append(session.detector?.part.map { type(of: $0).word } ?? "")
            #expect(session.detector?.part?.center == center)
        }
        #expect(words == ["disk", "rectangle", "point", "annulus"])
        var early = Fixture.session(surveyed: false)
        early.apply(.nextDetectorShape, .centerDetector(center), .growDetector(outer: 1, inner: 0))
        #expect(early.intent.detector == nil)
    }

    @Test("grows and shrinks at both edges, never inside out")
    func growing() {
        var session = Fixture.session()
        session.apply(.growDetector(outer: 2, inner: 0), .growDetector(outer: 0, inner: -1.5))
        #expect(session.detector == .annulus(AnnulusDetector(center: center, inner: 3.5, outer: 25)))
        session.apply(.growDetector(outer: 0, inner: 999))
        #expect(session.detector == .annulus(AnnulusDetector(center: center, inner: 24.5, outer: 25)))
        session.apply(.growDetector(outer: 0, inner: -999), .growDetector(outer: -999, inner: 0))
        #expect(session.detector == .annulus(AnnulusDetector(center: center, inner: 0, outer: 0.5)))
        session.apply(.nextDetectorShape, .growDetector(outer: 0, inner: 1))
        #expect(session.view.message?.text.contains("only an annulus") == true)
        session.apply(.setDetector(.inverse(.point(PointDetector(center: center)))), .growDetector(outer: 1, inner: 0))
        #expect(session.view.message?.text.contains("several shapes") == true)
    }

    @Test("goes through presets by the beam's radius")
    func presets() {
        var session = Fixture.session()
        let names = session.detectorPresets.map(\.name)
        #expect(names == ["everything outside the beam", "bright field", "annular bright field", "annular dark field"])
        for name in names.dropFirst() + names.prefix(1) {
            session.apply(.nextDetectorPreset)
            #expect(session.view.message?.text == name)
            #expect(session.detector == session.detectorPresets.first { $0.name == name }?.detector)
        }
        var beamless = Fixture.session(beam: nil)
        beamless.apply(.nextDetectorPreset)
        #expect(beamless.intent.detector == nil && beamless.view.message != nil)
    }

    @Test("follows the mouse by the handle it is held at, in tenths of a pixel")
    func dragging() {
        var session = Fixture.session()
        session.apply(.drag(DetectorPoint(row: 1, column: 1)))
        #expect(session.intent.detector == nil, "nothing is held")
        session.apply(.grip(.detector(.outer)), .drag(DetectorPoint(row: 31.5, column: 33.123)))
        #expect(session.detector == .annulus(AnnulusDetector(center: center, inner: 5, outer: 10.1)))
        session.apply(.drag(DetectorPoint(row: 31.5, column: 43)), .release)
        #expect(session.detector == .annulus(AnnulusDetector(center: center, inner: 5, outer: 20)))
        #expect(session.view.grip == nil)
        session.apply(.drag(DetectorPoint(row: 1, column: 1)))
        #expect(session.detector == .annulus(AnnulusDetector(center: center, inner: 5, outer: 20)))
        session.apply(.grip(.detector(.center)), .drag(DetectorPoint(row: 20.04, column: 9.96)), .release)
        #expect(session.detector?.part?.center == DetectorPoint(row: 20, column: 10))
    }

    @Test("survives every drag to every place of every handle")
    func anywhere() {
        for detector in ["annulus(30,20,5,9)", "disk(30,20,4)", "rectangle(30,20,5,9)", "point(30,20)"] {
            for kind in [DetectorHandle.Kind.center, .outer, .inner] {
                var session = Fixture.session()
                guard let start = try? VirtualDetector(spelling: detector) else {
                    Issue.record("\(detector) cannot be read")
                    continue
                }
                session.apply(.setDetector(start), .grip(.detector(kind)))
                for row in stride(from: -20.0, through: 90, by: 7.3) {
                    for column in stride(from: -20.0, through: 90, by: 9.1) {
                        session.apply(.drag(DetectorPoint(row: row, column: column)))
                        let spelling = session.detector?.spelling ?? ""
                        #expect((try? VirtualDetector(spelling: spelling)) == session.detector, "\(spelling)")
                    }
                }
            }
        }
    }
}
