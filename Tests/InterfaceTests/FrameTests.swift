import Foundation
import Interface
import Screen
import Session
import Testing

@Suite("Frames")
struct FrameTests {
    private static let abilities = [
        ScreenAbility(colors: .direct), ScreenAbility(colors: .palette), ScreenAbility(colors: .eight),
        ScreenAbility(colors: .none, glyphs: .ascii), ScreenAbility(colors: .none),
    ]
    private static let sizes = [(16, 56), (17, 100), (24, 80), (31, 97), (40, 120), (50, 211), (100, 60), (90, 300)]

    @Test("of every workspace and overlay at every size have whole characters and whole frames", arguments: abilities)
    func sound(ability: ScreenAbility) throws {
        let look = try Look()
        for (name, session) in try Scenes.all() {
            for (rows, columns) in Self.sizes {
                let shown = frame(session, rows: rows, columns: columns, ability: ability, look: look)
                #expect(shown.rows == rows && shown.columns == columns)
                #expect(strayCells(shown).isEmpty, "\(name) at \(columns)x\(rows): \(strayCells(shown).prefix(5))")
                if ability.glyphs == .ascii {
                    #expect(shown.cells.allSatisfy { $0.character.isASCII }, "\(name) at \(columns)x\(rows)")
                }
                guard session.view.overlay == nil else { continue }
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
                for (pane, rect) in layout.panes {
                    let broken = brokenBorders(shown, rect, ability)
                    #expect(broken.isEmpty, "\(name) at \(columns)x\(rows): \(pane) \(broken.prefix(3))\n\(shown.text)")
                }
            }
        }
    }

    @Test("of everything at sizes all over, a few for each scene, have whole characters and whole frames")
    func scattered() throws {
        let look = try Look()
        for (place, (name, session)) in try Scenes.all().enumerated() {
            for step in place * 7..<place * 7 + 7 {
                // Steps without a common factor meet every number of rows and of columns.
                let (rows, columns) = (16 + step * 37 % 85, 56 + step * 103 % 245)
                let ability = Self.abilities[step % Self.abilities.count]
                let shown = frame(session, rows: rows, columns: columns, ability: ability, look: look)
                #expect(strayCells(shown).isEmpty, "\(name) at \(columns)x\(rows): \(strayCells(shown).prefix(5))")
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
                let frames = session.view.overlay == nil ? Array(layout.panes.values) : [layout.overlay]
                for rect in frames {
                    let broken = brokenBorders(shown, rect, ability)
                    #expect(broken.isEmpty, "\(name) at \(columns)x\(rows): \(broken.prefix(3))\n\(shown.text)")
                }
            }
        }
    }

    @Test("keep what is typed within its field: wide, combining, emoji, right to left, very long")
    func typed() throws {
        let look = try Look()
        let texts = [
            String(repeating: "漢字かな", count: 40), String(repeating: "e\u{301}\u{20DD}", count: 90),
            String(repeating: "👩‍🔬🇯🇵⚡️", count: 30), String(repeating: "שלום ", count: 40),
            String(repeating: "a漢\u{AD}\u{200B}", count: 50),
        ]
        let forms: [Action] = [
            .open(.palette(text: "", selected: 0)), .open(.prompt(Prompt(purpose: .detector, text: ""))), .openWriting,
            .openSweepForm,
        ]
        for text in texts {
            for form in forms {
                var session = try Synthetic.finished()
                session.apply(form)
                for character in text { session.apply(.typeCharacter(character)) }
                for (rows, columns) in Self.sizes {
                    for ability in [ScreenAbility(), ScreenAbility(glyphs: .ascii)] {
                        let shown = frame(session, rows: rows, columns: columns, ability: ability, look: look)
                        let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
                        let broken = brokenBorders(shown, layout.overlay, ability)
                        #expect(strayCells(shown).isEmpty && broken.isEmpty, "\(text.prefix(4)) at \(columns)x\(rows)")
                    }
                }
            }
        }
    }

