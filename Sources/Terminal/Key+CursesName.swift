import Screen

extension Key {
    private static let plain: [String: Key] = [
        "KEY_UP": Key(.up), "KEY_DOWN": Key(.down), "KEY_LEFT": Key(.left), "KEY_RIGHT": Key(.right),
        "KEY_SR": Key(.up, shift: true), "KEY_SF": Key(.down, shift: true), "KEY_SLEFT": Key(.left, shift: true),
        "KEY_SRIGHT": Key(.right, shift: true), "KEY_HOME": Key(.home), "KEY_END": Key(.end),
        "KEY_SHOME": Key(.home, shift: true), "KEY_SEND": Key(.end, shift: true), "KEY_A1": Key(.home),
        "KEY_C1": Key(.end), "KEY_A3": Key(.pageUp), "KEY_C3": Key(.pageDown), "KEY_FIND": Key(.home),
        "KEY_SELECT": Key(.end), "KEY_PPAGE": Key(.pageUp), "KEY_NPAGE": Key(.pageDown),
        "KEY_SPREVIOUS": Key(.pageUp, shift: true), "KEY_SNEXT": Key(.pageDown, shift: true),
        "KEY_ENTER": Key(.enter), "KEY_BACKSPACE": Key(.backspace), "KEY_DC": Key(.delete),
        "KEY_SDC": Key(.delete, shift: true), "KEY_BTAB": Key(.backTab),
    ]

    /// Extended names are `k`, one of these, and a digit for the modifiers as xterm counts them.
    private static let extended: [Substring: Code] = [
        "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end, "kPRV": .pageUp,
        "kNXT": .pageDown, "kDC": .delete,
    ]

    /// From ncurses' name of a key: `KEY_LEFT`, `KEY_F(5)`, `kLFT5`. Nil for keys that mean nothing here.
    package init?(cursesName name: String) {
        if let key = Self.plain[name] {
            self = key
        } else if name.hasPrefix("KEY_F("), let number = Int(name.dropFirst(6).dropLast()), (1...24).contains(number) {
            self.init(.function(number))
        } else if let digit = name.last?.wholeNumberValue, let code = Self.extended[name.dropLast()] {
            self.init(code, modifiers: digit)
        } else if let code = Self.extended[name[...]] {
            self.init(code, shift: true)
        } else {
            return nil
        }
    }

    /// - Parameter modifiers: as xterm counts them, 1 and an or of shift 1, alt 2, control 4.
    init(_ code: Code, modifiers: Int) {
        let flags = modifiers > 0 ? modifiers - 1 : 0
        self.init(code, shift: flags & 1 != 0, control: flags & 4 != 0, alt: flags & 2 != 0)
    }

    /// The key that sends a character: control characters are their letters with control, lower case.
    package init?(typed value: UInt32) {
        switch value {
        case 10, 13: self.init(.enter)
        case 8, 127: self.init(.backspace)
        case 9: self.init(.tab)
        case 27: self.init(.escape)
        case 0: self.init(.character(" "), control: true)
        case 1...26: self.init(control: value + 0x60)
        case 28...31: self.init(control: value + 0x40)
        case 0x80..<0xA0: return nil
        default:
            guard let scalar = Unicode.Scalar(value) else { return nil }
            self.init(.character(Character(scalar)))
        }
    }

    private init?(control value: UInt32) {
        guard let scalar = Unicode.Scalar(value) else { return nil }
        self.init(.character(Character(scalar)), control: true)
    }
}
