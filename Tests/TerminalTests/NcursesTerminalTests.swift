import CSystem
import Foundation
import Screen
import Terminal
import TestSupport
import Testing

/// ncurses has one screen at a time, so these run one after another, each on a terminal of its own.
@Suite(.serialized) struct NcursesTerminalTests {
    private func options(
        _ terminal: PseudoTerminal, _ entry: String, _ colors: ColorDepth, mouse: Bool = true
    ) -> TerminalOptions {
        var options = TerminalOptions(colors: colors, mouse: mouse)
        options.input = terminal.device
        options.output = terminal.device
        options.takesOverProcess = false
        options.entry = entry
        return options
    }

    private func frame(_ screen: NcursesTerminal, _ text: String, _ style: Style = Style()) -> CellBuffer {
        var frame = CellBuffer(rows: screen.size.rows, columns: screen.size.columns, ability: screen.ability)
        frame.write(text, row: 1, column: 2, style)
        return frame
    }

    @Test(arguments: [("xterm-256color", true), ("xterm-256color", false), ("tmux-256color", true)])
    func leavesTheTerminalAsItWas(entry: String, mouse: Bool) throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let before = terminal.mode
        let screen = try NcursesTerminal(options: options(terminal, entry, .palette, mouse: mouse))
        #expect(screen.size == (24, 80))
        #expect(screen.ability.colors == .palette)
        screen.show(frame(screen, "hello", Style(.palette(200), on: .palette(17))))
        let up = terminal.takeOutput()
        #expect(up.contains("\u{1B}[?1049h"))
        #expect(up.contains("\u{1B}[?25l"))
        #expect(up.contains("38;5;200;48;5;17mhello"))
        #expect(up.contains("1002h") == mouse)
        #expect(terminal.mode != before)
        screen.stop()
        screen.stop()
        let down = terminal.takeOutput()
        #expect(down.contains("\u{1B}[?1049l"))
        #expect(down.contains("\u{1B}[?25h") || down.contains("\u{1B}[34h\u{1B}[?25h"))
        #expect(down.contains("1002l") == mouse)
        #expect(terminal.mode == before)
        screen.show(CellBuffer(rows: 24, columns: 80))
        #expect(screen.readEvents().isEmpty)
        #expect(terminal.takeOutput() == "")
    }

    @Test func sendsOnlyWhatChanged() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        defer { screen.stop() }
        screen.show(frame(screen, "count 1"))
        _ = terminal.takeOutput()
        screen.show(frame(screen, "count 1"))
        #expect(terminal.takeOutput() == "")
        screen.show(frame(screen, "count 2"))
        let change = terminal.takeOutput()
        #expect(change.hasSuffix("2"))
        #expect(change.utf8.count < 16)
        screen.repaint()
        screen.show(frame(screen, "count 2"))
        #expect(terminal.takeOutput().contains("count 2"))
    }

    @Test func directColoursAreSentAsTheyAre() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .direct))
        defer { screen.stop() }
        guard screen.ability.colors == .direct else { return #expect(!screen.notes.isEmpty) }
        screen.show(frame(screen, "x", Style(.rgb(1, 2, 250), on: .rgb(0, 0, 3))))
        #expect(terminal.takeOutput().contains("38;2;1;2;250;48;2;0;0;3mx"))
    }

    @Test func theDepthOfColoursChangesWhileTheScreenRuns() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        defer { screen.stop() }
        guard screen.limits.colors == ColorDepth.allCases else { return #expect(!screen.notes.isEmpty) }
        let said: [(ColorDepth, String)] = [
            (.direct, "38;2;254;255;1"), (.palette, "38;5;226"), (.sixteen, "[93"), (.eight, "[33"),
        ]
        for (depth, sequence) in said {
            var frame = CellBuffer(rows: 24, columns: 80, ability: ScreenAbility(colors: depth))
            frame.write("x", row: 1, column: 2, Style(.rgb(254, 255, 1), on: .rgb(0, 0, 0)))
            screen.show(frame)
            #expect(terminal.takeOutput().contains(sequence), "\(depth)")
        }
        var strip = CellBuffer(rows: 24, columns: 80, ability: ScreenAbility(colors: .eight))
        strip.write("x", row: 2, column: 2, Style(Color.rgb(1, 2, 250).exact, on: Color.named(12).exact))
        screen.show(strip)
        let output = terminal.takeOutput()
        #expect(output.contains("38;2;1;2;250;104mx"))
    }

    @Test func copiesAndNamesTheWindow() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        _ = terminal.takeOutput()
        screen.copy("braggart virtual a.npy")
        #expect(terminal.takeOutput().contains("\u{1B}]52;c;YnJhZ2dhcnQgdmlydHVhbCBhLm5weQ==\u{07}"))
        screen.entitle("a\u{1B}b.npy")
        #expect(terminal.takeOutput() == "\u{1B}[22;0t\u{1B}]2;a·b.npy\u{07}")
        screen.stop()
        #expect(terminal.takeOutput().contains("\u{1B}[23;0t"))
    }

    @Test func withoutColoursThingsStandOutByAttributes() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .none))
        defer { screen.stop() }
        screen.show(frame(screen, "x", Style(.rgb(255, 0, 0), bold: true, reversed: true)))
        let output = terminal.takeOutput()
        #expect(output.contains("x"))
        #expect(output.contains(";7m") || output.contains("[7m"))
        #expect(!output.contains("38;5"))
        #expect(!output.contains("[31m"))
    }

    @Test func pairsThatRunOutAreMadeAnew() throws {
        // TERM=linux has 64 pairs; three frames of 40 others each need more.
        let terminal = try PseudoTerminal(rows: 10, columns: 60)
        let screen = try NcursesTerminal(options: options(terminal, "linux", .eight))
        defer { screen.stop() }
        var emulated = EmulatedScreen(rows: 10, columns: 60)
        for offset in [0, 24, 0] {
            var frame = CellBuffer(rows: 10, columns: 60, ability: screen.ability)
            for index in 0..<40 {
                let color = UInt8(index + offset)
                frame[3, index] = Cell("#", Style(.palette(color / 8), on: .palette(color % 8)))
            }
            screen.show(frame)
            emulated.take(terminal.takeOutput())
            for index in 0..<40 {
                let place = emulated[3, index]
                #expect(place.character == "#" && place.style.foreground == .palette((index + offset) / 8))
                #expect(place.style.background == .palette((index + offset) % 8))
            }
        }
    }

    /// What takes more pairs than there are is shown all the same, the last of them in the terminal's own colours, and at
    /// once: in portions it would begin anew with each.
    @Test func moreColoursThanThereArePairsComeToAnEnd() throws {
        let terminal = try PseudoTerminal(rows: 30, columns: 60, answers: true)
        let screen = try NcursesTerminal(options: options(terminal, "linux", .eight))
        defer { screen.stop() }
        var emulated = EmulatedScreen(rows: 30, columns: 60, erasesInColor: true)
        for turn in 0..<4 {
            var frame = CellBuffer(rows: 30, columns: 60, ability: screen.ability)
            for row in 0..<30 {
                for column in 0..<60 {
                    let color = UInt8((row * 60 + column + turn) % 64)
                    frame[row, column] = Cell("#", Style(.palette(color / 8), on: .palette(color % 8)))
                }
            }
            var shows = 0
            repeat {
                screen.show(frame, isAwaited: false)
                while !screen.makeReady() { usleep(1000) }
                usleep(UInt32((screen.nextChance ?? 0) * 1e6))
                shows += 1
            } while screen.nextChance != nil && shows < 60
            #expect(screen.nextChance == nil)
            emulated.take(terminal.takeOutput())
            let places = (0..<30).flatMap { row in (0..<60).map { (row, $0) } }
            let strays = places.filter { row, column in
                emulated[row, column] != EmulatedScreen.Place(frame[row, column])
                    && emulated[row, column] != EmulatedScreen.Place(character: "#")
            }
            #expect(strays.isEmpty, "turn \(turn)")
        }
    }

    /// Random pictures and texts, shown whole, as drafts and in portions: what the bytes draw is the frame.
    @Test(arguments: [ColorDepth.palette, .direct]) func whatTheBytesDrawIsTheFrame(colors: ColorDepth) throws {
        let terminal = try PseudoTerminal(rows: 34, columns: 50)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", colors))
        defer { screen.stop() }
        guard screen.ability.glyphs != .ascii, screen.ability.colors == colors else { return }
        var numbers = SeededNumbers(7)
        var emulated = EmulatedScreen(rows: 34, columns: 50)
        func color() -> Color {
            let step = UInt8.random(in: 0..<5, using: &numbers)
            return colors == .direct ? .rgb(step * 40, 7, step) : .palette(100 + step)
        }
        for round in 0..<40 {
            var frame = CellBuffer(rows: 34, columns: 50, ability: screen.ability, style: Style(color(), on: color()))
            for row in 1..<33 {
                for column in 3..<40 where round % 3 == 0 || Int.random(in: 0..<4, using: &numbers) == 0 {
                    let (upper, lower) = (color(), color())
                    frame.put(
                        upper == lower ? Cell(" ", Style(upper, on: upper)) : Cell("▀", Style(upper, on: lower)),
                        draft: Cell(" ", Style(upper, on: upper)), row: row, column: column)
                }
            }
            frame.write("round \(round) 漢", row: round % 34, column: round, Style(color(), on: color(), bold: true))
            let deadline = ContinuousClock.now + .seconds(10)
            repeat {
                if screen.makeReady() { screen.show(frame) }
                if let chance = screen.nextChance { usleep(UInt32(min(chance, 0.3) * 1e6) + 500) }
            } while (screen.nextChance != nil || screen.waitingOutput != nil) && .now < deadline
            emulated.take(terminal.takeOutput())
            for row in 0..<34 {
                for column in 0..<50 where frame[row, column].character != "\0" {
                    let seen = EmulatedScreen.Place(frame[row, column]).seen
                    #expect(emulated[row, column].seen == seen, "round \(round) at \(row), \(column)")
                }
            }
        }
        #expect(emulated.unknown.isEmpty)
    }

    @Test func whatNobodyWaitsForComesInPortions() throws {
        let terminal = try PseudoTerminal(rows: 40, columns: 120)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        defer { screen.stop() }
        var numbers = SeededNumbers(1)
        func page() -> CellBuffer {
            var frame = CellBuffer(rows: 40, columns: 120, ability: screen.ability)
            for row in 0..<40 {
                for column in 0..<120 where Int.random(in: 0..<8, using: &numbers) == 0 {
                    frame[row, column] = Cell("x", Style(.palette(UInt8(20 + row)), on: .palette(17)))
                }
            }
            return frame
        }
        func output() -> String {
            while !screen.makeReady() { usleep(1000) }
            return terminal.takeOutput()
        }
        var emulated = EmulatedScreen(rows: 40, columns: 120)
        screen.show(page())
        emulated.take(output())
        let news = page()
        var portions: [Int] = []
        let began = ContinuousClock.now
        repeat {
            // As often as anything happens: whatever it is, no more than ten portions go out in a second.
            screen.show(news, isAwaited: false)
            let portion = output()
            emulated.take(portion)
            if !portion.isEmpty { portions.append(portion.utf8.count) }
        } while screen.nextChance != nil && .now - began < .seconds(30)
        #expect(portions.count > 5 && portions.allSatisfy { $0 <= 1536 }, "\(portions)")
        #expect(.seconds(Double(portions.count - 1) / 10) <= .now - began, "\(portions.count)")
        for row in 0..<40 {
            for column in 0..<120 {
                #expect(emulated[row, column].seen == EmulatedScreen.Place(news[row, column]).seen)
            }
        }
        // Whoever does something sees all of it at once.
        screen.show(page(), isAwaited: false)
        _ = output()
        screen.show(page(), isAwaited: true)
        #expect(output().utf8.count > 4000)
        #expect(screen.nextChance == nil)
    }

    @Test func wideCharactersAndEdges() throws {
        let terminal = try PseudoTerminal(rows: 3, columns: 6)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        defer { screen.stop() }
        guard screen.ability.glyphs == .half else { return }
        var frame = CellBuffer(rows: 5, columns: 9, ability: screen.ability)
        frame.write("a漢b", row: 0, column: 0, Style())
        frame.write("corner▀", row: 2, column: 0, Style())
        frame.write("漢", row: 1, column: 5, Style())
        screen.show(frame)
        let output = terminal.takeOutput()
        #expect(output.contains("a漢b"))
        #expect(output.contains("corne"))
        #expect(!output.contains("▀"))
        #expect(output.components(separatedBy: "漢").count == 2)
    }

    @Test func takesAnotherSize() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        defer { screen.stop() }
        screen.show(frame(screen, "before"))
        terminal.resize(rows: 40, columns: 120)
        #expect(screen.resize() == (40, 120))
        #expect(screen.readEvents().isEmpty)
        _ = terminal.takeOutput()
        var frame = frame(screen, "after")
        frame.write("end", row: 39, endingAt: 120, Style())
        screen.show(frame)
        let output = terminal.takeOutput()
        #expect(output.contains("after"))
        #expect(output.contains("end") || output.contains("en"))
        terminal.resize(rows: 1, columns: 1)
        #expect(screen.resize() == (1, 1))
        screen.show(frame)
        terminal.resize(rows: 0, columns: 0)
        #expect(screen.resize() == (1, 1))
    }

    @Test func readsKeysAndTheMouse() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 300)
        let screen = try NcursesTerminal(options: options(terminal, "tmux-256color", .palette))
        defer { screen.stop() }
        #expect(screen.readEvents().isEmpty)
        terminal.type("l\u{1B}[A\r\u{13}")
        terminal.awaitInput()
        var expected: [InputEvent] = ["l", "Up", "Enter", "C-s"].compactMap { Key(name: $0).map { .key($0) } }
        // The keypad sends its application form while the screen is up; both are understood.
        #expect(screen.readEvents() == expected)
        terminal.type("\u{1B}OB")
        terminal.awaitInput()
        #expect(screen.readEvents() == [.key(Key(.down))])
        terminal.type("\u{1B}[<0;251;3M\u{1B}[<32;252;3M\u{1B}[<0;252;4m\u{1B}[<64;1;1M")
        terminal.awaitInput()
        expected = [
            .mouse(MouseEvent(.press, row: 2, column: 250)), .mouse(MouseEvent(.drag, row: 2, column: 251)),
            .mouse(MouseEvent(.release, row: 3, column: 251)), .mouse(MouseEvent(.wheelUp, row: 0, column: 0)),
        ]
        #expect(screen.readEvents() == expected)
        #expect(!screen.isGone)
    }

    @Test func aClosedTerminalIsGone() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        defer { screen.stop() }
        #expect(screen.readEvents().isEmpty)
        #expect(!screen.isGone)
        terminal.hangUp()
        #expect(screen.readEvents().isEmpty)
        #expect(screen.isGone)
        screen.show(CellBuffer(rows: 24, columns: 80))
    }

    @Test func givesTheTerminalBackForAWhile() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let before = terminal.mode
        let screen = try NcursesTerminal(options: options(terminal, "xterm-256color", .palette))
        let during = terminal.mode
        screen.show(frame(screen, "hello"))
        _ = terminal.takeOutput()
        screen.suspend()
        #expect(terminal.mode == before)
        let left = terminal.takeOutput()
        #expect(left.contains("\u{1B}[?1049l") && left.contains("1002l"))
        screen.resume()
        #expect(terminal.mode == during)
        screen.show(frame(screen, "hello"))
        let back = terminal.takeOutput()
        #expect(back.contains("\u{1B}[?1049h") && back.contains("1002h") && back.contains("hello"))
        screen.mouse = false
        #expect(terminal.takeOutput().contains("1002l"))
        screen.stop()
        #expect(terminal.mode == before)
    }

    @Test func refusesWhatIsNoScreen() throws {
        let terminal = try PseudoTerminal(rows: 24, columns: 80)
        let before = terminal.mode
        #expect(throws: TerminalError.unknownTerminal(name: "no-such-terminal")) {
            try NcursesTerminal(options: options(terminal, "no-such-terminal", .palette))
        }
        #expect(throws: TerminalError.unknownTerminal(name: "")) {
            try NcursesTerminal(options: options(terminal, "", .palette))
        }
        #expect(throws: TerminalError.cannotPlaceText(name: "dumb")) {
            try NcursesTerminal(options: options(terminal, "dumb", .palette))
        }
        var fromFile = options(terminal, "xterm-256color", .palette)
        fromFile.input = open("/dev/null", O_RDONLY)
        defer { close(fromFile.input) }
        #expect(throws: TerminalError.notATerminal(stream: "Standard input")) {
            try NcursesTerminal(options: fromFile)
        }
        #expect(terminal.takeOutput() == "")
        #expect(terminal.mode == before)
    }
}

extension EmulatedScreen.Place {
    fileprivate init(_ cell: Cell) {
        self.init(
            character: cell.character,
            style: EmulatedScreen.Style(
                foreground: EmulatedScreen.Ink(cell.style.foreground),
                background: EmulatedScreen.Ink(cell.style.background), bold: cell.style.bold,
                underlined: cell.style.underlined, reversed: cell.style.reversed))
    }
}

extension EmulatedScreen.Ink {
    fileprivate init(_ color: Color) {
        if let index = color.paletteIndex {
            self = .palette(Int(index))
        } else if let components = color.components {
            self = .direct(Int(components.red), Int(components.green), Int(components.blue))
        } else {
            self = .standard
        }
    }
}
