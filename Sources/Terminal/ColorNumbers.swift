import Screen

/// The colour numbers by which a terminal knows the colours of cells.
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

    private let depth: ColorDepth
    /// Whether the terminal can go back to its own colours; else white on black stands for them.
    private let hasDefaults: Bool
    private var nearest: [Color: Int32] = [:]

    package init(depth: ColorDepth, hasDefaults: Bool = true) {
        self.depth = depth
        self.hasDefaults = hasDefaults
    }

    /// The numbers for a cell's two colours.
    package mutating func pair(_ foreground: Color, on background: Color) -> Pair {
        if depth == .none { return Pair(-1, on: -1) }
        var pair = Pair(number(foreground), on: number(background))
        if depth == .eight { keepLegible(&pair, wanted: foreground, on: background) }
        if !hasDefaults {
            if pair.foreground < 0 { pair.foreground = number(.rgb(229, 229, 229)) }
            if pair.background < 0 { pair.background = number(.rgb(0, 0, 0)) }
        }
        return pair
    }

    /// Of 8 colours two that differ may become one: text then takes the far end of lightness, or over the terminal's
    /// own background, which may be black, the terminal's own foreground.
    private func keepLegible(_ pair: inout Pair, wanted foreground: Color, on background: Color) {
        if pair.background < 0 {
            if pair.foreground == 0 { pair.foreground = -1 }
        } else if pair.foreground < 0 {
            pair.foreground = Self.isDark(pair.background) ? 7 : 0
        } else if pair.foreground == pair.background, foreground != background {
            pair.foreground = Self.isDark(pair.background) ? 7 : 0
        }
    }

    /// Black, red, blue and magenta of the 8.
    private static func isDark(_ number: Int32) -> Bool { [0, 1, 4, 5].contains(number) }

    private mutating func number(_ color: Color) -> Int32 {
        guard let components = color.components else { return -1 }
        switch depth {
        case .none: return -1
        case .direct:
            return Int32(components.red) << 16 | Int32(components.green) << 8 | Int32(components.blue)
        case .palette:
            if let index = color.paletteIndex { return Int32(index) }
        case .eight:
            if let index = color.paletteIndex, index < 8 { return Int32(index) }
        }
        if let known = nearest[color] { return known }
        let found = depth == .eight ? Palette.nearestNamed(to: components) : Palette.nearest(to: components)
        // Gradients come in few colours; a limit keeps the table small all the same.
        if nearest.count >= 65536 { nearest.removeAll(keepingCapacity: true) }
        nearest[color] = Int32(found)
        return Int32(found)
    }
}
