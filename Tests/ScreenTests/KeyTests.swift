import Screen
import Testing

@Suite("Key names")
struct KeyTests {
    @Test("Every key reads back from its name, with any modifiers")
    func roundTrip() {
        var codes: [Key.Code] = [
            .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backTab, .backspace,
            .delete,
        ]
        codes += (1...24).map { .function($0) }
        codes += (0x20..<0x7F).compactMap { Unicode.Scalar($0).map { .character(Character($0)) } }
        codes += ["é", "漢", "…", "e\u{301}"].map { .character($0) }
        for code in codes {
            for bits in 0..<8 {
                let key = Key(code, shift: bits & 1 > 0, control: bits & 2 > 0, alt: bits & 4 > 0)
                #expect(Key(name: key.name) == key, "\(key.name)")
            }
        }
    }

    @Test("Other spellings of a key are read, other words are not")
    func names() {
        #expect(Key(name: "PgUp") == Key(.pageUp) && Key(name: "BSpace") == Key(.backspace))
        #expect(
            Key(name: "S-Down") == Key(.down, shift: true) && Key(name: "C-c") == Key(.character("c"), control: true))
        #expect(Key(name: "-") == .character("-") && Key(name: "F") == .character("F"))
        #expect(Key(name: "C--") == Key(.character("-"), control: true))
        for wrong in ["", "ab", "F0", "F25", "F+5", "X-a", "Ctrl-a", "down", "C-", "S-C-"] {
            #expect(Key(name: wrong) == nil, "\(wrong)")
        }
    }
}
