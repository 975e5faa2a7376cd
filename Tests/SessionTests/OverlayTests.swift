import DataCube
import Questions
import Session
import Testing

@Suite("The sweep's form")
struct SweepFormTests {
    /// Every option set to something else than its default.
    private var unusual: SweepParameters {
        var parameters = SweepParameters(method: .nnls)
        parameters.start = .nndsvdar
        parameters.isExact = true
        parameters.gathersEvidence = false
        parameters.timeBudget = 2.5
        parameters.tieBreaker = TieBreaker(kind: .volume, weight: 3e-4)
        parameters.mask.excludesDefects = false
        parameters.mask.region = .rectangle(
            RectangleDetector(center: DetectorPoint(row: 4, column: 5), height: 3, width: 6))
        return parameters
    }

    @Test("gives back the parameters it was filled from")
    func roundTrip() throws {
        let shape = VirtualDetector.disk(DiskDetector(center: DetectorPoint(row: 3.5, column: 2), radius: 4))
        for parameters in [
            SweepParameters(),
            SweepParameters(
                componentCounts: 1...99, restarts: 1, seed: .max, tolerance: 0.5, maximumIterations: 1,
                mask: AnalysisMask(exclusion: .shape(shape))),
            SweepParameters(tolerance: 3e-9, mask: AnalysisMask(exclusion: .none)),
            unusual,
        ] { #expect(try SweepForm(parameters).parameters() == parameters) }
    }

    @Test(
        "refuses each field that makes no sense and names it",
        arguments: [
            (SweepForm.Field.smallest, "0", "k from"), (.smallest, "x", "k from"), (.smallest, "16", "exceed"),
            (.largest, "100", "k to"), (.largest, "1", "exceed"), (.restarts, "0", "restarts"),
            (.restarts, "1001", "restarts"), (.restarts, "", "restarts"), (.seed, "-1", "seed"),
            (.seed, "99999999999999999999", "seed"), (.method, "magic", "method"), (.tolerance, "0", "tolerance"),
            (.tolerance, "1", "tolerance"), (.tolerance, "nan", "tolerance"), (.tolerance, "", "tolerance"),
            (.start, "nowhere", "start"), (.tieBreaker, "volume", "tie-breaker"),
            (.tieBreaker, "beauty:1e-4", "tie-breaker"),
            (.tieBreaker, "volume:0", "tie-breaker"), (.tieBreaker, "volume:nan", "tie-breaker"),
            (.tieBreaker, "", "tie-breaker"), (.exact, "perhaps", "exact"), (.evidence, "", "evidence"),
            (.timeBudget, "0", "time budget"), (.timeBudget, "soon", "time budget"),
            (.region, "disk(1,1)", "3 numbers"),
            (.region, "", "expected"),
            (.iterations, "0", "iterations"), (.iterations, "1.5", "iterations"), (.mask, "disk(1,1)", "3 numbers"),
            (.mask, "", "expected"),
        ])
    func refusal(field: SweepForm.Field, text: String, named: String) {
        var form = SweepForm(SweepParameters())
        form[field] = text
        #expect {
            _ = try form.parameters()
        } throws: { error in
            (error as? SpellingError)?.description.contains(named) == true
        }
        var session = Fixture.session()
        session.apply(.open(.sweepForm(form)), .acceptPrompt)
        guard case .sweepForm(let refused)? = session.view.overlay else {
            Issue.record("the form is gone")
            return
        }
        #expect(refused.error?.contains(named) == true && refused[field] == text)
        #expect(session.takeOrders().isEmpty)
    }

