import Screen

/// The colour numbers by which ncurses passes the colours of cells to the terminal's entry.
package struct ColorNumbers: Sendable {
    /// A foreground and a background number; -1 is the terminal's own colour.
    package struct Pair: Hashable, Sendable {
        package var foreground: Int32
        package var background: Int32

        package init(_ foreground: Int32, on background: Int32) {
            self.foreground = foreground
            self.background = background
        }
    }

    /// What an entry takes numbers for.
    package enum Entry: Hashable, Sendable {
        /// One of our own: 24-bit colours, palette entries from 2^24 on, named colours from 2^25 on.
        case own
        /// The terminal's, with so many colours.
        case stock(ColorDepth)
    }

    private let depth: ColorDepth
    private let entry: Entry
    /// Whether the terminal can go back to its own colours; else white on black stands for them.
    private let hasDefaults: Bool
    private var spoken: [Color: SpokenColor] = [:]

    package init(depth: ColorDepth, entry: Entry, hasDefaults: Bool = true) {
        self.depth = depth
        self.entry = entry
        self.hasDefaults = hasDefaults
    }

    /// The numbers for a cell's two colours.
    package mutating func pair(_ foreground: Color, on background: Color) -> Pair {
        if depth == .none, !foreground.isExact, !background.isExact { return Pair(-1, on: -1) }
        var (front, back) = (speak(foreground), speak(background))
        if depth.isNamed, !foreground.isExact { front = legible(front, on: back, differ: foreground != background) }
        if !hasDefaults {
            if front == .own { front = speak(.named(7)) }
            if back == .own { back = speak(.named(0)) }
        }
        return Pair(number(front), on: number(back))
    }

    /// Of few colours two that differ may become one: text then takes the far end of lightness, or over the terminal's
    /// own background, which may be black, the terminal's own foreground.
    private func legible(_ front: SpokenColor, on back: SpokenColor, differ: Bool) -> SpokenColor {
        let isDark = [0, 1, 4, 5, 8].map { SpokenColor.named($0) }.contains(back)
        if back == .own { return front == .named(0) ? .own : front }
        return front == .own || (front == back && differ) ? .named(isDark ? 7 : 0) : front
    }

    private mutating func speak(_ color: Color) -> SpokenColor {
        if let known = spoken[color] { return known }
        let found = color.spoken(depth)
        // Gradients come in few colours; a limit keeps the table small all the same.
        if spoken.count >= 65536 { spoken.removeAll(keepingCapacity: true) }
        spoken[color] = found
        return found
    }

    /// The number of a colour; the nearest that a stock entry has.
    private func number(_ color: SpokenColor) -> Int32 {
        switch (color, entry) {
        case (.own, _): return -1
        case (.named(let number), .own): return 0x200_0000 | Int32(number)
        case (.palette(let index), .own): return 0x100_0000 | Int32(index)
        case (.direct(let color), .own): return Self.bits(color)
        case (.named(let number), .stock(.direct)): return direct(Palette.xterm[Int(number)])
        case (.palette(let index), .stock(.direct)): return direct(Palette.xterm[Int(index)])
        case (.direct(let color), .stock(.direct)): return direct(color)
        case (.named(let number), .stock(.eight)): return Int32(number & 7)
        case (.named(let number), .stock): return Int32(number)
        case (.palette(let index), .stock(.palette)): return Int32(index)
        case (.palette(let index), .stock): return Int32(Palette.nearestNamed(to: Palette.xterm[Int(index)]))
        case (.direct(let color), .stock(.palette)): return Int32(Palette.nearest(to: color))
        case (.direct(let color), .stock): return Int32(Palette.nearestNamed(to: color))
        }
    }

    private static func bits(_ color: RGB) -> Int32 {
        Int32(color.red) << 16 | Int32(color.green) << 8 | Int32(color.blue)
    }

    /// Below 8 a stock direct entry means the named colours; black with a little blue is near enough.
    private func direct(_ color: RGB) -> Int32 {
        let bits = Self.bits(color)
        return (0..<8).contains(bits) ? 8 : bits
    }
}
