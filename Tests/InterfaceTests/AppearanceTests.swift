import Interface
import Screen
import Session
import Testing

@Suite("Choosing how the screen looks")
struct AppearanceTests {
    private func choosing() throws -> Session { try Synthetic.explored() }

    private func click(_ hands: inout Hands, _ row: Int, _ column: Int) {
        hands.event(.mouse(MouseEvent(.press, row: row, column: column)))
        hands.event(.mouse(MouseEvent(.release, row: row, column: column)))
    }

    @Test("A picker shows what its bar stands on at once; Escape takes it back, Enter keeps it")
    func picker() throws {
        var hands = Hands(try choosing())
        hands.press("t Down Down")
        #expect(hands.session.view.theme == hands.session.themes[2])
        hands.press("Escape")
        #expect(hands.session.view.theme == "night" && hands.session.view.overlay == nil)
        hands.press("t End Enter")
        #expect(hands.session.view.theme == hands.session.themes.last)
        let map = hands.session.intent.mapDisplay.colorMap
        hands.press("P j j")
        let shown = hands.session.intent.mapDisplay.colorMap
        #expect(shown != map)
        hands.press("q")
        #expect(hands.session.intent.mapDisplay.colorMap == map)
        hands.press("P j j Enter")
        #expect(hands.session.intent.mapDisplay.colorMap == shown)
        hands.press("u")
        #expect(hands.session.intent.mapDisplay.colorMap == map, "one step of undo, whatever was passed on the way")
    }

    @Test("The form changes colours, glyphs and curves of the frame at once, and Escape takes all back")
    func form() throws {
        var hands = Hands(try choosing())
        let first = ScreenAbility(colors: .palette)
        func ability() -> ScreenAbility { hands.session.view.appearance.ability(over: first) }
        hands.press("A Down Right")
        #expect(ability().colors == .direct)
        hands.press("Right Right")
        #expect(ability().colors == .eight, "around, over none")
        hands.press("Down l l Down h")
        #expect(ability() == ScreenAbility(colors: .eight, glyphs: .sextants, curves: .blocks))
        hands.press("Escape")
        #expect(ability() == first)
        hands.press("A w")
        #expect(hands.session.takeOrders().contains(.keepAppearance(hands.session.view.appearance)))
    }

    @Test("A row is chosen by a click, and taken by another; keys in the upper edge are pressed")
    func mouse() throws {
        var hands = Hands(try choosing())
        hands.columns = 200
        hands.press("t")
        let list = try #require(hands.layout.list)
        let third = try #require(list.shown.dropFirst(2).first)
        click(&hands, third.row, list.rect.column + 3)
        #expect(hands.session.view.theme == hands.session.themes[2] && hands.session.view.overlay != nil)
        click(&hands, third.row, list.rect.column + 3)
        #expect(hands.session.view.overlay == nil && hands.session.view.theme == hands.session.themes[2])
        hands.press("t Home")
        let escape = try #require(hands.layout.overlayHints.first { $0.hint.key == Key(.escape) })
        click(&hands, escape.rect.row, escape.rect.column)
        #expect(hands.session.view.theme == hands.session.themes[2], "taken back")
        click(&hands, hands.layout.corner.row, hands.layout.corner.column)
        guard case .appearance? = hands.session.view.overlay else {
            return #expect(Bool(false), "the corner opens the form")
        }
        let row = try #require(hands.layout.list?.shown.first)
        click(&hands, row.row, hands.layout.overlay.column + 4)
        #expect(hands.session.view.theme == hands.session.themes[3])
    }

    @Test("Commands of the palette are run by clicking them, fields of the sweep's form chosen")
    func lists() throws {
        var hands = Hands(try choosing())
        hands.press(": t h e m e")
        let list = try #require(hands.layout.list)
        let place = try #require(CommandTable.matching("theme").firstIndex { $0.id == "theme.next" })
        let row = try #require(list.shown.first { $0.place == place }).row
        click(&hands, row, list.rect.column)
        click(&hands, try #require(hands.layout.list?.shown.first { $0.place == place }).row, list.rect.column)
        #expect(hands.session.view.theme == hands.session.themes[1] && hands.session.view.overlay == nil)
        hands.press("s")
        let fields = try #require(hands.layout.list)
        click(&hands, fields.shown[4].row, fields.rect.column + 2)
        guard case .sweepForm(let form)? = hands.session.view.overlay else { return #expect(Bool(false), "still open") }
        #expect(form.selected.rawValue == fields.shown[4].place)
    }

    @Test("Values, the path and the command are copied, and what was copied is said")
    func copying() throws {
        var hands = Hands(try choosing())
        func copied() -> String? {
            hands.session.takeOrders().compactMap { if case .copy(let text) = $0 { text } else { nil } }.last
        }
        hands.press("y")
        let map = try #require(hands.session.map)
        #expect(copied() == "\(map[hands.session.intent.probe])")
        #expect(hands.session.view.message?.text.hasPrefix("copied the counts at") == true)
        hands.press("Y")
        #expect(copied() == reproducingCommand(hands.session))
        click(&hands, hands.layout.commandLine.row, 20)
        #expect(copied() == reproducingCommand(hands.session))
        click(&hands, hands.layout.name.row, hands.layout.name.column)
        #expect(copied() == hands.session.dataset.path)
        hands.press("o y")
        let pattern = try #require(hands.session.pattern)
        #expect(copied() == "\(pattern[Int(hands.session.pixel.row), Int(hands.session.pixel.column)])")
    }
}
