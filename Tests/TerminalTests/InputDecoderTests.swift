import Screen
import Terminal
import Testing

@Suite struct InputDecoderTests {
    /// What one drain of these codes gives.
    private func events(_ codes: [TerminalCode]) -> [InputEvent] {
        var decoder = InputDecoder()
        var events: [InputEvent] = []
        for code in codes { decoder.take(code, into: &events) }
        decoder.finish(into: &events)
        return events
    }

    /// The names of the keys that typed bytes give.
    private func keys(_ text: String) -> [String] {
        events(codes(text)).compactMap {
            if case .key(let key) = $0 { key.name } else { nil }
        }
    }

    @Test(arguments: [
        ("l", ["l"]), ("L", ["L"]), ("\r", ["Enter"]), ("\n", ["Enter"]), ("\t", ["Tab"]), ("\u{7F}", ["BSpace"]),
        ("\u{8}", ["BSpace"]), ("\u{1}", ["C-a"]), ("\u{1A}", ["C-z"]), ("\u{1C}", ["C-\\"]), ("\0", ["C-Space"]),
        ("é", ["é"]), ("q?", ["q", "?"]), (" ", ["Space"]), ("\u{85}", []),
    ])
    func charactersAndControlLetters(text: String, names: [String]) {
        // Names are compared after reading them, since some keys have two.
        #expect(keys(text).map { Key(name: $0) } == names.map { Key(name: $0) })
    }

    @Test(arguments: [
        ("\u{1B}", ["Escape"]), ("\u{1B}x", ["M-x"]), ("\u{1B}\u{1B}", ["Escape", "Escape"]),
        ("\u{1B}\u{1}", ["C-M-a"]), ("\u{1B}[", ["M-["]), ("\u{1B}O", ["M-O"]), ("\u{1B}[1;5C", ["C-Right"]),
        ("\u{1B}[1;4A", ["M-S-Up"]), ("\u{1B}[5~", ["PageUp"]), ("\u{1B}[15;2~", ["S-F5"]), ("\u{1B}OQ", ["F2"]),
        ("\u{1B}OM", ["Enter"]), ("\u{1B}O5", ["M-O", "5"]), ("\u{1B}[H\u{1B}j", ["Home", "M-j"]),
        ("\u{1B}[1;-9223372036854775808A", ["Up"]),
    ])
    func escapeBeginsAltOrASequence(text: String, names: [String]) {
        #expect(keys(text).map { Key(name: $0) } == names.map { Key(name: $0) })
    }

    @Test(arguments: ["\u{1B}[200~", "\u{1B}[I", "\u{1B}[27;5;13~", "\u{1B}[?1;2c", "\u{1B}[0n", "\u{1B}[1;1"])
    func noPartOfAnUnknownSequenceIsTakenForTyping(text: String) { #expect(keys(text).isEmpty) }

    @Test func anEndlessSequenceGivesUp() {
        #expect(keys("\u{1B}[" + String(repeating: "1", count: 40) + "j").last == "j")
    }

    @Test(arguments: [
        ("KEY_LEFT", "Left"), ("KEY_SR", "S-Up"), ("KEY_SF", "S-Down"), ("KEY_SLEFT", "S-Left"),
        ("KEY_SRIGHT", "S-Right"), ("KEY_HOME", "Home"), ("KEY_NPAGE", "PgDn"), ("KEY_DC", "Delete"),
        ("KEY_BTAB", "BTab"), ("KEY_BACKSPACE", "BSpace"), ("KEY_ENTER", "Enter"), ("KEY_F(1)", "F1"),
        ("KEY_F(12)", "F12"), ("kLFT5", "C-Left"), ("kRIT3", "M-Right"), ("kUP", "S-Up"), ("kDN6", "C-S-Down"),
    ])
    func namesOfNcurses(name: String, key: String) { #expect(Key(cursesName: name) == Key(name: key)) }

    @Test(arguments: ["KEY_F(0)", "KEY_F(63)", "KEY_F(", "KEY_SUSPEND", "", "k5", "kxIN"])
    func keysThatMeanNothingHere(name: String) { #expect(Key(cursesName: name) == nil) }

    @Test func escapeBeforeANamedKeyIsAlt() {
        #expect(events([.character(27), .named("KEY_UP")]) == [.key(Key(.up, alt: true))])
    }

    /// The mouse events that typed bytes give.
    private func mouse(_ text: String) -> [MouseEvent] {
        events(codes(text)).compactMap {
            if case .mouse(let event) = $0 { event } else { nil }
        }
    }

    @Test func pressDragReleaseAndWheel() {
        #expect(
            mouse("\u{1B}[<2;3;2M\u{1B}[<34;4;2M\u{1B}[<2;300;40m\u{1B}[<64;1;1M\u{1B}[<65;1;1M") == [
                MouseEvent(.press, .right, row: 1, column: 2), MouseEvent(.drag, .right, row: 1, column: 3),
                MouseEvent(.release, .right, row: 39, column: 299), MouseEvent(.wheelUp, row: 0, column: 0),
                MouseEvent(.wheelDown, row: 0, column: 0),
            ])
        // Control held, middle button.
        #expect(mouse("\u{1B}[<17;1;1M") == [MouseEvent(.press, .middle, row: 0, column: 0)])
    }

    @Test(arguments: [
        "<35;1;1M", "<66;1;1M", "<128;1;1M", "<0;0;1M", "<0;1M", "<;;M", "<0;1;99999999999999999999M", "<M",
    ])
    func reportsThatMeanNothing(report: String) { #expect(events(codes("\u{1B}[" + report)).isEmpty) }

    private func codes(_ text: String) -> [TerminalCode] { text.unicodeScalars.map { .character($0.value) } }

    @Test func aReportThatComesInTwoPartsIsOne() {
        var decoder = InputDecoder()
        var events: [InputEvent] = []
        for part in ["\u{1B}[<0;1", "2;3Mj"] {
            for code in codes(part) { decoder.take(code, into: &events) }
            decoder.finish(into: &events)
        }
        #expect(events == [.mouse(MouseEvent(.press, row: 2, column: 11)), .key(Key(.character("j")))])
    }

    @Test func anOldReportIsReadWhole() {
        #expect(
            mouse("\u{1B}[M !!\u{1B}[M@\"#\u{1B}[M#\"#\u{1B}[M`!!") == [
                MouseEvent(.press, row: 0, column: 0), MouseEvent(.drag, row: 2, column: 1),
                MouseEvent(.release, row: 2, column: 1), MouseEvent(.wheelUp, row: 0, column: 0),
            ])
        #expect(keys("\u{1B}[M qqj") == ["j"])
    }
}
