import DataCube
import Questions
import Session
import Testing

@Suite("Probe and pixel")
struct PlaceTests {
    @Test("The probe begins in the middle and stays on the scan")
    func probe() {
        var session = Fixture.session()
        #expect(session.intent.probe == ScanPosition(row: 10, column: 15))
        session.apply(.stepProbe(rows: -3, columns: 4))
        #expect(session.intent.probe == ScanPosition(row: 7, column: 19))
        session.apply(.stepProbe(rows: 999, columns: -9999))
        #expect(session.intent.probe == ScanPosition(row: 19, column: 0))
        session.apply(.placeProbe(ScanPosition(row: -5, column: 500)))
        #expect(session.intent.probe == ScanPosition(row: 0, column: 29))
    }

    @Test("Moving the probe shows the pattern there")
    func patternFollowsProbe() {
        var session = Fixture.session()
        session.apply(.choosePattern(.maximum))
        #expect(session.patternRequest == .summary(.maximum, region: nil))
        session.apply(.stepProbe(rows: 1, columns: 0))
        #expect(session.intent.patternChoice == .probe)
        #expect(session.patternRequest == .pattern(ScanPosition(row: 11, column: 15)))
        session.apply(.choosePattern(session.intent.patternChoice.next))
        #expect(session.patternRequest == .summary(.mean, region: nil))
        #expect(PatternChoice.allCases.map(\.next) == [.mean, .maximum, .probe])
    }

    @Test("The pixel begins on the beam and stays on the detector")
    func pixel() {
        var session = Fixture.session()
        #expect(session.pixel == DetectorPoint(row: 32, column: 23))
        session.apply(.stepPixel(rows: -2, columns: 1))
        #expect(session.pixel == DetectorPoint(row: 30, column: 24))
        session.apply(.stepPixel(rows: -99, columns: 999))
        #expect(session.pixel == DetectorPoint(row: 0, column: 47))
        session.apply(.placePixel(DetectorPoint(row: 5.6, column: 1.2)))
        #expect(session.pixel == DetectorPoint(row: 6, column: 1))
        session.apply(.placePixel(DetectorPoint(row: .nan, column: .infinity)))
        #expect((0...63).contains(session.pixel.row) && session.pixel.column == 47)
        #expect(Fixture.session(surveyed: false).pixel == DetectorPoint(row: 32, column: 24), "the detector's middle")
    }

    @Test("Workspaces go around, and choosing one leaves what lay over it")
    func workspaces() {
        var session = Fixture.session()
        session.apply(.toggleMaximized, .open(.information(scroll: 0)), .stepWorkspace(1))
        #expect(session.view.workspace == .sweep && session.view.overlay == nil && !session.view.isMaximized)
        session.apply(.stepWorkspace(1), .stepWorkspace(1))
        #expect(session.view.workspace == .explore)
        session.apply(.stepWorkspace(-1))
        #expect(session.view.workspace == .components)
        session.apply(.show(.explore), .otherPane)
        #expect(session.view.focus == .pattern)
        session.apply(.otherPane)
        #expect(session.view.focus == .scan)
    }

    @Test("Digits choose a workspace and count on")
    func digits() {
        var session = Fixture.session()
        session.apply(.digit(3))
        #expect(session.view.workspace == .components)
        #expect(session.view.pending?.value == 3 && session.view.pending?.cameFrom == .explore)
        session.apply(.clearCount)
        #expect(session.view.pending == nil)
        session.apply(.digit(5))
        #expect(session.view.workspace == .components && session.view.pending?.cameFrom == nil)
        session.apply(.digit(0), .digit(2))
        #expect(session.view.pending?.value == 502 && session.view.workspace == .components)
        session.apply(.digit(9), .digit(9), .digit(9))
        #expect(session.view.pending?.value == 9999, "no further")
        session.apply(.clearCount, .digit(0))
        #expect(session.view.pending == nil, "a count does not begin with 0")
        session.apply(.digit(1), .digit(2))
        #expect(session.view.pending?.value == 12 && session.view.pending?.cameFrom == .components)
    }

    @Test("Orders are given once")
    func orders() {
        var session = Fixture.session()
        session.apply(.redraw, .suspend, .setCenter(DetectorPoint(row: 1, column: 2)), .releaseMouse)
        #expect(
            session.takeOrders()
                == [.redraw, .suspend, .setCenter(DetectorPoint(row: 1, column: 2)), .releaseMouse(true)])
        #expect(session.takeOrders().isEmpty)
        let turned = PlaneOrientation.identity.turnedClockwise
        session.apply(.releaseMouse, .orientScan(turned), .orientPattern(turned))
        #expect(
            session.takeOrders()
                == [
                    .releaseMouse(false), .reorient(Orientation(scan: turned)),
                    .reorient(Orientation(pattern: turned)),
                ])
        #expect(!session.isFinished)
        session.apply(.quit)
        #expect(session.isFinished)
    }
}
