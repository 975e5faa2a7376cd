import Terminal
import TestSupport
import Testing

@Suite struct StyleTrimmerTests {
    /// A trimmer of text.
    private final class Trimmer {
        private var trimmer = StyleTrimmer()

        init(columns: Int = 0) { trimmer.columns = columns }

        func callAsFunction(_ text: String) -> String {
            var output: [UInt8] = []
            Array(text.utf8).withUnsafeBufferPointer { trimmer.trim($0, into: &output) }
            return String(decoding: output, as: UTF8.self)
        }
    }

    @Test func saysOnlyWhatChanges() {
        let trimmed = Trimmer()
        #expect(trimmed("\u{1B}[38;5;20m\u{1B}[48;5;30ma") == "\u{1B}[0;38;5;20;48;5;30ma")
        #expect(trimmed("\u{1B}[38;5;20m\u{1B}[48;5;31mb") == "\u{1B}[48;5;31mb")
        #expect(trimmed("\u{1B}[38;5;20m\u{1B}[48;5;31m\u{1B}[3;4Hc") == "\u{1B}[3;4Hc")
        #expect(trimmed("\u{1B}[38;5;1m") == "", "nothing is drawn yet")
        #expect(trimmed("\u{1B}[38;5;20md") == "d")
        #expect(trimmed("\u{1B}[1me\u{1B}[mf") == "\u{1B}[1me\u{1B}[0mf")
        #expect(trimmed("\u{1B}[38;2;0;95;255mg") == "\u{1B}[38;5;27mg", "the same colour, said briefly")
        #expect(trimmed("\u{1B}[38;2;0;95;254m\u{1B}[K") == "\u{1B}[38;2;0;95;254m\u{1B}[K")
        #expect(trimmed("\u{1B}(B\u{1B}(Bh") == "\u{1B}(Bh")
        #expect(trimmed("\u{1B}[5m\u{1B}[38;2;0;95;254mi").contains("\u{1B}[5m"), "what it does not know")
        #expect(trimmed("\u{1B}[0;5;31mj").hasSuffix("\u{1B}[0;5;31m\u{1B}[0;31mj"), "and what it knows beside that")
    }

    /// Its terminfo entry chooses a set of characters whenever attributes change.
    @Test func theLinuxConsolesSetOfCharactersIsChosenOnce() {
        let trimmed = Trimmer()
        #expect(trimmed("\u{1B}[0;10;1m\u{1B}[34;46ma") == "\u{1B}[0;10;1;34;46ma")
        #expect(trimmed("\u{1B}[0;10m\u{1B}[90mb") == "\u{1B}[22;90;49mb", "on the ground that it began with")
        #expect(trimmed("\u{1B}[0;11mc") == "\u{1B}[11;39mc")
    }

    @Test func movesAlongARowAreSaidByTheirLength() {
        let trimmed = Trimmer(columns: 40)
        #expect(trimmed("\u{1B}[3;4Hab") == "\u{1B}[3;4H\u{1B}[0mab")
        #expect(trimmed("\u{1B}[3;16Hc") == "\u{1B}[10Cc", "from column 6")
        #expect(trimmed("\u{1B}[18Gd\u{1B}[3;18He") == "\u{1B}[Cd\u{8}e")
        #expect(trimmed("\u{1B}[3;3Hf") == "\u{1B}[16Df")
        #expect(trimmed("\u{1B}[4;4Hg") == "\u{1B}[4;4Hg", "another row")
        #expect(trimmed("\u{1B}[4;40Hh\u{1B}[4;39Hi") == "\u{1B}[35Ch\u{1B}[4;39Hi", "behind the last column")
        #expect(trimmed("漢\u{1B}[4;9Hj") == "漢\u{1B}[4;9Hj", "how wide is that?")
        #expect(trimmed("\n\u{1B}[4;9Hk") == "\n\u{1B}[4;9Hk")
    }

    /// Random text with random styles: a screen shows the same of both, and the trimmed one never takes more bytes.
    @Test(arguments: 0..<20) func nothingElseIsSeen(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        let trimmed = Trimmer(columns: seed % 3 == 0 ? 0 : 31)
        var whole = EmulatedScreen(rows: 9, columns: 31, erasesInColor: seed % 2 == 0)
        var brief = whole
        var (wholeBytes, briefBytes) = (0, 0)
        for _ in 0..<40 {
            var text = ""
            for _ in 0..<Int.random(in: 1...30, using: &numbers) {
                switch Int.random(in: 0..<10, using: &numbers) {
                case 0:
                    text +=
                        "\u{1B}[\(Int.random(in: 1...9, using: &numbers));\(Int.random(in: 1...31, using: &numbers))H"
                case 1: text += "\u{1B}[38;5;\(Int.random(in: 16..<20, using: &numbers))m"
                case 2: text += "\u{1B}[48;5;\(Int.random(in: 16..<20, using: &numbers))m"
                case 3: text += "\u{1B}[38;2;\(Int.random(in: 0..<2, using: &numbers));95;0m"
                case 4:
                    text +=
                        [
                            "\u{1B}[m", "\u{1B}(B\u{1B}[m", "\u{1B}[1m", "\u{1B}[4m", "\u{1B}[7m", "\u{1B}[0;10m",
                            "\u{1B}[0;10;1m",
                        ].randomElement(using: &numbers) ?? ""
                case 5:
                    text +=
                        ["\u{1B}[39;49m", "\u{1B}[31m", "\u{1B}[102m", "\u{1B}[22m", "\u{1B}[27m"].randomElement(
                            using: &numbers) ?? ""
                case 7:
                    let number = Int.random(in: 1...31, using: &numbers)
                    text +=
                        ["\u{1B}[\(number)C", "\u{1B}[\(number)D", "\u{1B}[\(number)G", "\u{1B}[\(number / 4 + 1)d"]
                        .randomElement(using: &numbers) ?? ""
                case 6: text += ["\u{1B}[K", "\u{1B}[4X", "\r", "\u{8}"].randomElement(using: &numbers) ?? ""
                default: text += ["x", "▀", " ", "long", "漢"].randomElement(using: &numbers) ?? ""
                }
            }
            let short = trimmed(text)
            whole.take(text)
            brief.take(short)
            wholeBytes += text.utf8.count
            briefBytes += short.utf8.count
            #expect(whole.differences(from: brief).isEmpty)
        }
        #expect(whole.unknown.isEmpty && brief.unknown.isEmpty)
        #expect(briefBytes < wholeBytes)
    }
}
