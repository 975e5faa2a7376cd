import Glibc

/// A terminal's screen in memory, as far as the program's output needs one: what a person would see of the bytes. Written
/// from ECMA-48 and xterm's list of control sequences, apart from the code that it judges.
public struct EmulatedScreen: Sendable {
    /// A colour as it was said.
    public enum Ink: Hashable, Sendable {
        case standard
        case palette(Int)
        case direct(Int, Int, Int)

        /// A direct colour that is also one of the palette is that one.
        fileprivate var plain: Ink {
            let steps = [0, 95, 135, 175, 215, 255]
            guard case .direct(let red, let green, let blue) = self, let first = steps.firstIndex(of: red),
                let second = steps.firstIndex(of: green), let third = steps.firstIndex(of: blue)
            else { return self }
            return .palette(16 + 36 * first + 6 * second + third)
        }
    }

    public struct Style: Hashable, Sendable {
        public var foreground = Ink.standard
        public var background = Ink.standard
        public var bold = false
        public var underlined = false
        public var reversed = false

        public init(
            foreground: Ink = .standard, background: Ink = .standard, bold: Bool = false, underlined: Bool = false,
            reversed: Bool = false
        ) {
            self.foreground = foreground
            self.background = background
            self.bold = bold
            self.underlined = underlined
            self.reversed = reversed
        }
    }

    public struct Place: Hashable, Sendable {
        /// The character; NUL in the second column of a wide one.
        public var character: Unicode.Scalar
        public var style: Style

        public init(character: Unicode.Scalar = " ", style: Style = Style()) {
            self.character = character
            self.style = style
        }

        /// What is seen: two halves of a colour each, which a blank and blocks can be, or a character on its ground.
        public enum Look: Hashable, Sendable {
            case halves(upper: Ink, lower: Ink)
            case character(Unicode.Scalar, Style)
        }

        /// What is seen of it.
        public var seen: Look {
            var plain = style
            (plain.foreground, plain.background) = (style.foreground.plain, style.background.plain)
            if !style.underlined, !style.reversed {
                switch character {
                case " ": return .halves(upper: plain.background, lower: plain.background)
                case "█": return .halves(upper: plain.foreground, lower: plain.foreground)
                case "▀": return .halves(upper: plain.foreground, lower: plain.background)
                case "▄": return .halves(upper: plain.background, lower: plain.foreground)
                default: break
                }
            }
            return .character(character, plain)
        }
    }

    public private(set) var rows: Int
    public private(set) var columns: Int
    private var places: [Place]
    private var row = 0
    /// One past the last column where the last character went there: only the next one wraps.
    private var column = 0
    private var style = Style()
    /// The character put last, which can be repeated.
    private var last: Unicode.Scalar?
    /// What ESC 7 keeps for ESC 8.
    private var saved = (row: 0, column: 0, style: Style())
    /// The rows that scroll; the cursor stops at their ends when it moves inside them.
    private var margins: ClosedRange<Int>
    /// Whether what is erased takes the background in force; terminals differ in that.
    private let erasesInColor: Bool
    /// Sequences without a meaning here.
    public private(set) var unknown: [String] = []

    /// - Precondition: `rows` and `columns` are positive.
    public init(rows: Int, columns: Int, erasesInColor: Bool = false) {
        self.rows = rows
        self.columns = columns
        self.erasesInColor = erasesInColor
        places = Array(repeating: Place(), count: rows * columns)
        margins = 0...rows - 1
    }

    public subscript(row: Int, column: Int) -> Place { places[row * columns + column] }

    /// Takes another size. What was shown is gone: terminals keep different parts of it, so that a program must draw all
    /// of it again.
    public mutating func resize(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        places = Array(repeating: Place(), count: rows * columns)
        margins = 0...rows - 1
        (row, column) = (min(row, rows - 1), min(column, columns - 1))
    }

    /// The characters, row by row.
    public var text: String {
        (0..<rows).map { row in
            var line = ""
            for place in places[row * columns..<(row + 1) * columns] where place.character != "\0" {
                line.unicodeScalars.append(place.character)
            }
            return line
        }.joined(separator: "\n")
    }

    /// Where something else is seen than on another screen, from the upper left to the lower right.
    /// - Precondition: the screens have one size.
    public func differences(from other: EmulatedScreen) -> [(row: Int, column: Int)] {
        places.indices.filter { places[$0] != other.places[$0] && places[$0].seen != other.places[$0].seen }
            .map { ($0 / columns, $0 % columns) }
    }