    /// Cells that hold NUL without a wide character before them, or half of a wide character alone.
    private func strayCells(_ frame: CellBuffer) -> [(Int, Int)] {
        (0..<frame.rows).flatMap { row in
            (0..<frame.columns).compactMap { column in
                let isSecond = frame[row, column].character == "\0"
                let followsWide = column > 0 && frame[row, column - 1].character.columnWidth == 2
                return isSecond == followsWide ? nil : (row, column)
            }
        }
    }

    /// Places where the left, right or lower line of a pane's frame was written over.
    private func brokenBorders(_ frame: CellBuffer, _ rect: Rect, _ ability: ScreenAbility) -> [String] {
        let (side, line): (Unicode.Scalar, Unicode.Scalar) = ability.glyphs == .ascii ? ("|", "-") : ("│", "─")
        var broken: [String] = []
        for row in rect.row + 1..<rect.bottom - 1 {
            for column in [rect.column, rect.right - 1] where frame[row, column].character != side {
                broken.append("(\(row), \(column)) is \(frame[row, column].character)")
            }
        }
        for column in rect.column + 1..<rect.right - 1 where frame[rect.bottom - 1, column].character != line {
            broken.append("(\(rect.bottom - 1), \(column)) is \(frame[rect.bottom - 1, column].character)")
        }
        return broken
    }