    @Test("spells any weight and budget, sensible or not, and reads back those that are")
    func numbers() {
        func spelled(_ weight: Double) -> String {
            TieBreaker(kind: .sparsity, weight: weight).spelling
        }
        #expect(spelled(1e-4) == "sparsity:1e-4" && spelled(2.5e-3) == "sparsity:2.5e-3")
        #expect(spelled(0.5) == "sparsity:0.5")
        for weight in [0.0, -1, .nan, .infinity, Double.leastNonzeroMagnitude, 1e-300, 0.1 + 0.2, 1.0 / 3000] {
            #expect(spelled(weight).hasPrefix("sparsity:"))
        }
        #expect(Double(spelled(1.0 / 3000).dropFirst(9)) == 1.0 / 3000)
        func seconds(_ budget: Double?) -> String? {
            var parameters = SweepParameters()
            parameters.timeBudget = budget
            return parameters.timeBudgetSpelling
        }
        #expect(seconds(5) == "5" && seconds(0.5) == "0.5" && seconds(nil) == nil)
        for budget in [-Double.infinity, .infinity, .nan, 1e300] { #expect(seconds(budget)?.isEmpty == false) }
    }

    @Test("keeps the region that the sweep before was given on its command line")
    func region() throws {
        var session = Fixture.session()
        let sweep = SweepStatus(identifier: "run", parameters: unusual, state: .finished)
        session.apply(.sweepChanged(sweep), .setMask(unusual.mask.exclusion), .openSweepForm, .acceptPrompt)
        #expect(session.takeOrders() == [.startSweep(unusual)])
        session.apply(.openSweepForm, .moveSelection(-2, limit: 14), .adjustField(1), .acceptPrompt)
        var everywhere = unusual
        everywhere.mask.region = nil
        #expect(session.takeOrders() == [.startSweep(everywhere)])
    }

    @Test("is typed into: the first character replaces, the next ones add, erasing takes back")
    func typing() {
        var session = Fixture.session()
        func form() -> SweepForm {
            if case .sweepForm(let form)? = session.view.overlay {
                form
            } else {
                SweepForm(SweepParameters(restarts: 999))
            }
        }
        session.apply(.openSweepForm, .moveSelection(2, limit: 8), .typeCharacter("4"), .typeCharacter("2"))
        #expect(form()[.restarts] == "42" && form().selected == .restarts)
        session.apply(.eraseCharacter)
        #expect(form()[.restarts] == "4")
        session.apply(.moveSelection(1, limit: 8), .eraseCharacter)
        #expect(form()[.seed] == "", "erasing begins at the end")
        session.apply(.moveSelection(-4, limit: 8))
        #expect(form().selected == .mask, "around")
        for _ in 0..<500 { session.apply(.typeCharacter("9")) }
        #expect(form()[.mask].count <= 200)
    }

    @Test("steps values with arrows, without leaving what can be typed")
    func adjusting() {
        func adjusted(_ field: SweepForm.Field, _ text: String, _ steps: Int...) -> String {
            var session = Fixture.session()
            var form = SweepForm(SweepParameters())
            form[field] = text
            form.selected = field
            session.apply(.open(.sweepForm(form)))
            for step in steps { session.apply(.adjustField(step)) }
            if case .sweepForm(let form)? = session.view.overlay { return form[field] }
            return "no form"
        }
        #expect(adjusted(.restarts, "20", 1, 1, -1) == "21")
        #expect(adjusted(.seed, "0", -1) == "0")
        #expect(adjusted(.seed, "\(Int.max)", 1) == "\(Int.max)")
        #expect(adjusted(.seed, "junk", 1) == "junk")
        #expect(adjusted(.tolerance, "1e-05", -1) == "1e-06", "a round number")
        #expect(adjusted(.tolerance, "1e-05", -1, -1, 1, 1) == "1e-05")
        #expect(adjusted(.tolerance, "3e-05", 1) == "0.0003")
        #expect((Double(adjusted(.tolerance, "0.5", 1, 1, 1)) ?? 9) < 1)
        #expect((Double(adjusted(.tolerance, "1e-300", -1)) ?? 0) > 0)
        #expect(adjusted(.start, "random", 1) == "nndsvd" && adjusted(.start, "random", -1) == "nndsvdar")
        #expect(adjusted(.exact, "no", 1) == "yes" && adjusted(.evidence, "yes", -1) == "no")
        #expect(adjusted(.tieBreaker, "none", 1) == "orthogonality:1e-4")
        #expect(adjusted(.tieBreaker, "orthogonality:5e-3", 1) == "sparsity:5e-3")
        #expect(adjusted(.tieBreaker, "volume:1e-4", 1) == "none" && adjusted(.tieBreaker, "junk", 1) == "none")
        #expect(adjusted(.timeBudget, "none", 1, 1) == "2" && adjusted(.timeBudget, "1", -1) == "none")
        #expect(adjusted(.timeBudget, "none", -1) == "none" && adjusted(.timeBudget, "2.5", 1) == "4")
        #expect(adjusted(.region, "disk(1,1,1)", 1) == "all" && adjusted(.region, "all", 1) == "all")
        #expect(adjusted(.mask, "auto", 1) == "none" && adjusted(.mask, "none", 1) == "auto")
        #expect(adjusted(.mask, "disk(1,1,1)", 1) == "auto")
        #expect(adjusted(.method, "als", 1) == "hals" && adjusted(.method, "als", 1, 1, 1) == "als")
    }
}

@Suite("Prompts and lists")
struct OverlayTests {
    private func typed(_ purpose: Prompt.Purpose, _ text: String, in session: inout Session) {
        session.apply(.open(.prompt(Prompt(purpose: purpose, text: ""))))
        for character in text { session.apply(.typeCharacter(character)) }
        session.apply(.acceptPrompt)
    }

