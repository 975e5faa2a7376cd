import DataCube
import Questions
import Session
import Testing

@Suite("The exchange's slider")
struct ExchangeSliderTests {
    /// A session that shows the components of k = 3, of which the first can give to both others.
    private func session(_ largest: [[Double]]? = [[0, 0.2, 0.5], [0, 0, 0], [0.1, 0, 0]]) -> Session {
        var session = Fixture.session()
        session.apply(.sweepChanged(Fixture.sweep(2...4, finished: [2, 3, 4])), .chooseK(3))
        var result = Fixture.result(k: 3)
        // Patterns of sum 1 of which the first holds half of the third.
        let count = Float(Fixture.detector.count)
        for component in 0..<3 {
            result.best.components[component] = Fixture.pattern(1 / count)
        }
        result.exchanges = largest.map { ExchangeTable(largest: $0) }
        session.apply(.loaded(ResultKey(run: "run", k: 3), result))
        return session
    }

    @Test("begins at nothing with the partner that can take most, and goes no further than that")
    func sliding() {
        var session = session()
        #expect(session.slider?.partner == 2 && session.slider?.amount == 0 && session.slider?.largest == 0.5)
        #expect(session.shownDecomposition == session.result?.best)
        session.apply(.stepExchange(0.5))
        #expect(session.slider?.amount == 0.25 && session.slider?.part == 0.5)
        #expect(session.intent.exchange == Exchange(component: 0, partner: 2, amount: 0.25))
        let shown = session.shownDecomposition
        #expect(shown == session.result?.best.exchanged(0, 2, by: 0.25) && shown != session.result?.best)
        session.apply(.stepExchange(7))
        #expect(session.slider?.amount == 0.5)
        session.apply(.slideExchange(-1))
        #expect(session.slider?.amount == 0)
        session.apply(.slideExchange(0.2), .resetExchange)
        #expect(session.intent.exchange == nil && session.shownDecomposition == session.result?.best)
    }

    @Test("goes through the partners, from nothing each time")
    func partners() {
        var session = session()
        session.apply(.slideExchange(1), .nextPartner(1))
        #expect(session.slider?.partner == 1 && session.slider?.amount == 0 && session.slider?.largest == 0.2)
        session.apply(.nextPartner(1))
        #expect(session.slider?.partner == 2)
    }

    @Test("is undone in one step however far it was slid")
    func undo() {
        var session = session()
        for _ in 0..<9 { session.apply(.stepExchange(0.02)) }
        session.apply(.slideExchange(0.9), .undo)
        #expect(session.intent.exchange == nil)
        session.apply(.redo)
        #expect(session.slider?.part == 0.9)
    }

    @Test("stays in force while other components are looked at, and ends with another k or sweep")
    func staying() {
        var session = session()
        session.apply(.slideExchange(1), .chooseComponent(1))
        #expect(session.slider?.partner == nil && session.slider?.largest == 0)
        #expect(session.intent.exchange?.amount == 0.5)
        let before = session.intent
        session.apply(.stepExchange(0.5), .nextPartner(1), .slideExchange(1))
        #expect(session.intent == before, "the second component has nothing to give")
        session.apply(.chooseComponent(2), .slideExchange(1))
        #expect(session.intent.exchange == Exchange(component: 2, partner: 0, amount: 0.1))
        session.apply(.chooseK(3))
        #expect(session.intent.exchange != nil)
        var other = session
        session.apply(.chooseK(2))
        #expect(session.intent.exchange == nil)
        other.apply(.sweepChanged(Fixture.sweep(2...4, run: "next", finished: [3])))
        #expect(other.intent.exchange == nil)
    }

    @Test("is not there where exchanges were not computed, and takes no harm from a table that is wrong")
    func absent() {
        var absent = session(nil)
        absent.apply(.stepExchange(1), .nextPartner(1))
        #expect(absent.slider == nil && absent.intent.exchange == nil)
        var short = session([[0, 2]])
        short.apply(.slideExchange(1))
        #expect(short.slider.map { $0.amount < 1 } == true)
        short.apply(.chooseComponent(2), .slideExchange(1))
        #expect(short.slider?.partner == nil)
        var wrong = session([[0, 0, 0, 0, 0.4]])
        wrong.apply(.slideExchange(1))
        #expect(wrong.shownDecomposition == wrong.result?.best, "there is no fifth component")
    }

    @Test("The residual is shown instead of the components, and them again")
    func residual() {
        var session = session()
        session.apply(.toggleResidual)
        #expect(session.view.showsResidual)
        session.apply(.undo, .toggleResidual)
        #expect(!session.view.showsResidual)
    }
}
