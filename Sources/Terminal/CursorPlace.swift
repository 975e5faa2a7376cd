import CNcurses

/// Where the terminal's cursor is, as far as that follows from the bytes before, and the shortest way from there along its
/// row. ncurses places it by row and column whenever it goes further than a few columns.
struct CursorPlace {
    /// Columns of the screen; nothing is known where it is 0.
    var columns = 0 {
        didSet { if columns != oldValue { forget() } }
    }
    /// Counted from 1; nil where nothing is known.
    private var place: (row: Int, column: Int)?

    /// From now on nothing is known.
    mutating func forget() { place = nil }

    /// Takes note of text that was sent.
    mutating func advance(over text: Slice<UnsafeBufferPointer<UInt8>>) {
        guard let (row, column) = place else { return }
        var (end, codec, bytes) = (column, UTF8(), text.makeIterator())
        while case .scalarValue(let scalar) = codec.decode(&bytes) {
            let value = scalar.value
            // Of other characters terminals disagree how wide they are.
            guard value < 0x300 || (0x2000..<0x2900).contains(value) && curses_width(value) == 1 else {
                return forget()
            }
            end += 1
        }
        // In the last column terminals differ in where the cursor stands.
        place = end <= columns ? (row, end) : nil
    }

    /// Takes note of a control character.
    mutating func take(control byte: UInt8) {
        guard let (row, column) = place else { return }
        switch byte {
        case 0x08: place = (row, max(1, column - 1))
        case 0x0D: place = (row, 1)
        default: place = nil
        }
    }

    /// Appends a control sequence, which may move the cursor, or what has the same effect in fewer bytes.
    /// - Parameter sequence: whole, from ESC to its final byte.
    mutating func put(_ sequence: Slice<UnsafeBufferPointer<UInt8>>, into output: inout [UInt8]) {
        let final = sequence.last ?? 0
        guard let numbers = Self.numbers(sequence.dropFirst(2).dropLast()) else {
            forget()
            return output.append(contentsOf: sequence)
        }
        let before = place
        let first = max(1, numbers.first ?? 1)
        switch (final, before) {
        case (UInt8(ascii: "H"), _) where columns > 0:
            place = (first, min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)))
        case (UInt8(ascii: "G"), let (row, _)?): place = (row, min(columns, first))
        case (UInt8(ascii: "d"), let (_, column)?): place = (first, column)
        case (UInt8(ascii: "C"), let (row, column)?): place = (row, min(columns, column + first))
        case (UInt8(ascii: "D"), let (row, column)?): place = (row, max(1, column - first))
        case (UInt8(ascii: "m"), _), (UInt8(ascii: "K"), _), (UInt8(ascii: "X"), _), (UInt8(ascii: "P"), _),
            (UInt8(ascii: "@"), _), (UInt8(ascii: "J"), _):
            break
        default: forget()
        }
        guard let before, let place, before.row == place.row, UInt8(ascii: "H") == final || UInt8(ascii: "G") == final,
            let way = Self.way(from: before.column, to: place.column), way.count < sequence.count
        else { return output.append(contentsOf: sequence) }
        output += way
    }

    /// The numbers between the introducer and the final byte; nil where there is anything else.
    private static func numbers(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [Int]? {
        var numbers = [0]
        for byte in text {
            switch byte {
            case 0x30...0x39: numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + Int(byte - 0x30), 9999)
            case UInt8(ascii: ";"): numbers.append(0)
            default: return nil
            }
        }
        return numbers
    }

    /// Along a row, in words that every terminal with a cursor knows (VT100's CUF, CUB and BS).
    private static func way(from start: Int, to end: Int) -> [UInt8]? {
        let step = end - start
        if step == 0 { return [] }
        if step < 0, step > -4 { return Array(repeating: 0x08, count: -step) }
        let count = abs(step) == 1 ? "" : String(abs(step))
        return Array("\u{1B}[\(count)\(step > 0 ? "C" : "D")".utf8)
    }
}
