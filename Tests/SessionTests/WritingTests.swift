import DataCube
import Questions
import Session
import Testing

@Suite("Writing what is shown")
struct WritingTests {
    private func prompt(_ session: Session) -> Prompt? {
        if case .prompt(let prompt)? = session.view.overlay { prompt } else { nil }
    }

    /// A session with map, pattern, a sweep and the components of k = 7.
    private func session() throws -> Session {
        var session = Fixture.session()
        let detector = try #require(session.detector)
        session.apply(.found(.virtualImage(detector), .map(Fixture.map())))
        session.apply(.found(session.patternRequest, .pattern(Fixture.pattern())))
        session.apply(.sweepChanged(Fixture.sweep(2...8, finished: [7])))
        session.apply(.loaded(ResultKey(run: "run", k: 7), Fixture.result(k: 7)))
        return session
    }

    @Test("Every workspace and pane has its subject and a name for it")
    func subjects() throws {
        var session = try session()
        #expect(session.subject == .map && session.proposedPath == "data-map.tif")
        session.apply(.otherPane)
        #expect(session.subject == .pattern && session.proposedPath == "data-pattern-10-15.tif")
        session.apply(.choosePattern(.mean))
        #expect(session.proposedPath == "data-mean.tif")
        session.apply(.show(.sweep))
        #expect(session.subject == .curve && session.proposedPath == "data-curves.csv")
        session.apply(.show(.components))
        #expect(session.subject == .components && session.proposedPath == "data-k07.hspy")
        #expect(session.subjectAbsence == nil)
        // A residual that was not computed is not shown.
        session.apply(.toggleResidual)
        #expect(session.subject == .components)
        session.apply(.stepK(-1))
        #expect(session.subjectAbsence == "no components are shown")
        let bare = Fixture.session(surveyed: false)
        #expect(bare.subjectAbsence == "the map is not there yet")
    }

    @Test("A file that is there is replaced only after its name was accepted twice")
    func replacing() throws {
        var session = try session()
        session.apply(.openWriting)
        #expect(prompt(session)?.purpose == .writing(.map, replacing: nil))
        session.apply(.acceptPrompt)
        let order = ResultOrder(subject: .map, path: "data-map.tif")
        #expect(session.takeOrders() == [.write(order)])
        #expect(session.view.overlay == nil)
        session.apply(.notWritten(order, "is there already", isTaken: true))
        #expect(prompt(session)?.error?.contains("Enter replaces it") == true)
        #expect(prompt(session)?.text == "data-map.tif")
        var changed = session
        session.apply(.acceptPrompt)
        #expect(
            session.takeOrders() == [.write(ResultOrder(subject: .map, path: "data-map.tif", overwrites: true))])
        // Another name was never agreed on.
        changed.apply(.typeCharacter("f"))
        changed.apply(.acceptPrompt)
        #expect(changed.takeOrders() == [.write(ResultOrder(subject: .map, path: "data-map.tiff"))])
        session.apply(.written(["data-map.tif"]))
        #expect(session.view.message == Message(.plain, "written: data-map.tif"))
    }

    @Test("What cannot be written comes back to be corrected, unless the user has gone on")
    func refusals() throws {
        var session = try session()
        let order = ResultOrder(subject: .map, path: "no/such.tif")
        session.apply(.notWritten(order, "cannot be written", isTaken: false))
        #expect(prompt(session)?.error == "cannot be written")
        #expect(prompt(session)?.purpose == .writing(.map, replacing: nil))
        session.apply(.open(.help(scroll: 0)))
        session.apply(.notWritten(order, "cannot be written", isTaken: false))
        #expect(session.view.overlay == .help(scroll: 0))
        #expect(session.view.message?.kind == .failure)
        session.apply(.open(.prompt(Prompt(purpose: .writing(.map, replacing: nil), text: ""))))
        session.apply(.acceptPrompt)
        #expect(prompt(session)?.error == "a file's name is needed")
        #expect(session.takeOrders().isEmpty)
    }
}
