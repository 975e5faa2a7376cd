/// What a terminal, a script or a test puts in.
public enum InputEvent: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    /// The screen has another size now, rows x columns.
    case resize(rows: Int, columns: Int)
}

/// A key with its modifiers.
public struct Key: Hashable, Sendable {
    /// What the key is without modifiers.
    public enum Code: Hashable, Sendable {
        /// A character as typed; shifted letters are upper case and carry no shift.
        case character(Character)
        case up, down, left, right, home, end, pageUp, pageDown
        case enter, escape, tab, backTab, backspace, delete
        case function(Int)
    }

    public var code: Code
    public var shift: Bool
    public var control: Bool
    public var alt: Bool

    public init(_ code: Code, shift: Bool = false, control: Bool = false, alt: Bool = false) {
        self.code = code
        self.shift = shift
        self.control = control
        self.alt = alt
    }

    /// A character key.
    public static func character(_ character: Character) -> Key { Key(.character(character)) }

    private static let names: [(String, Code)] = [
        ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home), ("End", .end),
        ("PageUp", .pageUp), ("PageDown", .pageDown), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Enter", .enter),
        ("Escape", .escape), ("Esc", .escape), ("Tab", .tab), ("BTab", .backTab), ("BSpace", .backspace),
        ("Backspace", .backspace), ("Delete", .delete), ("DC", .delete), ("Space", .character(" ")),
    ]

    /// From a name as key scripts spell it: `l`, `Down`, `S-Down`, `C-c`, `M-x`, `Enter`, `F1`. Nil for other text.
    public init?(name: String) {
        var rest = name[...]
        var key = Key(.escape)
        while rest.count > 2, let modifier = rest.first, rest.dropFirst().first == "-" {
            switch modifier {
            case "S": key.shift = true
            case "C": key.control = true
            case "M": key.alt = true
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        if let known = Self.names.first(where: { $0.0 == rest }) {
            key.code = known.1
        } else if rest.count == 1, let character = rest.first {
            key.code = .character(character)
        } else if rest.first == "F", let number = UInt8(rest.dropFirst()), !rest.contains("+"),
            (1...24).contains(number)
        {
            key.code = .function(Int(number))
        } else {
            return nil
        }
        self = key
    }

    /// The name that `init(name:)` reads.
    public var name: String {
        let modifiers = (control ? "C-" : "") + (alt ? "M-" : "") + (shift ? "S-" : "")
        switch code {
        case .character(" "): return modifiers + "Space"
        case .character(let character): return modifiers + String(character)
        case .function(let number): return modifiers + "F\(number)"
        default: return modifiers + (Self.names.first { $0.1 == code }?.0 ?? "")
        }
    }
}

/// Something the mouse did at a cell.
public struct MouseEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case press, drag, release, wheelUp, wheelDown
    }

    public enum Button: String, Hashable, Sendable {
        case left, middle, right
    }

    public var kind: Kind
    public var button: Button
    /// Cell, origin top left.
    public var row: Int
    public var column: Int

    public init(_ kind: Kind, _ button: Button = .left, row: Int, column: Int) {
        self.kind = kind
        self.button = button
        self.row = row
        self.column = column
    }
}
