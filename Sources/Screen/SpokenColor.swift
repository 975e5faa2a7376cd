/// A colour as terminals are told it.
public enum SpokenColor: Hashable, Sendable {
    /// The terminal's own.
    case own
    /// One of the 16 by its number.
    case named(UInt8)
    case palette(UInt8)
    case direct(RGB)
}

extension Color {
    /// How a screen of some depth is told the colour: as it is where it can be, else the nearest one there is.
    public func spoken(_ depth: ColorDepth) -> SpokenColor {
        guard let components else { return .own }
        if !isExact, depth == .none { return .own }
        if let number, isExact || depth != .eight { return .named(number) }
        if let number { return .named(number & 7) }
        if let paletteIndex {
            if isExact || depth.hasRamps { return .palette(paletteIndex) }
            if paletteIndex < (depth == .eight ? 8 : 16) { return .named(paletteIndex) }
        }
        switch isExact ? .direct : depth {
        case .none: return .own
        case .eight: return .named(Palette.nearestNamed(to: components))
        case .sixteen: return .named(Palette.nearestNamed(to: components, of: 16))
        case .palette: return .palette(Palette.nearest(to: components))
        case .direct: return .direct(components)
        }
    }
}
