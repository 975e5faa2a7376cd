import Terminal
import TestSupport
import Testing

@Suite struct SpellingTests {
    private typealias Sent = Spelling.Sent

    /// Upper and lower colour of a block.
    private func pixels(_ cell: Sent) -> [Int32] {
        let (ink, ground) = (cell.colors.foreground, cell.colors.background)
        return switch cell.character {
        case "▀": [ink, ground]
        case "▄": [ground, ink]
        case "█": [ink, ink]
        default: [ground, ground]
        }
    }

    /// What cells take when each colour that differs from the cell before is said.
    private func bytes(_ run: [Sent], after first: Sent) -> Int {
        var (sum, before) = (0, first.colors)
        for cell in run {
            let (old, new) = (before, cell.colors)
            let changes = (old.foreground == new.foreground ? 0 : 1) + (old.background == new.background ? 0 : 1)
            sum += (cell.character == " " ? 1 : 3) + (changes > 0 ? 3 + 8 * changes : 0)
            before = new
        }
        return sum
    }

    @Test(arguments: 0..<20) func showsTheSameInFewerBytes(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        var spelling = Spelling(isFree: true, colorBytes: 8)
        var last = Sent(character: " ", colors: ColorNumbers.Pair(-1, on: -1), attributes: [])
        for _ in 0..<30 {
            let run = (0..<Int.random(in: 1...40, using: &numbers)).map { _ in
                let (upper, lower) = (
                    Int32.random(in: 16..<21, using: &numbers), Int32.random(in: 16..<21, using: &numbers)
                )
                return Sent(
                    character: upper == lower ? " " : "▀", colors: ColorNumbers.Pair(upper, on: lower), attributes: [])
            }
            var spelled = run
            let told = spelling.spell(&spelled)
            #expect(spelled.map(pixels) == run.map(pixels))
            #expect(told == bytes(spelled, after: last))
            #expect(told <= bytes(run, after: last))
            last = spelled[spelled.count - 1]
        }
    }

    @Test func leavesTextAloneAndTheTerminalsOwnColours() {
        var spelling = Spelling(isFree: true, colorBytes: 8)
        let run = [
            Sent(character: "a", colors: ColorNumbers.Pair(20, on: 17), attributes: .bold),
            Sent(character: " ", colors: ColorNumbers.Pair(20, on: 17), attributes: .underlined),
            Sent(character: "▀", colors: ColorNumbers.Pair(-1, on: 17), attributes: []),
            Sent(character: "▀", colors: ColorNumbers.Pair(17, on: -1), attributes: []),
            Sent(character: "▀", colors: ColorNumbers.Pair(17, on: 20), attributes: .reversed),
        ]
        var spelled = run
        _ = spelling.spell(&spelled)
        #expect(spelled == run)
        // A blank on the terminal's own ground is never drawn as ink of the terminal's own.
        var blanks = [Sent(character: " ", colors: ColorNumbers.Pair(17, on: -1), attributes: [])]
        _ = spelling.spell(&blanks)
        #expect(blanks[0].character == " " && blanks[0].colors.background == -1)
        var plain = Spelling(isFree: false, colorBytes: 8)
        var cells = run + blanks
        _ = plain.spell(&cells)
        #expect(cells == run + blanks)
    }
}
