import DataCube
import Questions
import Session
import Testing

@Suite("Needs")
struct NeedsTests {
    @Test("The map is asked for only after the detector is known; nothing is asked for twice")
    func order() throws {
        var session = Fixture.session(surveyed: false)
        let probe = Request.pattern(session.intent.probe)
        #expect(session.needs == [.survey: .request(.survey), .pattern: .request(probe)])
        session.apply(.found(.survey, .survey(Fixture.survey())))
        let map = Request.virtualImage(try #require(session.detector))
        #expect(session.needs == [.pattern: .request(probe), .map: .request(map)])
        session.apply(.found(probe, .pattern(Fixture.pattern())), .found(map, .map(Fixture.map())))
        #expect(session.needs.isEmpty)
        #expect(session.map == Fixture.map() && session.pattern == Fixture.pattern())
        session.apply(.stepProbe(rows: 1, columns: 0))
        #expect(session.needs == [.pattern: .request(.pattern(session.intent.probe))])
        #expect(session.pattern == nil && session.lastPattern == Fixture.pattern(), "the last one stays visible")
        session.apply(.stepProbe(rows: -1, columns: 0))
        #expect(session.needs.isEmpty, "what was found is not asked for again")
        session.apply(.nextScale, .nextColorMap(1), .zoom(.scan, by: 2), .nextTheme(1), .show(.components))
        #expect(session.needs.isEmpty, "how things are drawn asks nothing")
        session.apply(.growDetector(outer: 1, inner: 0))
        #expect(Set(session.needs.keys) == [.map] && session.map == nil && session.lastMap != nil)
        session.apply(.undo)
        #expect(session.needs.isEmpty)
    }

    @Test("Where the user chose a detector, the survey is not waited for")
    func chosenDetector() {
        var session = Fixture.session(surveyed: false)
        let disk = VirtualDetector.disk(DiskDetector(center: DetectorPoint(row: 3, column: 3), radius: 2))
        session.apply(.setDetector(disk))
        #expect(session.needs[.map] == .request(.virtualImage(disk)) && session.needs[.survey] != nil)
    }

    @Test("What failed is said and not tried again; other questions are")
    func failures() {
        var session = Fixture.session()
        guard let need = session.needs[.pattern] else {
            Issue.record("no pattern is needed")
            return
        }
        session.apply(.failed(need, "the file was cut off"))
        #expect(session.view.message == Message(.failure, "the file was cut off"))
        #expect(session.findings.failure(of: need) == "the file was cut off")
        #expect(session.needs[.pattern] == nil)
        session.apply(.stepProbe(rows: 1, columns: 0))
        #expect(session.needs[.pattern] != nil)
        session.apply(.stepProbe(rows: -1, columns: 0))
        #expect(session.needs[.pattern] == nil)
        session.apply(.datasetChanged(Fixture.dataset()))
        #expect(session.needs[.pattern] == need, "a dataset opened anew is asked again")
    }

    @Test("A result is read when its k is chosen and finished")
    func results() {
        var session = Fixture.session()
        session.apply(.sweepChanged(Fixture.sweep(2...5, finished: [2, 3])), .chooseK(4))
        #expect(session.needs[.result] == nil)
        session.apply(.chooseK(3))
        let key = ResultKey(run: "run", k: 3)
        #expect(session.needs[.result] == .result(key) && session.result == nil)
        session.apply(.loaded(key, Fixture.result(k: 3)))
        #expect(session.needs[.result] == nil && session.result == Fixture.result(k: 3))
        session.apply(.chooseK(2))
        session.apply(.failed(.result(ResultKey(run: "run", k: 2)), "the result cannot be read"))
        #expect(session.needs[.result] == nil)
        session.apply(.sweepChanged(Fixture.sweep(2...5, run: "other", finished: [2])))
        #expect(session.needs[.result] == .result(ResultKey(run: "other", k: 2)), "another run is another question")
    }

    @Test("A dataset laid another way forgets what was found and where the detector was")
    func reopening() {
        var session = Fixture.session()
        let disk = VirtualDetector.disk(DiskDetector(center: DetectorPoint(row: 60, column: 3), radius: 2))
        session.apply(.setDetector(disk), .setMask(.shape(disk)), .placeProbe(ScanPosition(row: 2, column: 29)))
        session.apply(.found(.virtualImage(disk), .map(Fixture.map())))
        var kept = session
        kept.apply(.datasetChanged(Fixture.dataset()))
        #expect(kept.intent.detector == disk && kept.intent.mask == .shape(disk), "only the centre changed")
        #expect(kept.needs[.map] == .request(.virtualImage(disk)) && kept.needs[.survey] != nil && kept.lastMap == nil)
        let flipped = Orientation(pattern: PlaneOrientation(rowsReversed: true))
        session.apply(.datasetChanged(Fixture.dataset(orientation: flipped)))
        #expect(session.intent.detector == nil && session.intent.mask == .automatic)
        session.apply(.setDetector(disk), .datasetChanged(Fixture.dataset(orientation: flipped)))
        #expect(session.intent.detector == disk, "laid as before")
        session.apply(.datasetChanged(Fixture.dataset()))
        #expect(session.intent.detector == nil, "laid back is laid another way")
        let turned = ScanShape(rows: 30, columns: 20)
        session.apply(.datasetChanged(Fixture.dataset(scan: turned)))
        #expect(turned.contains(session.intent.probe))
        session.apply(.undo)
        #expect(turned.contains(session.intent.probe), "the past was another place")
    }
}

@Suite("Findings")
struct FindingsTests {
    @Test("are bounded in bytes: the oldest go, the survey and the newest stay")
    func bound() {
        let one = Finding.map(Fixture.map()).byteCount
        let surveyBytes = Finding.survey(Fixture.survey()).byteCount
        #expect(one >= Fixture.scan.count * 4)
        var findings = Findings(limit: surveyBytes + 3 * one)
        findings.insert(.survey(Fixture.survey()), for: .survey)
        func request(_ radius: Int) -> Request {
            .virtualImage(.disk(DiskDetector(center: DetectorPoint(row: 0, column: 0), radius: Double(radius))))
        }
        for radius in 0..<10 {
            findings.insert(.map(Fixture.map(Float(radius))), for: request(radius))
            findings.insert(.map(Fixture.map(Float(radius))), for: request(radius))
            let known = (0..<10).filter { findings[request($0)] != nil }
            #expect(known == Array(max(0, radius - 2)...radius), "again is not more")
            #expect(findings.survey != nil)
        }
        var tight = Findings(limit: 1)
        tight.insert(.survey(Fixture.survey()), for: .survey)
        tight.insert(.map(Fixture.map()), for: request(1))
        #expect(tight[request(1)] != nil && tight.survey != nil, "what was just found is kept, however large")
        tight.insert(.map(Fixture.map()), for: request(2))
        #expect(tight[request(1)] == nil && tight[request(2)] != nil)
    }

    @Test("keep eight results of sweeps")
    func results() {
        var findings = Findings()
        for k in 1...10 { findings.insert(Fixture.result(k: 1), for: ResultKey(run: "a", k: k)) }
        #expect((1...10).filter { findings[result: ResultKey(run: "a", k: $0)] != nil } == Array(3...10))
        findings.insert(Fixture.result(k: 2), for: ResultKey(run: "a", k: 3))
        findings.insert(Fixture.result(k: 2), for: ResultKey(run: "a", k: 11))
        #expect(
            findings[result: ResultKey(run: "a", k: 3)]?.k == 2 && findings[result: ResultKey(run: "a", k: 4)] == nil)
    }
}
