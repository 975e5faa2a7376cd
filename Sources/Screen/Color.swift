/// A colour as a view asks for it; the terminal shows the nearest that it can.
public struct Color: Hashable, Sendable {
    private let raw: UInt32

    private init(raw: UInt32) { self.raw = raw }

    /// The terminal's own foreground or background.
    public static let terminalDefault = Color(raw: .max)

    /// An sRGB colour, 0…255 each.
    public static func rgb(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Color {
        Color(raw: UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
    }

    /// An entry of the 256-colour palette, chosen on purpose.
    public static func palette(_ index: UInt8) -> Color { Color(raw: 0x0100_0000 | UInt32(index)) }

    /// One of the 16 colours that terminals have names for, 0…15; users give them shades of their own.
    public static func named(_ number: UInt8) -> Color { Color(raw: 0x0200_0000 | UInt32(number & 15)) }

    /// The same colour, sent as it is however few colours are in use: for showing whether the terminal knows it.
    public var exact: Color { isTerminalDefault ? self : Color(raw: raw | Self.exactFlag) }

    /// True for a colour that is never exchanged for one of fewer.
    public var isExact: Bool { !isTerminalDefault && raw & Self.exactFlag != 0 }

    private static let exactFlag: UInt32 = 0x1000_0000
    private var kind: UInt32 { isTerminalDefault ? .max : raw >> 24 & 3 }

    /// A colour from `#rrggbb`; nil for other text.
    public init?(hexadecimal text: some StringProtocol) {
        guard text.first == "#", text.utf8.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
            let raw = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.raw = raw
    }

    /// The palette entry, where the colour is one.
    public var paletteIndex: UInt8? { kind == 1 ? UInt8(truncatingIfNeeded: raw) : nil }

    /// The named colour's number, where the colour is one.
    public var number: UInt8? { kind == 2 ? UInt8(truncatingIfNeeded: raw) : nil }

    /// True for the terminal's own colour.
    public var isTerminalDefault: Bool { raw == .max }

    /// Red, green and blue; palette entries and named colours by xterm's table, nil for the terminal's own colour.
    public var components: RGB? {
        if isTerminalDefault { return nil }
        if let entry = paletteIndex ?? number { return Palette.xterm[Int(entry)] }
        return RGB(
            red: UInt8(truncatingIfNeeded: raw >> 16), green: UInt8(truncatingIfNeeded: raw >> 8),
            blue: UInt8(truncatingIfNeeded: raw))
    }
}

/// An sRGB triple, 0…255 each.
public struct RGB: Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The colour with these components.
    public var color: Color { .rgb(red, green, blue) }

    /// `#rrggbb`.
    public var hexadecimal: String {
        "#"
            + [red, green, blue].map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }
}
