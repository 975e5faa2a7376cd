import Foundation

/// A terminal's screen in memory, as far as the program's output needs one: what a person would see of the bytes. Written
/// from ECMA-48 and xterm's list of control sequences, apart from the code that it judges.
struct EmulatedScreen {
    /// A colour as it was said.
    enum Ink: Hashable {
        case standard
        case palette(Int)
        case direct(Int, Int, Int)

        /// A direct colour that is also one of the palette is that one.
        var plain: Ink {
            let steps = [0, 95, 135, 175, 215, 255]
            guard case .direct(let red, let green, let blue) = self, let first = steps.firstIndex(of: red),
                let second = steps.firstIndex(of: green), let third = steps.firstIndex(of: blue)
            else { return self }
            return .palette(16 + 36 * first + 6 * second + third)
        }
    }

    struct Style: Hashable {
        var foreground = Ink.standard
        var background = Ink.standard
        var bold = false
        var underlined = false
        var reversed = false
    }

    struct Place: Hashable {
        var character: Character = " "
        var style = Style()

        /// What is seen: the upper and the lower half of blocks, else the character on its ground.
        var seen: [AnyHashable] {
            let (ink, ground) = (style.foreground.plain, style.background.plain)
            if !style.underlined, !style.reversed {
                switch character {
                case " ": return [ground, ground]
                case "█": return [ink, ink]
                case "▀": return [ink, ground]
                case "▄": return [ground, ink]
                default: break
                }
            }
            return [character, ink, ground, style.bold, style.underlined, style.reversed]
        }
    }

    let rows: Int
    let columns: Int
    private(set) var places: [Place]
    private var row = 0
    private var column = 0
    private var style = Style()
    /// The rows that scroll; the cursor stops at their ends when it moves inside them.
    private var margins: ClosedRange<Int>
    /// Sequences without a meaning here.
    private(set) var unknown: [String] = []

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        places = Array(repeating: Place(), count: rows * columns)
        margins = 0...rows - 1
    }

    subscript(row: Int, column: Int) -> Place { places[row * columns + column] }

    mutating func take(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar.value {
            case 0x1B: sequence(&rest)
            case 0x08: column = max(0, column - 1)
            case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
            case 0x0A: row = min(rows - 1, row + 1)
            case 0x0D: column = 0
            case 0..<0x20: break
            default: put(Character(scalar))
            }
        }
    }

    private mutating func put(_ character: Character) {
        if column >= columns {
            column = 0
            row = min(rows - 1, row + 1)
        }
        places[row * columns + column] = Place(character: character, style: style)
        column += 1
        // East Asian ideographs, of which tests use the common block, take two columns.
        guard let first = character.unicodeScalars.first, (0x4E00...0x9FFF).contains(first.value), column < columns
        else { return }
        places[row * columns + column] = Place(style: style)
        column += 1
    }

    private mutating func sequence(_ rest: inout ArraySlice<Unicode.Scalar>) {
        guard let introducer = rest.popFirst() else { return }
        switch introducer {
        case "(", ")": _ = rest.popFirst()
        case "=", ">", "7", "8": break
        case "[":
            var text = ""
            while let scalar = rest.popFirst() {
                if (0x40...0x7E).contains(scalar.value) { return control(text, final: Character(scalar)) }
                text.unicodeScalars.append(scalar)
            }
        default: unknown.append("ESC \(introducer)")
        }
    }

    private mutating func control(_ text: String, final: Character) {
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        func number(_ index: Int) -> Int { index < numbers.count && numbers[index] > 0 ? numbers[index] : 1 }
        switch final {
        case "A": row = max(row >= margins.lowerBound ? margins.lowerBound : 0, row - number(0))
        case "B": row = min(row <= margins.upperBound ? margins.upperBound : rows - 1, row + number(0))
        case "C": column = min(columns - 1, column + number(0))
        case "D": column = max(0, column - number(0))
        case "G": column = min(columns - 1, number(0) - 1)
        case "d": row = min(rows - 1, number(0) - 1)
        case "H": (row, column) = (min(rows - 1, number(0) - 1), min(columns - 1, number(1) - 1))
        case "J" where numbers.first != 1:
            blank(row * columns + column..<places.count)
            if numbers.first == 2 { blank(0..<row * columns + column) }
        case "K" where numbers.first != 1: blank(row * columns + column..<(row + 1) * columns)
        case "K": blank(row * columns..<row * columns + column + 1)
        case "X": blank(row * columns + column..<min((row + 1) * columns, row * columns + column + number(0)))
        case "b":
            let last = places[row * columns + column - 1].character
            for _ in 0..<number(0) { put(last) }
        case "m": attributes(numbers)
        case "r":
            margins = number(0) - 1...(numbers.count > 1 ? number(1) : rows) - 1
            (row, column) = (0, 0)
        case "h", "l", "n", "t": break
        default: unknown.append("CSI \(text)\(final)")
        }
    }

    /// Erases, as terminals without back colour erase do.
    private mutating func blank(_ range: Range<Int>) { for place in range { places[place] = Place() } }

    private mutating func attributes(_ numbers: [Int]) {
        var rest = numbers[...]
        while let number = rest.popFirst() {
            switch number {
            case 0: style = Style()
            case 1: style.bold = true
            case 4: style.underlined = true
            case 7: style.reversed = true
            case 22: style.bold = false
            case 24: style.underlined = false
            case 27: style.reversed = false
            case 30...37: style.foreground = .palette(number - 30)
            case 90...97: style.foreground = .palette(number - 82)
            case 39: style.foreground = .standard
            case 40...47: style.background = .palette(number - 40)
            case 100...107: style.background = .palette(number - 92)
            case 49: style.background = .standard
            case 38: style.foreground = extended(&rest)
            case 48: style.background = extended(&rest)
            default: unknown.append("SGR \(number)")
            }
        }
    }

    private func extended(_ rest: inout ArraySlice<Int>) -> Ink {
        switch rest.popFirst() {
        case 5: .palette(rest.popFirst() ?? -1)
        case 2: .direct(rest.popFirst() ?? -1, rest.popFirst() ?? -1, rest.popFirst() ?? -1)
        default: .standard
        }
    }
}
