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

    /// A colour from `#rrggbb`; nil for other text.
    public init?(hexadecimal text: some StringProtocol) {
        guard text.first == "#", text.utf8.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
            let raw = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.raw = raw
    }

    /// The palette entry, where the colour is one.
    public var paletteIndex: UInt8? { raw >> 24 == 1 ? UInt8(truncatingIfNeeded: raw) : nil }

    /// True for the terminal's own colour.
    public var isTerminalDefault: Bool { raw == .max }

    /// Red, green and blue; palette entries by xterm's table, nil for the terminal's own colour.
    public var components: RGB? {
        if isTerminalDefault { return nil }
        if let paletteIndex { return Palette.xterm[Int(paletteIndex)] }
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

/// How many colours a screen can show.
public enum ColorDepth: String, CaseIterable, Hashable, Sendable {
    /// No colour: bold and reverse only.
    case none
    /// The terminal's 8 named colours.
    case eight
    /// xterm's 256 colours.
    case palette
    /// 24-bit colours.
    case direct
}

/// Which characters a screen can show.
public enum GlyphSet: String, CaseIterable, Hashable, Sendable {
    /// Half blocks, box drawing and braille.
    case blocks
    /// Plain ASCII.
    case ascii
}

/// What a screen can show: what views and rasters choose their glyphs and colours by.
public struct ScreenAbility: Hashable, Sendable {
    public var colors: ColorDepth
    public var glyphs: GlyphSet

    public init(colors: ColorDepth = .palette, glyphs: GlyphSet = .blocks) {
        self.colors = colors
        self.glyphs = glyphs
    }

    /// True where a heatmap can use two colours per cell; else it shows shades.
    public var showsHalfBlocks: Bool { glyphs == .blocks && (colors == .palette || colors == .direct) }
}