    private func refusal(_ session: Session) -> String? {
        if case .prompt(let prompt)? = session.view.overlay { prompt.error } else { nil }
    }

    @Test("A detector is typed; what cannot be read stays to be corrected")
    func detector() {
        var session = Fixture.session()
        typed(.detector, "disk(3,4,5", in: &session)
        #expect(refusal(session)?.contains("expected ')'") == true && session.intent.detector == nil)
        session.apply(.typeCharacter(")"))
        #expect(refusal(session) == nil, "typing takes the complaint away")
        session.apply(.acceptPrompt)
        #expect(session.view.overlay == nil)
        #expect(session.detector == .disk(DiskDetector(center: DetectorPoint(row: 3, column: 4), radius: 5)))
        session.apply(.undo)
        #expect(session.intent.detector == nil)
    }

    @Test("A mask is typed as word or shape")
    func mask() {
        var session = Fixture.session()
        typed(.mask, "NONE", in: &session)
        #expect(session.intent.mask == .none)
        typed(.mask, "!point(1,1)", in: &session)
        #expect(
            session.intent.mask == .shape(.inverse(.point(PointDetector(center: DetectorPoint(row: 1, column: 1))))))
        typed(.mask, "auto", in: &session)
        #expect(session.intent.mask == .automatic)
        typed(.mask, "automat", in: &session)
        #expect(refusal(session) != nil && session.intent.mask == .automatic)
        for exclusion in [AnalysisMask.Exclusion.automatic, .none] {
            #expect((try? AnalysisMask.Exclusion(spelling: exclusion.spelling)) == exclusion)
        }
    }

    @Test("A centre is two numbers on the detector")
    func center() {
        var session = Fixture.session()
        typed(.beamCenter, " 31.25, 20 ", in: &session)
        #expect(session.takeOrders() == [.setCenter(DetectorPoint(row: 31.25, column: 20))])
        #expect(session.view.overlay == nil)
        for wrong in ["", "3", "3,4,5", "3,,4", "a,b", "nan,3", "inf,3", "3,1e300", "-1,3", "64,3", "3 4"] {
            typed(.beamCenter, wrong, in: &session)
            #expect(refusal(session) != nil && session.takeOrders().isEmpty, "\(wrong)")
        }
    }

    @Test("The palette's selection stays in the list, typing goes back to its top, erasing nothing closes it")
    func palette() {
        var session = Fixture.session()
        session.apply(.open(.palette(text: "", selected: 0)), .moveSelection(-1, limit: 5))
        #expect(session.view.overlay == .palette(text: "", selected: 0))
        session.apply(.moveSelection(9, limit: 5))
        #expect(session.view.overlay == .palette(text: "", selected: 4))
        session.apply(.typeCharacter("a"), .moveSelection(3, limit: 0))
        #expect(session.view.overlay == .palette(text: "a", selected: 0))
        session.apply(.eraseCharacter)
        #expect(session.view.overlay == .palette(text: "", selected: 0))
        session.apply(.eraseCharacter)
        #expect(session.view.overlay == nil)
    }

    @Test("Help scrolls between its ends; without an overlay nothing is typed")
    func scrolling() {
        var session = Fixture.session()
        session.apply(.open(.help(scroll: 0)), .scroll(-3, limit: 10))
        #expect(session.view.overlay == .help(scroll: 0))
        session.apply(.scroll(99, limit: 10))
        #expect(session.view.overlay == .help(scroll: 10))
        session.apply(.typeCharacter("x"), .acceptPrompt, .adjustField(1), .moveSelection(1, limit: 3))
        #expect(session.view.overlay == .help(scroll: 10))
        session.apply(.closeOverlay)
        let before = session.intent
        session.apply(.typeCharacter("x"), .eraseCharacter, .acceptPrompt, .scroll(1, limit: 3))
        #expect(session.view.overlay == nil && session.intent == before)
    }
}
