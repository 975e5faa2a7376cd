/// A named ramp of colours from 0 to 1.
public struct ColorMap: Hashable, Sendable {
    public let name: String
    /// Evenly spaced from 0 to 1, at least two.
    public let stops: [RGB]
    /// The same ramp in the 256-colour palette, evenly spaced from 0 to 1: made by hand where few entries come near.
    public let paletteRamp: [UInt8]
    /// The same ramp in the 8 and the 16 named colours: a few that rise as it does, with mixtures between them.
    public let eightRamp: [UInt8]
    public let sixteenRamp: [UInt8]

    /// - Parameters:
    ///   - paletteRamp: palette entries from low to high; the nearest ones where there are none.
    ///   - eightRamp: named colours from low to high, 0…7; the nearest ones where there are none.
    ///   - sixteenRamp: the same of 0…15.
    /// - Precondition: at least two stops.
    public init(
        name: String, stops: [RGB], paletteRamp: [UInt8] = [], eightRamp: [UInt8] = [], sixteenRamp: [UInt8] = []
    ) {
        precondition(stops.count >= 2, "a colour map has at least two stops")
        self.name = name
        self.stops = stops
        let sampled = (0..<33).map { Self.interpolate(stops, at: Double($0) / 32) }
        func nearest(_ given: [UInt8], _ count: Int) -> [UInt8] {
            if !given.isEmpty { return given }
            let entries = sampled.map { Palette.nearestNamed(to: $0, of: count) }
            return entries.indices.filter { $0 == 0 || entries[$0] != entries[$0 - 1] }.map { entries[$0] }
        }
        self.paletteRamp = paletteRamp.isEmpty ? sampled.map(Palette.nearest) : paletteRamp
        self.eightRamp = nearest(eightRamp, 8)
        self.sixteenRamp = nearest(sixteenRamp, 16)
    }

    /// Reads a `.map` file: one `#rrggbb` a line from low to high, and lines `palette n n …`, `named8 n n …` and
    /// `named16 n n …` with the ramps for fewer colours (the nearest ones where there is none). Blank lines and lines that
    /// begin with `# ` are passed over. Nil when a line is none of these or fewer than two colours remain.
    public init?(name: String, file: String) {
        var stops: [RGB] = []
        var ramps: [Substring: [UInt8]] = [:]
        for line in file.split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " }
            if text.isEmpty || text == "#" || text.hasPrefix("# ") { continue }
            let words = text.split(separator: " ")
            if let most = ["palette": UInt8.max, "named8": 7, "named16": 15][words[0]] {
                let entries = words.dropFirst().compactMap { UInt8($0) }.filter { $0 <= most }
                guard entries.count == words.count - 1, !entries.isEmpty else { return nil }
                ramps[words[0]] = entries
                continue
            }
            guard text.count == 7, let stop = Color(hexadecimal: text)?.components else { return nil }
            stops.append(stop)
        }
        guard stops.count >= 2 else { return nil }
        self.init(
            name: name, stops: stops, paletteRamp: ramps["palette"] ?? [], eightRamp: ramps["named8"] ?? [],
            sixteenRamp: ramps["named16"] ?? [])
    }

    /// What kind of values a map is for.
    public enum Kind: String, Hashable, Sendable {
        /// From little to much.
        case sequential
        /// Both sides of a middle that is neutral.
        case diverging
        /// What comes round to its beginning: directions, phases.
        case cyclic
    }

    /// By its colours: the same at both ends, lightest or darkest in the middle, or neither.
    public var kind: Kind {
        let (low, middle, high) = (Lab(stops[0]), Lab(stops[stops.count / 2]), Lab(stops[stops.count - 1]))
        if stops.count > 2, low.distance(to: high) < 25 { return .cyclic }
        let (below, above) = (middle.lightness - low.lightness, middle.lightness - high.lightness)
        return min(below, above) > 10 || max(below, above) < -10 ? .diverging : .sequential
    }

    /// The colour at a level, clamped to 0…1.
    public func color(at level: Double) -> RGB { Self.interpolate(stops, at: level) }

    /// The colour at a level as a screen of some depth shows it best.
    public func color(at level: Double, depth: ColorDepth) -> Color {
        let clamped = max(0, min(1, level))
        switch depth {
        case .direct:
            let last = Double(Self.finishedLevels - 1)
            return color(at: (clamped * last).rounded() / last).color
        case .palette, .none:
            return .palette(paletteRamp[Int((clamped * Double(paletteRamp.count - 1)).rounded())])
        case .eight, .sixteen:
            let (below, above, part) = mixture(at: clamped, depth)
            return .named(part > 0.5 ? above : below)
        }
    }

    /// Colours of a picture in direct colour: as many as the eye tells apart in a cell, and neighbours often share one.
    public static let finishedLevels = 32
    /// Colours of a picture's draft.
    public static let draftLevels = 6

    /// So many colours, at least two, evenly spread over the ramp, as a screen of some depth shows them.
    public func colors(_ count: Int, depth: ColorDepth) -> [Color] {
        (0..<count).map { color(at: Double($0) / Double(max(1, count - 1)), depth: depth) }
    }

    /// The two named colours between which a level lies, and how far on the way from one to the other, 0…1.
    func mixture(at level: Double, _ depth: ColorDepth) -> (below: UInt8, above: UInt8, part: Double) {
        let ramp = depth == .eight ? eightRamp : sixteenRamp
        let place = max(0, min(1, level)) * Double(ramp.count - 1)
        let index = max(0, min(Int(place), ramp.count - 2))
        return (ramp[index], ramp[min(index + 1, ramp.count - 1)], place - Double(index))
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
