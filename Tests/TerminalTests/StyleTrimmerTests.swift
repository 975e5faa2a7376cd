import Terminal
import TestSupport
import Testing

@Suite struct StyleTrimmerTests {
    /// A trimmer of text.
    private final class Trimmer {
        private var trimmer = StyleTrimmer()

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
    }

    /// Random text with random styles: a screen shows the same of both, and the trimmed one never takes more bytes.
    @Test(arguments: 0..<20) func nothingElseIsSeen(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        let trimmed = Trimmer()
        var (whole, brief) = (EmulatedScreen(rows: 9, columns: 31), EmulatedScreen(rows: 9, columns: 31))
        var (wholeBytes, briefBytes) = (0, 0)
        for _ in 0..<40 {
            var text = ""
            for _ in 0..<Int.random(in: 1...30, using: &numbers) {
                switch Int.random(in: 0..<9, using: &numbers) {
                case 0:
                    text +=
                        "\u{1B}[\(Int.random(in: 1...9, using: &numbers));\(Int.random(in: 1...31, using: &numbers))H"
                case 1: text += "\u{1B}[38;5;\(Int.random(in: 16..<20, using: &numbers))m"
                case 2: text += "\u{1B}[48;5;\(Int.random(in: 16..<20, using: &numbers))m"
                case 3: text += "\u{1B}[38;2;\(Int.random(in: 0..<2, using: &numbers));95;0m"
                case 4:
                    text +=
                        ["\u{1B}[m", "\u{1B}(B\u{1B}[m", "\u{1B}[1m", "\u{1B}[4m", "\u{1B}[7m"].randomElement(
                            using: &numbers) ?? ""
                case 5:
                    text +=
                        ["\u{1B}[39;49m", "\u{1B}[31m", "\u{1B}[102m", "\u{1B}[22m", "\u{1B}[27m"].randomElement(
                            using: &numbers) ?? ""
                case 6: text += ["\u{1B}[K", "\u{1B}[4X", "\r", "\u{8}"].randomElement(using: &numbers) ?? ""
                default: text += ["x", "▀", " "].randomElement(using: &numbers) ?? ""
                }
            }
            let short = trimmed(text)
            whole.take(text)
            brief.take(short)
            wholeBytes += text.utf8.count
            briefBytes += short.utf8.count
            #expect(seen(whole) == seen(brief))
        }
        #expect(whole.unknown.isEmpty && brief.unknown.isEmpty)
        #expect(briefBytes < wholeBytes)
    }

    private func seen(_ screen: EmulatedScreen) -> [[AnyHashable]] { screen.places.map(\.seen) }
}
