import DataCube
import Foundation
import Questions
import Session
import Testing

@Suite struct SavedSessionTests {
    private func filed(_ session: Session) throws -> Data { try JSONEncoder().encode(session.saved.shortened) }

    private func returned(_ data: Data, in session: Session) throws -> Session {
        var session = session
        session.restore(try JSONDecoder().decode(SavedSession.self, from: data))
        return session
    }

    /// A session that somebody has worked in.
    private var used: Session {
        var session = Fixture.session()
        session.apply(.sweepChanged(Fixture.sweep(2...9, finished: [3, 4])))
        session.apply(
            .placeProbe(ScanPosition(row: 3, column: 7)), .nextDetectorPreset, .chooseK(4), .chooseComponent(2),
            .nextColorMap(1), .stepClip(2), .zoom(.scan, by: 4), .focus(.pattern), .toggleMaximized)
        session.apply(.show(.components), .setMask(.none), .placePixel(DetectorPoint(row: 5, column: 6)))
        return session
    }

    /// The same dataset with the same sweep, just opened.
    private var opened: Session {
        var session = Fixture.session()
        session.apply(.sweepChanged(Fixture.sweep(2...9, finished: [3, 4])))
        return session
    }

    @Test func everythingReturnsAsItWasLeft() throws {
        var again = try returned(try filed(used), in: opened)
        #expect(again.intent == used.intent)
        #expect(again.saved == used.saved)
        // Every step is undone as it would have been, and done again.
        var session = used
        for step in 0..<30 {
            session.apply(step < 20 ? .undo : .redo)
            again.apply(step < 20 ? .undo : .redo)
            #expect(again.intent == session.intent)
        }
        #expect(used.intent != opened.intent)
    }

    @Test func placesOfAnotherDatasetMeanNothing() throws {
        let data = try filed(used)
        var other = Session(
            dataset: Fixture.dataset(scan: ScanShape(rows: 4, columns: 4)), themes: ["night"],
            colorMaps: ["grey", "inferno", "viridis"], theme: "night")
        let before = other.intent
        other = try returned(data, in: other)
        #expect(other.intent.probe == before.probe)
        #expect(other.intent.detector == nil)
        #expect(other.intent.mapDisplay == used.intent.mapDisplay)
        #expect(other.view.workspace == .components)
        other.apply(.undo)
        #expect(other.intent.probe == before.probe)
    }

    @Test func kStaysInsideTheSweepThatIsThere() throws {
        var session = Fixture.session()
        session.apply(.sweepChanged(Fixture.sweep(2...3, run: "another")))
        session = try returned(try filed(used), in: session)
        #expect(session.intent.k == 3)
        #expect(session.intent.component == 2)
        for _ in 0..<30 {
            session.apply(.undo)
            #expect((2...3).contains(session.intent.k) && session.intent.component < session.intent.k)
        }
    }

    @Test func whatAnotherVersionSaysOrLeavesOutIsPassedOver() throws {
        let text = String(decoding: try filed(used), as: UTF8.self)
        let strange = text.replacing(#""curve":"errors""#, with: #""curve":"unheard of","more":[1]"#)
            .replacing(#""patternChoice":"probe","#, with: "")
        #expect(strange != text)
        let session = try returned(Data(strange.utf8), in: opened)
        #expect(session.intent == used.intent)
        #expect(session.saved == used.saved)
        let bare =
            #"{"version":1,"scan":{"rows":20,"columns":30},"detector":{"rows":64,"columns":48},"intent":{"probe":{"row":900,"column":-4}},"view":{"scanZoom":1e9,"workspace":7}}"#
        let little = try returned(Data(bare.utf8), in: opened)
        #expect(little.intent.probe == ScanPosition(row: 19, column: 0))
        #expect(little.view.scanZoom == 32)
        #expect(little.view.workspace == .explore)
    }

    @Test func noMoreThanTheNewestStepsAreFiled() throws {
        var session = opened
        for step in 0..<150 { session.apply(.chooseK(2 + step % 7), .setMask(step % 2 == 0 ? .none : .automatic)) }
        let again = try returned(try filed(session), in: opened)
        #expect(again.intent == session.intent)
        #expect(again.saved == session.saved.shortened)
        #expect(try filed(session).count < 200_000)
    }
}