    public mutating func take(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar.value < 0x20, scalar.value != 0x1B { column = min(column, columns - 1) }
            switch scalar.value {
            case 0x1B: sequence(&rest)
            case 0x08: column = max(0, column - 1)
            case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
            case 0x0A: feed()
            case 0x0D: column = 0
            case 0..<0x20: break
            default: put(scalar)
            }
        }
    }

    private mutating func put(_ character: Unicode.Scalar) {
        let width = Self.width(character)
        guard width > 0 else { return }
        if column + width > columns {
            column = 0
            feed()
        }
        guard column + width <= columns else { return }
        last = character
        for taken in 0..<width { set(column + taken, Place(character: taken == 0 ? character : "\0", style: style)) }
        column += width
    }

    /// Goes a row down; at the end of those that scroll they do.
    private mutating func feed() {
        if row == margins.upperBound { scroll(margins, by: 1) } else { row = min(rows - 1, row + 1) }
    }

    /// Moves rows up, or down where `count` is negative; blank ones follow.
    private mutating func scroll(_ range: ClosedRange<Int>, by count: Int) {
        let step = max(-range.count, min(range.count, count))
        let all = range.lowerBound * columns..<(range.upperBound + 1) * columns
        let kept = step > 0 ? places[all].dropFirst(step * columns) : places[all].dropLast(-step * columns)
        places.replaceSubrange(
            step > 0 ? all.dropLast(step * columns) : all.dropFirst(-step * columns), with: Array(kept))
        blank(step > 0 ? all.suffix(step * columns) : all.prefix(-step * columns))
    }

    /// Puts a place into the present row. Of a wide character that loses a half the other one is blank.
    private mutating func set(_ column: Int, _ place: Place) {
        let index = row * columns + column
        if places[index].character == "\0", place.character != "\0", column > 0 {
            places[index - 1].character = " "
        }
        if column + 1 < columns, places[index + 1].character == "\0" { places[index + 1].character = " " }
        places[index] = place
    }

    /// The columns that the C library gives a character in a locale that has them all, whatever the process's is.
    private static func width(_ character: Unicode.Scalar) -> Int {
        if (0x20..<0x7F).contains(character.value) { return 1 }
        guard let locale, let wcwidth else { return 1 }
        let before = uselocale(locale)
        defer { uselocale(before) }
        return max(0, Int(wcwidth(wchar_t(character.value))))
    }

    /// The C library's, which Glibc does not import.
    private static let wcwidth = dlsym(nil, "wcwidth").map {
        unsafeBitCast($0, to: (@convention(c) (wchar_t) -> Int32).self)
    }

    nonisolated(unsafe) private static let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

    private mutating func sequence(_ rest: inout ArraySlice<Unicode.Scalar>) {
        guard let introducer = rest.popFirst() else { return }
        switch introducer {
        case "(", ")": _ = rest.popFirst()
        case "=", ">", "\\": break
        case "7": saved = (row, column, style)
        case "8": (row, column, style) = (min(saved.row, rows - 1), min(saved.column, columns), saved.style)
        case "D": feed()
        case "M": if row == margins.lowerBound { scroll(margins, by: -1) } else { row = max(0, row - 1) }
        case "]", "P":
            // A string that names the window or fills the clipboard, to BEL or ST.
            while let scalar = rest.popFirst(), scalar.value != 0x07, scalar.value != 0x1B {}
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
        if !["m", "h", "l", "n"].contains(final) { column = min(column, columns - 1) }
        func number(_ index: Int) -> Int { index < numbers.count && numbers[index] > 0 ? numbers[index] : 1 }
        switch final {
        case "A": row = max(row >= margins.lowerBound ? margins.lowerBound : 0, row - number(0))
        case "B": row = min(row <= margins.upperBound ? margins.upperBound : rows - 1, row + number(0))
        case "C": column = min(columns - 1, column + number(0))
        case "D": column = max(0, column - number(0))
        case "@", "P": shift(number(0), inserting: final == "@")
        case "S": scroll(margins, by: number(0))
        case "T": scroll(margins, by: -number(0))
        case "L" where margins.contains(row): scroll(row...margins.upperBound, by: -number(0))
        case "M" where margins.contains(row): scroll(row...margins.upperBound, by: number(0))
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
            guard let last else { return unknown.append("CSI \(text)\(final)") }
            for _ in 0..<number(0) { put(last) }
        case "m": attributes(numbers)
        case "r":
            let last = min(rows, numbers.count > 1 ? number(1) : rows) - 1
            margins = min(number(0) - 1, last)...last
            (row, column) = (0, 0)
        case "h" where text == "?1049", "l" where text == "?1049":
            // Over to the other screen: the program's begins blank, the shell's is of no interest.
            places = Array(repeating: Place(), count: rows * columns)
        case "h", "l", "n", "t", "c": break
        default: unknown.append("CSI \(text)\(final)")
        }
    }

    /// Erases.
    private mutating func blank(_ range: Range<Int>) {
        var blank = Place()
        if erasesInColor { blank.style.background = style.background }
        for place in range { places[place] = blank }
        guard !range.isEmpty else { return }
        if range.upperBound < places.count, range.upperBound % columns > 0, places[range.upperBound].character == "\0" {
            places[range.upperBound].character = " "
        }
        if range.lowerBound > 0, range.lowerBound % columns > 0, Self.width(places[range.lowerBound - 1].character) == 2
        {
            places[range.lowerBound - 1].character = " "
        }
    }

    /// Moves what stands from the cursor on to the right or to the left.
    private mutating func shift(_ count: Int, inserting: Bool) {
        let (start, end) = (row * columns + column, (row + 1) * columns)
        let count = min(count, end - start)
        let gap = inserting ? start..<start + count : end - count..<end
        let kept = inserting ? Array(places[start..<end - count]) : Array(places[start + count..<end])
        places.replaceSubrange(inserting ? start + count..<end : start..<end - count, with: kept)
        blank(gap)
    }

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
            // The Linux console's sets of characters.
            case 10, 11: break
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
