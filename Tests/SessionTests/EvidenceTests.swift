import Questions
import Session
import Testing

@Suite("Evidence in a session")
struct EvidenceTests {
    /// A sweep whose fits are finished, running on for its evidence.
    private func gathering() -> SweepStatus {
        var status = Fixture.sweep(2...4, finished: [2, 3, 4])
        status.fold(.bounds([9, 8, 7, 6]))
        return status
    }

    private func heldOut(_ errors: [Int: [Double]]) -> Evidence {
        var evidence = Evidence()
        evidence.heldOut = HeldOut(kind: .countSplitting, errors: errors)
        return evidence
    }

    @Test("Only curves that have something to show are stepped to; those to come are named")
    func curves() {
        var session = Fixture.session()
        session.apply(.stepCurve(1))
        #expect(session.view.curve == .errors && session.view.message == nil)
        var status = gathering()
        session.apply(.sweepChanged(status), .stepCurve(1))
        #expect(session.view.curve == .excess)
        #expect(session.view.message?.text.contains("not yet: held out, stability") == true)
        session.apply(.stepCurve(1))
        #expect(session.view.curve == .errors)
        status.fold(.evidence(heldOut([2: [0.5], 3: []])))
        session.apply(.sweepChanged(status), .stepCurve(-1))
        #expect(session.view.curve == .heldOut)
        var evidence = status.evidence
        evidence.persistence = [2: 0.9]
        status.fold(.evidence(evidence))
        status.state = .finished
        session.apply(.sweepChanged(status), .say(nil), .stepCurve(1))
        #expect(session.view.curve == .stability && session.view.message == nil)
        #expect(status.curves == Curve.allCases && status.awaitedCurves.isEmpty)
        session.apply(.stepCurve(1))
        #expect(session.view.curve == .errors)
    }

    @Test("A chosen curve stays chosen for the next sweep; what that one never measures is not awaited")
    func nextSweep() {
        var session = Fixture.session()
        session.apply(.sweepChanged(gathering()), .chooseCurve(.heldOut))
        var parameters = SweepParameters(componentCounts: 2...3)
        parameters.gathersEvidence = false
        session.apply(.sweepChanged(SweepStatus(identifier: "next", parameters: parameters)))
        #expect(session.view.curve == .heldOut)
        #expect(session.sweep?.awaitedCurves == [.excess])
        session.apply(.stepCurve(1))
        #expect(session.view.curve == .errors)
    }

    @Test("A sweep gathers evidence after its last fit, until it ends")
    func gatheringState() {
        var status = gathering()
        #expect(status.isGathering)
        status.seconds[3] = nil
        #expect(!status.isGathering)
        status.seconds[3] = 1
        status.state = .finished
        #expect(!status.isGathering)
        status.state = .running
        status.parameters.gathersEvidence = false
        #expect(!status.isGathering)
    }

    @Test("Every verdict says in one line how it stands")
    func headlines() {
        func headline(_ verdict: Suggestion.Verdict, _ k: Int?) -> String {
            Suggestion(verdict: verdict, k: k, reasons: []).headline
        }
        #expect(headline(.agreed, 7) == "suggested k = 7")
        #expect(headline(.disputed, 7).contains("disputed") && headline(.disputed, 7).contains("7"))
        #expect(headline(.disputed, nil).contains("no k stands out"))
        #expect(headline(.tooFewCounts, nil) == "too few counts to tell")
        #expect(headline(.continuous, nil) == "varies continuously: no single k")
        #expect(!headline(.unknown, nil).isEmpty)
        var status = gathering()
        #expect(status.evidenceHeadline.contains("gathering"))
        status.seconds[2] = nil
        #expect(status.evidenceHeadline.contains("fits first"))
        status.state = .cancelled
        #expect(status.evidenceHeadline.contains("not complete"))
        var evidence = Evidence()
        evidence.suggestion = Suggestion(verdict: .agreed, k: 3, reasons: ["so"])
        status.fold(.evidence(evidence))
        #expect(status.evidenceHeadline == "suggested k = 3")
    }

    @Test("The end of a sweep is said together with its verdict")
    func news() {
        var session = Fixture.session()
        var status = gathering()
        session.apply(.sweepChanged(status))
        var evidence = Evidence()
        evidence.suggestion = Suggestion(verdict: .agreed, k: 3, reasons: ["so"])
        status.fold(.evidence(evidence))
        status.state = .finished
        session.apply(.sweepChanged(status))
        #expect(session.view.message?.text.contains("suggested k = 3") == true)
    }

    @Test("Families and runs told again replace what was told before; a k filed again is read again")
    func toldAgain() {
        var session = Fixture.session()
        var status = gathering()
        let run = RunSummary(restart: 1, meanSquareError: 5, iterations: 3, stop: .converged, uncertainty: 0.2)
        status.fold(.finishedRun(k: 3, run))
        #expect(status.minimum(of: 3) == 5)
        status.fold(
            .finishedRun(k: 3, RunSummary(restart: 0, meanSquareError: 5.1, iterations: 3, stop: .converged)))
        #expect(status.minimum(of: 3) == 5.1, "an exact run comes before one that is lower within its bound")
        let family = RunFamily(restarts: [1], minimum: 5, maximum: 5, similarities: [1, 1, 1])
        status.fold(.families(k: 3, [family]))
        status.fold(.families(k: 3, [family, family]))
        #expect(status.families[3]?.count == 2)
        session.apply(.sweepChanged(status), .chooseK(3))
        let key = ResultKey(run: "run", k: 3)
        session.apply(.loaded(key, Fixture.result(k: 3)))
        #expect(session.needs[.result] == nil)
        status.fold(.finished(k: 3, seconds: 2.5))
        session.apply(.sweepChanged(status))
        #expect(session.needs[.result] == .result(key))
    }
}
