/// A named ramp of colours from 0 to 1.
public struct ColorMap: Hashable, Sendable {
    public let name: String
    /// Evenly spaced from 0 to 1, at least two.
    public let stops: [RGB]
    /// The same ramp in the 256-colour palette: 64 entries whose lightness never falls back where the map's does not.
    public let paletteRamp: [UInt8]

    /// - Precondition: at least two stops.
    public init(name: String, stops: [RGB]) {
        precondition(stops.count >= 2, "a colour map has at least two stops")
        self.name = name
        self.stops = stops
        paletteRamp = Self.ramp(through: (0..<64).map { Self.interpolate(stops, at: Double($0) / 63) })
    }

    /// Reads a `.map` file: one `#rrggbb` a line; blank lines and lines that begin with `# ` are passed over.
    /// Nil when a line is none of these or fewer than two colours remain.
    public init?(name: String, file: String) {
        var stops: [RGB] = []
        for line in file.split(separator: "\n") {
            let text = line.drop { $0 == " " }
            if text.isEmpty || text == "#" || text.hasPrefix("# ") { continue }
            guard let color = Color(hexadecimal: text.prefix(7)), let stop = color.components else { return nil }
            stops.append(stop)
        }
        guard stops.count >= 2 else { return nil }
        self.init(name: name, stops: stops)
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
        return .palette(paletteRamp[Int((clamped * 63).rounded())])
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

    /// The palette entries nearest to the samples such that lightness runs the way the samples' does: rising, falling,
    /// or rising then falling (diverging). A shortest path through the palette sorted by lightness.
    private static func ramp(through samples: [RGB]) -> [UInt8] {
        let labs = samples.map(Lab.init)
        let turn = labs.indices.max { labs[$0].lightness < labs[$1].lightness } ?? 0
        let rising = path(Array(labs[...turn]))
        let falling = path(labs[turn...].reversed())
        return rising.dropLast() + falling.reversed()
    }

    /// One entry per sample, lightness never decreasing, with the least sum of squared distances. Entries more colourful
    /// than the sample count as farther: the palette's pure dark blues and reds would shout in a dark ramp.
    private static func path(_ samples: [Lab]) -> [UInt8] {
        let entries = (16..<256).sorted { Palette.labs[$0].lightness < Palette.labs[$1].lightness }
        var cost = [Double](repeating: 0, count: entries.count)
        var cameFrom: [[Int]] = []
        for sample in samples {
            var best = (cost: Double.infinity, entry: 0)
            var next = cost
            var origin = [Int](repeating: 0, count: entries.count)
            for (place, entry) in entries.enumerated() {
                if cost[place] < best.cost { best = (cost[place], place) }
                let excess = max(0, Palette.labs[entry].chroma - sample.chroma)
                next[place] = best.cost + Palette.labs[entry].distance(to: sample) + excess * excess
                origin[place] = best.entry
            }
            cost = next
            cameFrom.append(origin)
        }
        var place = cost.indices.min { cost[$0] < cost[$1] } ?? 0
        var chosen: [UInt8] = []
        for origin in cameFrom.reversed() {
            chosen.append(UInt8(entries[place]))
            place = origin[place]
        }
        return chosen.reversed()
    }
}
