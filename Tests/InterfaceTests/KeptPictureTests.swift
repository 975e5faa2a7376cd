import Interface
import Questions
import Screen
import Session
import TestSupport
import Testing

@Suite("Pictures kept from frame to frame")
struct KeptPictureTests {
    /// A screen and a session that change at random, in all that pictures depend on.
    private struct Walk {
        var session: Session
        var size = (rows: 40, columns: 120)
        var ability = ScreenAbility(colors: .palette)
        var random: SeededNumbers

        mutating func step() throws {
            let part = Double.random(in: 0...1, using: &random)
            let pane: Pane = Bool.random(using: &random) ? .scan : .pattern
            let sign = Bool.random(using: &random) ? 1 : -1
            switch Int.random(in: 0..<20, using: &random) {
            case 0: session.apply(.nextColorMap(sign))
            case 1: session.apply(.nextTheme(sign))
            case 2: session.apply(.nextScale)
            case 3: session.apply(.stepClip(sign))
            case 4: session.apply(.nextReduction)
            case 5: session.apply(.otherDisplay)
            case 6: session.apply(.slideExchange(part))
            case 7: session.apply(.resetExchange)
            case 8: session.apply(.chooseK(Int.random(in: 2...7, using: &random)))
            case 9, 10: session.apply(.stepComponent(sign))
            case 11: session.apply(.toggleResidual)
            case 12: session.apply(.toggleMaximized)
            case 13: session.apply(.show(Workspace.allCases.randomElement(using: &random) ?? .components))
            case 14: session.apply(.zoom(pane, by: part < 0.5 ? 2 : 0.5))
            case 15: session.apply(.stepProbe(rows: sign, columns: sign))
            case 16:
                size = (Int.random(in: 16...60, using: &random), Int.random(in: 56...200, using: &random))
            case 17:
                ability = ScreenAbility(
                    colors: ColorDepth.allCases.randomElement(using: &random) ?? .palette,
                    glyphs: GlyphSet.allCases.randomElement(using: &random) ?? .half)
            case 18: if let sweep = session.sweep { load(sweep.identifier) }
            default: session.apply(.undo)
            }
            Synthetic.answer(&session)
        }

        /// The chosen k's result with other numbers.
        private mutating func load(_ run: String) {
            var result = Synthetic.result(k: session.intent.k)
            for index in result.best.components.indices {
                result.best.components[index].values[40] = .random(in: 0...1, using: &random)
                result.best.distributions[index].values[7] = .random(in: 0...999, using: &random)
            }
            session.apply(.loaded(ResultKey(run: run, k: session.intent.k), result))
        }

        /// Pictures on the screen at most.
        var pictures: Int {
            let layout = ScreenLayout(session, rows: size.rows, columns: size.columns, ability: ability)
            return 2 * layout.tiles.count + 2
        }
    }

    @Test("are those that are drawn anew, whatever changes, and no more than two frames show", arguments: 0..<8)
    func anew(seed: UInt64) throws {
        let look = try Look()
        var walk = Walk(session: try Synthetic.comparedComponents(), random: SeededNumbers(seed))
        let kept = KeptLevels()
        var before = 0
        for step in 0..<150 {
            let drawn = frame(
                walk.session, rows: walk.size.rows, columns: walk.size.columns, ability: walk.ability, look: look,
                kept: kept)
            let anew = frame(
                walk.session, rows: walk.size.rows, columns: walk.size.columns, ability: walk.ability, look: look)
            #expect(drawn == anew && drawn.drafts == anew.drafts, "step \(step)\n\(drawn.text)\nis anew\n\(anew.text)")
            #expect(kept.count <= 2 * (before + walk.pictures), "step \(step)")
            before = walk.pictures
            try walk.step()
        }
    }
}
