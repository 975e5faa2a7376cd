import DataCube
import Interface
import Questions
import Screen
import Session
import Testing

/// Presses keys on a session the way the explorer does.
struct Hands {
    var session: Session
    var rows = 40
    var columns = 120
    let ability = ScreenAbility(colors: .direct)

    init(_ session: Session) { self.session = session }

    var layout: ScreenLayout { ScreenLayout(session, rows: rows, columns: columns, ability: ability) }

    mutating func event(_ event: InputEvent, quick: Bool = false) {
        for action in interpret(event, session, layout, isQuick: quick) { session.apply(action) }
    }

    /// Presses keys by name, all but the first right after the one before where `quick`.
    mutating func press(_ names: String, quick: Bool = false) {
        for (place, name) in names.split(separator: " ").enumerated() {
            guard let key = Key(name: String(name)) else {
                Issue.record("no key is called \(name)")
                continue
            }
            event(.key(key), quick: quick && place > 0)
        }
    }

    mutating func type(_ text: String) {
        for character in text { event(.key(.character(character))) }
    }
}

@Suite("Keys")
struct KeyTests {
    @Test("Every key of every command does what the command says, in its place")
    func everyKey() throws {
        for base in [try Synthetic.explored(), try Synthetic.running(), try Synthetic.components()] {
            for workspace in Workspace.allCases {
                for focus in [Pane.scan, .pattern] {
                    var session = base
                    session.apply(.show(workspace))
                    session.apply(.focus(focus))
                    session.apply(.stepProbe(rows: -1, columns: 0))
                    let layout = ScreenLayout(session, rows: 40, columns: 120, ability: ScreenAbility())
                    for command in CommandTable.commands where command.place.contains(session) {
                        for (names, times) in [(command.keys, 1), (command.tenKeys, 10)] {
                            for key in names.compactMap({ Key(name: $0) }) where Int(key.name) == nil {
                                var expected = session
                                for action: Action in [.say(nil), .clearCount] { expected.apply(action) }
                                if let reason = command.unavailable(session) {
                                    expected.apply(.say(Message(.warning, reason)))
                                } else {
                                    for action in command.actions(session, times) { expected.apply(action) }
                                }
                                var pressed = session
                                for action in interpret(.key(key), session, layout, isQuick: false) {
                                    pressed.apply(action)
                                }
                                #expect(pressed.intent == expected.intent, "\(command.id) by \(key.name)")
                                #expect(pressed.view == expected.view, "\(command.id) by \(key.name)")
                                #expect(pressed.takeOrders() == expected.takeOrders(), "\(command.id)")
                                #expect(pressed.isFinished == expected.isFinished, "\(command.id)")
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("Motions take a count, tens with Shift, and other commands run once")
    func counts() throws {
        var hands = Hands(try Synthetic.explored())
        hands.press("5 l")
        #expect(hands.session.intent.probe == ScanPosition(row: 6, column: 13))
        hands.press("L")
        #expect(hands.session.intent.probe.column == 19, "the scan ends there")
        hands.press("1 5 h", quick: true)
        #expect(hands.session.intent.probe.column == 4 && hands.session.view.workspace == .explore)
        hands.press("6 j l")
        #expect(hands.session.intent.probe == ScanPosition(row: 12, column: 5), "a count holds for one key")
        hands.press("8 d")
        #expect(hands.session.detector?.part is DiskDetector)
        hands.press("4 ]")
        #expect((hands.session.detector?.part as? DiskDetector)?.radius == 4)
        hands.press("9 Escape l")
        #expect(hands.session.intent.probe.column == 6, "Escape forgets the count")
    }

    @Test("Digits choose a workspace when typed alone, and count when a motion follows at once")
    func digits() throws {
        var hands = Hands(try Synthetic.explored())
        hands.press("3")
        #expect(hands.session.view.workspace == .components)
        hands.press("1")
        #expect(hands.session.view.workspace == .explore)
        hands.press("3 l", quick: true)
        #expect(hands.session.view.workspace == .explore && hands.session.intent.probe.column == 11)
        hands.press("2 1 h", quick: true)
        #expect(hands.session.view.workspace == .explore && hands.session.intent.probe.column == 0)
        hands.press("2 l")
        #expect(hands.session.view.workspace == .sweep && hands.session.intent.probe.column == 0)
        #expect(hands.session.intent.k == 8, "l steps k there, once")
    }

    @Test("A key without meaning says so, and the next key takes the words away")
    func unknownKeys() throws {
        var hands = Hands(try Synthetic.explored())
        hands.press("%")
        #expect(hands.session.view.message?.text.contains("%") == true)
        hands.press("l")
        #expect(hands.session.view.message == nil)
        hands.press("x")
        #expect(hands.session.view.message == Message(.warning, "no sweep is running"))
        hands.event(.resize(rows: 3, columns: 3))
        #expect(hands.session.view.message != nil, "a new size is no key")
        hands.press("z Escape")
        #expect(!hands.session.view.isMaximized)
    }

    @Test("The palette runs a command by its name, and goes where it can be used")
    func palette() throws {
        var hands = Hands(try Synthetic.components())
        hands.press(":")
        hands.type("probe.right")
        hands.press("Enter")
        #expect(hands.session.view.overlay == nil && hands.session.view.workspace == .explore)
        #expect(hands.session.intent.probe.column == 9)
        hands.press(":")
        hands.type("pixel.down")
        hands.press("Enter")
        #expect(hands.session.view.focus == .pattern && hands.session.pixel.row == 17)
        hands.press(": Down Up Tab Enter")
        #expect(hands.session.view.overlay == nil)
        hands.press(":")
        hands.type("zzzz")
        hands.press("Enter")
        #expect(hands.session.view.overlay == nil, "no match closes")
        hands.press(": q BSpace BSpace")
        #expect(hands.session.view.overlay == nil && !hands.session.isFinished)
        for command in CommandTable.commands {
            var hands = Hands(try Synthetic.components())
            hands.press(":")
            hands.type(command.id)
            hands.press("Enter")
            if case .palette? = hands.session.view.overlay {
                #expect(command.id == "palette")
            }
        }
    }

    @Test("Prompts take every character, also those that are commands")
    func prompts() throws {
        var hands = Hands(try Synthetic.explored())
        hands.press("D")
        guard case .prompt(let prompt)? = hands.session.view.overlay else {
            Issue.record("no prompt")
            return
        }
        #expect(prompt.text == hands.session.detector?.spelling)
        for _ in prompt.text { hands.press("BSpace") }
        hands.type("disk(1,2,q")
        hands.press("Enter")
        guard case .prompt(let refused)? = hands.session.view.overlay else {
            Issue.record("the prompt is gone")
            return
        }
        #expect(refused.error != nil && refused.text == "disk(1,2,q")
        hands.press("BSpace 3 ) Enter")
        #expect(hands.session.view.overlay == nil)
        #expect(hands.session.detector == .disk(DiskDetector(center: DetectorPoint(row: 1, column: 2), radius: 3)))
        hands.press("B Escape")
        #expect(hands.session.view.overlay == nil && hands.session.takeOrders().isEmpty)
        hands.press("B Enter")
        #expect(hands.session.takeOrders() == [.setCenter(Synthetic.beam.center)], "as it is")
    }

    @Test("The sweep's form is filled by keys and starts the sweep")
    func form() throws {
        var hands = Hands(try Synthetic.explored())
        hands.press("s 3 Tab 9 Down 1 2 Down 4 BTab Right Enter")
        let expected = SweepParameters(componentCounts: 3...9, restarts: 13, seed: 4)
        #expect(hands.session.takeOrders() == [.startSweep(expected)])
        hands.press("s C-x M-x F5 Escape")
        #expect(hands.session.view.overlay == nil && hands.session.takeOrders().isEmpty)
    }

    @Test("Keys slide an exchange, change its partner, take it back, and show the residual")
    func exchange() throws {
        var hands = Hands(try Synthetic.comparedComponents())
        hands.press("] ] }")
        #expect(hands.session.slider.map { abs($0.part - 0.14) < 1e-9 } == true)
        hands.press("5 [ {")
        #expect(hands.session.slider?.part == 0)
        hands.press("} e")
        #expect(hands.session.slider?.partner == 2 && hands.session.slider?.part == 0)
        hands.press("e } E")
        #expect(hands.session.intent.exchange == nil)
        hands.press("R")
        #expect(hands.session.view.showsResidual && hands.layout.tiles.isEmpty && hands.layout.residual != nil)
        hands.press("v")
        #expect(hands.session.view.workspace == .explore)
        #expect(hands.session.intent.probe != ScanPosition(row: 6, column: 8), "where the residual is largest")
        hands.press("3 R")
        #expect(!hands.session.view.showsResidual && !hands.layout.tiles.isEmpty)
        hands.press("h ]")
        #expect(hands.session.view.message?.text.contains("nothing to give") == true)
        var plain = Hands(try Synthetic.components())
        plain.press("R")
        #expect(plain.session.view.message?.text.contains("not computed") == true)
        plain.press("]")
        #expect(plain.session.view.message?.text.contains("not computed") == true)
    }

    @Test("Evidence is read, scrolled and closed; the suggested k is one key away")
    func evidence() throws {
        var hands = Hands(try Synthetic.judged(.agreed))
        hands.rows = 20
        hands.press("K")
        #expect(hands.session.intent.k == 5)
        hands.press("e j j")
        #expect(hands.session.view.overlay == .evidence(scroll: 2))
        hands.press("G j")
        guard case .evidence(let end)? = hands.session.view.overlay else {
            Issue.record("it is closed")
            return
        }
        #expect(end > 3)
        for closing in ["e", "q", "Enter", "Escape"] {
            hands.press(closing)
            #expect(hands.session.view.overlay == nil && !hands.session.isFinished)
            hands.press("e")
        }
        var undecided = Hands(try Synthetic.judged(.continuous))
        undecided.press("K")
        #expect(undecided.session.view.message?.text.contains("no number of components") == true)
    }

    @Test("The command line shown carries every option that is not the default, and only those")
    func commandLine() throws {
        func line(_ session: Session) throws -> String {
            let shown = frame(session, rows: 24, columns: 400, ability: ScreenAbility(), look: try Look())
            return try #require(shown.text.split(separator: "\n").map(String.init).first { $0.contains(" cmd ") })
        }
        var session = try Synthetic.unusualForm()
        session.apply(.closeOverlay)
        let unusual = try line(session)
        let options =
            "--method hals --start nndsvdar --exact --no-evidence --tie-breaker orthogonality:1e-4 --time-budget 5 "
        #expect(unusual.contains(options), "\(unusual)")
        #expect(unusual.contains("--region 'disk(8,9,4)'") && unusual.contains("--max-iterations 60"))
        var plain = try Synthetic.explored()
        plain.apply(.show(.sweep))
        #expect(
            try line(plain).hasSuffix("sheets.npy --k 2...15 --restarts 20 --seed 1 --mask auto -o runs.npz"))
    }

    @Test("Help scrolls to its end and not beyond, and closes")
    func help() throws {
        var hands = Hands(try Synthetic.explored())
        hands.rows = 16
        hands.press("?")
        func scroll() -> Int { if case .help(let scroll)? = hands.session.view.overlay { scroll } else { -1 } }
        hands.press("j j k")
        #expect(scroll() == 1)
        hands.press("G")
        let end = scroll()
        #expect(end > 20)
        hands.press("j PageDown Space")
        #expect(scroll() == end)
        hands.press("g")
        #expect(scroll() == 0)
        for closing in ["?", "q", "Enter", "F1", "Escape"] {
            hands.press(closing)
            #expect(hands.session.view.overlay == nil && !hands.session.isFinished, "\(closing)")
            hands.press("?")
        }
        for closing in ["i", "q", "Enter", "Escape"] {
            hands.press("Escape i \(closing)")
            #expect(hands.session.view.overlay == nil && !hands.session.isFinished, "\(closing)")
        }
        var long = Hands(try Synthetic.described())
        long.rows = 24
        long.press("G")
        let last = long.session.view.overlay
        #expect(last != .information(scroll: 0))
        long.press("j PageDown")
        #expect(long.session.view.overlay == last)
        long.press("g")
        #expect(long.session.view.overlay == .information(scroll: 0))
    }

    @Test("Keys in the scan's form: shapes, columns, skipped frames, fly-back, order")
    func scanShape() throws {
        var hands = Hands(try Synthetic.unshaped(order: .patterns))
        func form() throws -> ScanLayoutForm { try #require(hands.session.scanLayoutForm) }
        #expect(try form().columns == 20)
        hands.press("+ + -")
        #expect(try form().columns == 21)
        hands.press("s s S f")
        #expect(try form().skipped == 1 && form().flyback == 1 && form().columns == 20)
        hands.press("F S 3 2")
        #expect(try form().columns == 32 && form().skipped == 0 && form().flyback == 0)
        hands.press("Backspace 1")
        #expect(try form().columns == 31)
        hands.press("Down Right Left x")
        #expect(try form().columns == 20)
        hands.press("o")
        #expect(hands.session.takeOrders() == [.tryOrder(.maps)])
        hands.press("Enter")
        #expect(hands.session.takeOrders() == [.layScan(ScanLayout(ScanShape(rows: 16, columns: 20)), .patterns)])
        hands.press("S Escape")
        #expect(hands.session.view.overlay == nil && hands.session.takeOrders().isEmpty)
    }

    @Test("Keys in the picker of datasets")
    func datasets() throws {
        var hands = Hands(try Synthetic.picking(60))
        #expect(hands.session.view.overlay == .datasets(selected: 1))
        hands.press("j Down k")
        #expect(hands.session.view.overlay == .datasets(selected: 2))
        hands.press("PageDown")
        let page = try #require(hands.layout.list).rect.rows
        #expect(hands.session.view.overlay == .datasets(selected: 2 + page))
        hands.press("PageUp K x Enter")
        #expect(hands.session.takeOrders() == [.openDataset(Synthetic.listed[0])])
        for closing in ["O", "q", "Escape"] {
            hands.press("O \(closing)")
            #expect(hands.session.view.overlay == nil && !hands.session.isFinished)
        }
    }
}