    @Test("show tabs, hints and the dataset where the mouse finds them")
    func sharedGeometry() throws {
        let look = try Look()
        for (name, session) in try Scenes.all() where session.view.overlay == nil {
            for (rows, columns) in [(24, 80), (40, 120)] {
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ScreenAbility())
                let shown = frame(session, rows: rows, columns: columns, ability: ScreenAbility(), look: look)
                func text(_ rect: Rect) -> String {
                    var text = ""
                    for column in rect.column..<rect.right {
                        text.unicodeScalars.append(shown[rect.row, column].character)
                    }
                    return text
                }
                for tab in layout.tabs {
                    #expect(text(tab.rect) == " \(tab.workspace.rawValue) \(tab.workspace.title) ")
                }
                for hint in layout.hints {
                    #expect(text(hint.rect).hasSuffix(" " + (hint.command.hint ?? "")), "\(name): \(text(hint.rect))")
                }
                #expect(shown.text.contains("braggart"))
            }
        }
    }

    @Test("show any name in its place: wide, combining, emoji, right to left, control bytes, broken, very long")
    func names() throws {
        let look = try Look()
        let names = [
            "漢字かな.npy", "e\u{301}a\u{308}\u{20DD}.npy", "👩‍🔬🇯🇵⚡️.npy", "שלום-مرحبا.npy", "a\u{1B}[31mb\tc\r\nd\u{7F}.npy",
            String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0xF0], as: UTF8.self), String(repeating: "very long ", count: 60),
            "\u{202E}gnp.x", String(repeating: "漢", count: 99), "",
        ]
        for name in names {
            let session = try Synthetic.explored(name: name)
            for (rows, columns) in Self.sizes {
                for ability in [ScreenAbility(), ScreenAbility(glyphs: .ascii)] {
                    let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
                    let shown = frame(session, rows: rows, columns: columns, ability: ability, look: look)
                    #expect(strayCells(shown).isEmpty, "\(name.debugDescription) at \(columns)x\(rows)")
                    #expect(
                        shown.cells.allSatisfy {
                            $0.character == "\0"
                                || ($0.character.visible == $0.character && $0.character.columnWidth > 0)
                        }, "\(name.debugDescription): nothing that a terminal acts on")
                    let tab = try #require(layout.tabs.first).rect
                    #expect(shown[0, tab.column + 1].character == "1" && shown[0, 1].character == "b")
                    if layout.panes.values.contains(where: { $0.row == 1 }) {
                        for (_, rect) in layout.panes { #expect(brokenBorders(shown, rect, ability).isEmpty) }
                    }
                }
            }
        }
    }

    @Test("depend on nothing but the session, the size and the look")
    func deterministic() throws {
        let look = try Look()
        for (name, session) in try Scenes.all() {
            let first = frame(session, rows: 24, columns: 80, ability: ScreenAbility(), look: look)
            for _ in 0..<3 {
                #expect(frame(session, rows: 24, columns: 80, ability: ScreenAbility(), look: look) == first, "\(name)")
            }
        }
    }

    @Test("use colours only where the screen has them")
    func withoutColor() throws {
        let look = try Look()
        // The strip of the screen's form shows every depth on purpose.
        for (name, session) in try Scenes.all() where name != "screen" {
            let shown = frame(
                session, rows: 24, columns: 80, ability: ScreenAbility(colors: .none, glyphs: .ascii), look: look)
            let ansi = shown.written(as: .ansi)
            #expect(!ansi.contains("[38") && !ansi.contains(";38") && !ansi.contains(";48"), "\(name)")
            #expect(!ansi.contains("?\u{1B}") || session.view.overlay != nil || ansi.contains("?"), "\(name)")
        }
    }

    @Test(
        "of help show every command's sentence whole, on narrow screens too",
        arguments: [(16, 56), (24, 80), (40, 120)])
    func help(size: (rows: Int, columns: Int)) throws {
        let look = try Look()
        var session = try Synthetic.explored()
        var words = ""
        for scroll in 0..<200 {
            session.apply(.open(.help(scroll: scroll)))
            let layout = ScreenLayout(session, rows: size.rows, columns: size.columns, ability: ScreenAbility())
            let shown = frame(session, rows: size.rows, columns: size.columns, ability: ScreenAbility(), look: look)
            let row = layout.overlay.row + 1
            for column in layout.overlay.column + 20..<layout.overlay.right - 1 {
                words.unicodeScalars.append(shown[row, column].character)
            }
            words += " "
        }
        // Names stand at the right of the sentences, cut where there is no room.
        let names = Set(CommandTable.commands.map(\.id))
        func sentence(_ text: String) -> String {
            text.split(separator: " ").map(String.init).filter { !names.contains($0) && !$0.hasSuffix("…") }
                .joined(separator: " ")
        }
        let plain = sentence(words)
        for command in CommandTable.commands {
            #expect(plain.contains(sentence(command.help)), "\(command.id): \(command.help)")
        }
    }

    @Test("say the noise model's sentence once, also where it is a reason")
    func noiseOnce() throws {
        let look = try Look()
        var session = try Synthetic.judged(.agreed)
        var status = try #require(session.sweep)
        let statement = try #require(status.evidence.noise).statement
        func count(_ session: Session) -> Int {
            frame(session, rows: 40, columns: 200, ability: ScreenAbility(), look: look).text
                .components(separatedBy: String(statement.prefix(24))).count - 1
        }
        #expect(count(session) == 1)
        status.evidence.suggestion?.reasons.append(statement)
        session.apply(.sweepChanged(status))
        #expect(count(session) == 1)
    }

    @Test("say what is missing before it is there")
    func waiting() throws {
        let look = try Look()
        func text(_ session: Session) -> String {
            frame(session, rows: 30, columns: 100, ability: ScreenAbility(), look: look).text
        }
        #expect(text(try Synthetic.fresh()).contains("looking at the data"))
        #expect(text(try Synthetic.fresh()).contains("reading the pattern"))
        var session = try Synthetic.explored()
        session.apply(.show(.sweep))
        #expect(text(session).contains("no sweep yet"))
        session.apply(.sweepChanged(Synthetic.sweep(through: 4, iterations: 3)))
        session.apply(.chooseK(4))
        #expect(text(session).contains("k = 4"))
        session.apply(.show(.components))
        #expect(text(session).contains("k = 4 is not finished yet"))
        session.apply(.chooseK(3))
        #expect(text(session).contains("reading the components of k = 3"))
        let key = ResultKey(run: "2024-05-06-sheets", k: 3)
        session.apply(.failed(.result(key), "k3.npz: the file was cut off."))
        session.apply(.say(nil))
        #expect(text(session).contains("the file was cut off"))
    }
}
