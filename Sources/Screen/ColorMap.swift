/// A named ramp of colours from 0 to 1.
public struct ColorMap: Hashable, Sendable {
    public let name: String
    /// Evenly spaced from 0 to 1, at least two.
    public let stops: [RGB]
    /// The same ramp in the 256-colour palette, evenly spaced from 0 to 1: made by hand where few entries come near.
    public let paletteRamp: [UInt8]

    /// - Parameter paletteRamp: palette entries from low to high; the nearest ones where there are none.
    /// - Precondition: at least two stops.
    public init(name: String, stops: [RGB], paletteRamp: [UInt8] = []) {
        precondition(stops.count >= 2, "a colour map has at least two stops")
        self.name = name
        self.stops = stops
        self.paletteRamp =
            paletteRamp.isEmpty
            ? (0..<33).map { Palette.nearest(to: Self.interpolate(stops, at: Double($0) / 32)) } : paletteRamp
    }

    /// Reads a `.map` file: one `#rrggbb` a line from low to high, and a line `palette n n …` with the ramp for 256
    /// colours (the nearest entries where there is none). Blank lines and lines that begin with `# ` are passed over.
    /// Nil when a line is none of these or fewer than two colours remain.
    public init?(name: String, file: String) {
        var stops: [RGB] = []
        var ramp: [UInt8] = []
        for line in file.split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " }
            if text.isEmpty || text == "#" || text.hasPrefix("# ") { continue }
            if text.hasPrefix("palette ") {
                let entries = text.split(separator: " ").dropFirst().map { UInt8($0) }
                ramp = entries.compactMap { $0 }
                guard ramp.count == entries.count, !ramp.isEmpty else { return nil }
                continue
            }
            guard text.count == 7, let stop = Color(hexadecimal: text)?.components else { return nil }
            stops.append(stop)
        }
        guard stops.count >= 2 else { return nil }
        self.init(name: name, stops: stops, paletteRamp: ramp)
    }

    /// The colour at a level, clamped to 0…1.
    public func color(at level: Double) -> RGB { Self.interpolate(stops, at: level) }

    /// The colour at a level as a screen of some depth shows it best.
    public func color(at level: Double, depth: ColorDepth) -> Color {
        let clamped = max(0, min(1, level))
        if depth == .direct {
            // 48 levels are more than the eye tells apart in a cell, and neighbours then often share a colour.
            return color(at: (clamped * 47).rounded() / 47).color
        }
        return .palette(paletteRamp[Int((clamped * Double(paletteRamp.count - 1)).rounded())])
    }

    private static func interpolate(_ stops: [RGB], at level: Double) -> RGB {
        let place = max(0, min(1, level)) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let part = place - Double(index)
        func mix(_ first: UInt8, _ second: UInt8) -> UInt8 {
            UInt8((Double(first) * (1 - part) + Double(second) * part).rounded())
        }
        let (low, high) = (stops[index], stops[index + 1])
        return RGB(
            red: mix(low.red, high.red), green: mix(low.green, high.green), blue: mix(low.blue, high.blue))
    }
}
