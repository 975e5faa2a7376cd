import Interface
import Screen
import TestSupport

/// What hands do at a terminal, at random: the bytes that its keyboard and mouse send, and what happens to its window.
/// The same seed gives the same.
struct RandomInput {
    enum Event {
        case typed([UInt8])
        case resize(rows: Int, columns: Int)
        /// Nothing happens for so many seconds.
        case pause(Double)
        /// The program is stopped by a signal that it cannot catch, and goes on.
        case halt
    }

    private var numbers: SeededNumbers
    /// Rows x columns of the window.
    private(set) var size: (rows: Int, columns: Int)
    private let usualSize: (rows: Int, columns: Int)
    /// Decided already, to come next.
    private var coming: [Event] = []

    /// Keys of the tables, quit apart: it is pressed seldom enough for anything else to happen.
    private static let keys = CommandTable.commands.filter { $0.id != "quit" }.flatMap { $0.keys + $0.tenKeys }
        .compactMap { Key(name: $0) }
    private static let commands = CommandTable.commands.map(\.id).filter { $0 != "quit" }
    private static let codes: [Key.Code] = [
        .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backTab, .backspace,
        .delete,
    ]
    /// What people type, and what they hardly do; no slash, so that no file is written elsewhere.
    private static let characters = Array(
        "abcxyzKQ0123456789.,-+()*:; =_%µ°é漢字かな한글👩🔬🇯🇵שלוםe\u{301}\u{202E}\u{FEFF}\u{AD}")

    init(seed: UInt64, rows: Int, columns: Int) {
        numbers = SeededNumbers(seed)
        size = (rows, columns)
        usualSize = size
    }

    /// What happens next.
    mutating func next() -> Event {
        if coming.isEmpty { coming = decide().reversed() }
        return coming.popLast() ?? .pause(0)
    }

    private mutating func decide() -> [Event] {
        switch Int.random(in: 0..<1000, using: &numbers) {
        case ..<400: return [typed(Self.keys.randomElement(using: &numbers))]
        case ..<450:
            let key = Self.keys.randomElement(using: &numbers)
            return Array(repeating: typed(key), count: Int.random(in: 5...40, using: &numbers))
        case ..<530: return [typed(Self.codes.randomElement(using: &numbers).map { key(Key($0)) })]
        case ..<560: return [typed(key(Key(.function(Int.random(in: 1...24, using: &numbers)))))]
        case ..<600: return [typed(Self.characters.randomElement(using: &numbers).map { key(.character($0)) })]
        case ..<640: return [typed(Key(.escape))]
        case ..<680: return [typed(Key(.enter))]
        case ..<700:
            return [
                .typed(
                    Array(
                        String(
                            (0..<Int.random(in: 3...80, using: &numbers)).compactMap { _ in
                                Self.characters.randomElement(using: &numbers)
                            }
                        ).utf8))
            ]
        case ..<850: return mouse()
        case ..<890: return [resize()]
        case ..<900: return [.typed((0..<Int.random(in: 1...12, using: &numbers)).map { _ in noise() })]
        case ..<920: return appearance()
        case ..<950: return text(":" + (Self.commands.randomElement(using: &numbers) ?? "")) + [typed(Key(.enter))]
        case ..<955: return text("s") + [typed(Key(.enter))]
        case ..<956: return text("q")
        case ..<958: return [.halt]
        case ..<962: return [.pause(0.35)]
        default: return [.pause(Double.random(in: 0...0.03, using: &numbers))]
        }
    }

    // MARK: Keys

    private func typed(_ key: Key?) -> Event { .typed(key.map(Self.bytes) ?? []) }

    private func text(_ text: String) -> [Event] { text.map { typed(.character($0)) } }

    /// A key with modifiers, mostly none.
    private mutating func key(_ key: Key) -> Key {
        var key = key
        guard Int.random(in: 0..<4, using: &numbers) == 0 else { return key }
        key.shift = Bool.random(using: &numbers)
        key.control = Bool.random(using: &numbers)
        key.alt = Bool.random(using: &numbers)
        // These two are the terminal driver's: they end the program.
        return key.control && ["c", "C", "\\"].contains(key.name.last ?? " ") ? Key(.escape) : key
    }

