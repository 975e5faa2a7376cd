/// Takes the colours and attributes out of what ncurses writes and puts back, before the next character, only what the
/// terminal does not have in force yet, in one sequence; moves along a row are said by their length. ncurses itself sends
/// both colours whenever the pair changes, and places the cursor by row and column.
package struct StyleTrimmer {
    /// A colour as SGR can say it.
    private enum Ink: Equatable {
        case standard
        /// 0…7, and 8…15 for the bright ones.
        case named(Int)
        case palette(Int)
        case direct(Int, Int, Int)
    }

    private struct Style: Equatable {
        var foreground = Ink.standard
        var background = Ink.standard
        var bold = false
        var underlined = false
        var reversed = false
        /// The Linux console's number of a set of characters, 10…12; nil where none was asked for.
        var font: Int?
    }

    /// What the terminal has; nil where that is not known.
    private var inForce: Style?
    /// What the next character is to have.
    private var wanted = Style()
    /// The designator of the character set G0 that was chosen last.
    private var characterSet: UInt8?
    private var numbers: [Int] = []
    private var cursor = CursorPlace()

    /// Nothing is known of the terminal.
    package init() {}

    /// Columns of the screen; 0 where they are not known, and moves are left as they are.
    package var columns: Int {
        get { cursor.columns }
        set { cursor.columns = newValue }
    }

    /// Appends what has the same effect as `bytes`, which end no sequence half way.
    package mutating func trim(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == 0x1B {
                place = sequence(bytes, place, into: &output)
            } else if byte < 0x20 {
                // A line feed may scroll, and with it erase in the colour in force.
                if byte == 0x0A { putStyle(into: &output) }
                output.append(byte)
                cursor.take(control: byte)
                place += 1
            } else {
                putStyle(into: &output)
                let start = place
                while place < bytes.count, bytes[place] >= 0x20 { place += 1 }
                output.append(contentsOf: bytes[start..<place])
                cursor.advance(over: bytes[start..<place])
            }
        }
    }

    /// Takes the sequence at a place.
    /// - Returns: the place after it.
    private mutating func sequence(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, into output: inout [UInt8]) -> Int
    {
        guard start + 1 < bytes.count else {
            output.append(0x1B)
            return bytes.count
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            var end = start + 2
            while end < bytes.count, !(0x40...0x7E).contains(bytes[end]) { end += 1 }
            guard end < bytes.count else { break }
            if bytes[end] == UInt8(ascii: "m"), take(parameters: bytes[start + 2..<end]) { return end + 1 }
            // Moving the cursor shows no colour; anything else may.
            if !Self.movements.contains(bytes[end]) { putStyle(into: &output) }
            if bytes[end] == UInt8(ascii: "m") { inForce = nil }
            cursor.put(bytes[start...end], into: &output)
            return end + 1
        case UInt8(ascii: "(") where start + 2 < bytes.count:
            if characterSet != bytes[start + 2] { output.append(contentsOf: bytes[start...start + 2]) }
            characterSet = bytes[start + 2]
            return start + 3
        default:
            putStyle(into: &output)
            output.append(contentsOf: bytes[start...start + 1])
            cursor.forget()
            return start + 2
        }
        cursor.forget()
        output.append(contentsOf: bytes[start...])
        return bytes.count
    }

    private static let movements = Set("ABCDEFGHdf`a".utf8)

    /// Takes the numbers of an SGR sequence. False where one has no meaning here, and the sequence is to be sent as well.
    private mutating func take(parameters: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        numbers.removeAll(keepingCapacity: true)
        var number = 0
        for byte in parameters {
            switch byte {
            case 0x30...0x39: number = min(number * 10 + Int(byte - 0x30), 1 << 20)
            case UInt8(ascii: ";"):
                numbers.append(number)
                number = 0
            default: return false
            }
        }
        numbers.append(number)
        var style = wanted
        var isWhole = true
        var place = 0
        while place < numbers.count {
            let code = numbers[place]
            place += 1
            switch code {
            case 0: style = Style(font: style.font)
            case 1: style.bold = true
            case 4: style.underlined = true
            case 7: style.reversed = true
            case 10...12: style.font = code
            case 22: style.bold = false
            case 24: style.underlined = false
            case 27: style.reversed = false
            case 30...37: style.foreground = .named(code - 30)
            case 39: style.foreground = .standard
            case 40...47: style.background = .named(code - 40)
            case 49: style.background = .standard
            case 90...97: style.foreground = .named(code - 82)
            case 100...107: style.background = .named(code - 92)
            case 38, 48:
                guard let ink = extendedInk(at: &place) else { return false }
                if code == 38 { style.foreground = ink } else { style.background = ink }
            default: isWhole = false
            }
        }
        wanted = style
        return isWhole
    }

    private func extendedInk(at place: inout Int) -> Ink? {
        guard place < numbers.count else { return nil }
        if numbers[place] == 5, place + 1 < numbers.count {
            defer { place += 2 }
            return .palette(numbers[place + 1])
        }
        if numbers[place] == 2, place + 3 < numbers.count {
            defer { place += 4 }
            let (red, green, blue) = (numbers[place + 1], numbers[place + 2], numbers[place + 3])
            return Self.paletteIndex(red, green, blue).map { .palette($0) } ?? .direct(red, green, blue)
        }
        return nil
    }

    /// A direct colour that is one of the palette's cube is said by its number, in half the bytes.
    private static func paletteIndex(_ red: Int, _ green: Int, _ blue: Int) -> Int? {
        guard let red = steps[red], let green = steps[green], let blue = steps[blue] else { return nil }
        return 16 + 36 * red + 6 * green + blue
    }

    /// The six steps of each colour in the cube.
    private static let steps = [0: 0, 95: 1, 135: 2, 175: 3, 215: 4, 255: 5]

    /// Brings what is wanted into force.
    private mutating func putStyle(into output: inout [UInt8]) {
        guard inForce != wanted else { return }
        var before = inForce ?? Style()
        output += [0x1B, UInt8(ascii: "[")]
        let isPlain = wanted.foreground == .standard && wanted.background == .standard
        let losesAttribute =
            before.bold && !wanted.bold || before.underlined && !wanted.underlined
            || before.reversed && !wanted.reversed
        var isFirst = true
        func put(_ number: Int) {
            if !isFirst { output.append(UInt8(ascii: ";")) }
            isFirst = false
            output.append(decimal: number)
        }
        func put(_ ink: Ink, from base: Int) {
            switch ink {
            case .standard: put(base + 9)
            case .named(let number): put(number < 8 ? base + number : base + 52 + number)
            case .palette(let index):
                put(base + 8)
                put(5)
                put(index)
            case .direct(let red, let green, let blue):
                put(base + 8)
                put(2)
                put(red)
                put(green)
                put(blue)
            }
        }
        if inForce == nil || (losesAttribute && isPlain) {
            put(0)
            before = Style(font: inForce?.font)
        }
        if let font = wanted.font, font != before.font { put(font) }
        if before.bold != wanted.bold { put(wanted.bold ? 1 : 22) }
        if before.underlined != wanted.underlined { put(wanted.underlined ? 4 : 24) }
        if before.reversed != wanted.reversed { put(wanted.reversed ? 7 : 27) }
        if before.foreground != wanted.foreground { put(wanted.foreground, from: 30) }
        if before.background != wanted.background { put(wanted.background, from: 40) }
        output.append(UInt8(ascii: "m"))
        inForce = wanted
    }
}

extension [UInt8] {
    /// A number in decimal digits.
    fileprivate mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(0x30 + UInt8(number % 10))
    }
}