    /// As xterm sends a key.
    private static func bytes(_ key: Key) -> [UInt8] {
        let modifiers = 1 + (key.shift ? 1 : 0) + (key.alt ? 2 : 0) + (key.control ? 4 : 0)
        func sequence(_ start: String, _ final: Character) -> [UInt8] {
            Array((modifiers == 1 ? "\u{1B}O\(final)" : "\u{1B}[\(start);\(modifiers)\(final)").utf8)
        }
        func numbered(_ number: Int) -> [UInt8] {
            Array((modifiers == 1 ? "\u{1B}[\(number)~" : "\u{1B}[\(number);\(modifiers)~").utf8)
        }
        let prefix: [UInt8] = key.alt ? [0x1B] : []
        switch key.code {
        case .character(let character):
            let bytes = Array(String(character).utf8)
            return prefix + (key.control && bytes.count == 1 ? [bytes[0] & 0x1F] : bytes)
        case .up: return sequence("1", "A")
        case .down: return sequence("1", "B")
        case .right: return sequence("1", "C")
        case .left: return sequence("1", "D")
        case .home: return sequence("1", "H")
        case .end: return sequence("1", "F")
        case .delete: return numbered(3)
        case .pageUp: return numbered(5)
        case .pageDown: return numbered(6)
        case .enter: return prefix + [0x0D]
        case .escape: return [0x1B]
        case .tab: return prefix + [0x09]
        case .backTab: return Array("\u{1B}[Z".utf8)
        case .backspace: return prefix + [0x7F]
        case .function(let number):
            if number <= 4 { return sequence("1", Array("PQRS")[number - 1]) }
            return numbered([15, 17, 18, 19, 20, 21, 23, 24][(number - 5) % 8])
        }
    }

    /// A byte of a line that is disturbed, without the two that end a program.
    private mutating func noise() -> UInt8 {
        let byte = UInt8.random(in: 0...255, using: &numbers)
        return byte == 0x03 || byte == 0x1C || byte == 0x2F ? 0x1B : byte
    }

    // MARK: Mouse and window

    /// A click, a drag or turns of the wheel; now and then outside of the window.
    private mutating func mouse() -> [Event] {
        var (row, column) = (
            Int.random(in: 1...size.rows + 1, using: &numbers), Int.random(in: 1...size.columns + 1, using: &numbers)
        )
        if Int.random(in: 0..<20, using: &numbers) == 0 { (row, column) = (row * 37, column * 911) }
        func report(_ button: Int, released: Bool = false) -> Event {
            .typed(Array("\u{1B}[<\(button);\(column);\(row)\(released ? "m" : "M")".utf8))
        }
        let button = Int.random(in: 0...2, using: &numbers) == 0 ? Int.random(in: 0...2, using: &numbers) : 0
        switch Int.random(in: 0..<10, using: &numbers) {
        case ..<3: return [report(button), report(button, released: true)]
        case 3: return [report(button)]
        case 4: return [report(button, released: true)]
        case ..<7:
            let turns = Int.random(in: 1...12, using: &numbers)
            return Array(repeating: report(64 + Int.random(in: 0...1, using: &numbers)), count: turns)
        default:
            var events = [report(button)]
            let (down, right) = (Int.random(in: -3...3, using: &numbers), Int.random(in: -5...5, using: &numbers))
            for _ in 0..<Int.random(in: 1...30, using: &numbers) {
                (row, column) = (max(0, row + down), max(0, column + right))
                events.append(report(button + 32))
            }
            return Int.random(in: 0..<5, using: &numbers) == 0 ? events : events + [report(button, released: true)]
        }
    }

    /// Back to the usual size, a tiny one, or any.
    private mutating func resize() -> Event {
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: size = (Int.random(in: 1...20, using: &numbers), Int.random(in: 1...70, using: &numbers))
        case 1: size = (Int.random(in: 16...100, using: &numbers), Int.random(in: 56...300, using: &numbers))
        default: size = usualSize
        }
        return .resize(rows: size.rows, columns: size.columns)
    }

    /// Another theme, depth of colours, set of glyphs or curves, by the form that chooses them.
    private mutating func appearance() -> [Event] {
        var events = text("A")
        events += Array(repeating: typed(Key(.down)), count: Int.random(in: 0...4, using: &numbers))
        events += Array(repeating: typed(Key(.right)), count: Int.random(in: 1...5, using: &numbers))
        return events + [typed(Key(Bool.random(using: &numbers) ? .enter : .escape))]
    }
}
