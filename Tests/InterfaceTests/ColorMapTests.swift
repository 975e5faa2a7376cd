import Interface
import Screen
import Testing

/// Every colour map does what its kind claims, with all colours and with few.
@Suite("Colour maps by kind")
struct ColorMapTests {
    /// CIE lightness of a map's ramp in 256 colours and of the named colours of its ramps.
    private func lightness(_ ramp: [UInt8]) -> [Double] { ramp.map { Lab(Palette.xterm[Int($0)]).lightness } }

    private func rises(_ values: some Sequence<Double>, slack: Double = 0.01) -> Bool {
        zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + slack }
    }

    /// The lightness on the way from each end to the place where the map turns, low to high.
    private func halves(_ map: ColorMap, _ ramp: [Double]) -> [[Double]] {
        switch map.kind {
        case .sequential: return [ramp]
        case .diverging, .cyclic:
            let isLight = ramp[ramp.count / 2] > ramp[0]
            let turn = ramp.indices.max { isLight ? ramp[$0] < ramp[$1] : ramp[$0] > ramp[$1] } ?? 0
            let parts = [Array(ramp[...turn]), Array(ramp[turn...].reversed())]
            return isLight ? parts : parts.map { $0.reversed() }
        }
    }

    @Test("There are sequential, diverging and cyclic ones")
    func kinds() throws {
        let kinds = try Look().colorMaps.map { ($0.name, $0.kind) }
        for kind in [ColorMap.Kind.sequential, .diverging, .cyclic] { #expect(kinds.contains { $0.1 == kind }) }
        #expect(kinds.filter { $0.1 == .diverging }.map(\.0) == ["ice-ember", "purple-green", "red-blue"])
        #expect(kinds.filter { $0.1 == .cyclic }.map(\.0) == ["phase"])
    }

    @Test("Lightness is monotone, on each side of the middle where it turns, at every depth of colours")
    func lightness() throws {
        for map in try Look().colorMaps {
            let fine = (0...128).map { Lab(map.color(at: Double($0) / 128)).lightness }
            #expect(halves(map, fine).allSatisfy { rises($0, slack: 0.6) }, "\(map.name)")
            for ramp in [map.paletteRamp, map.sixteenRamp, map.eightRamp] {
                let values = lightness(ramp)
                #expect(halves(map, values).allSatisfy { rises($0) }, "\(map.name): \(ramp) \(values)")
            }
            let ends = (map.paletteRamp.count / 3)...(map.paletteRamp.count * 2 / 3)
            if map.kind != .sequential {
                let turns = halves(map, lightness(map.paletteRamp))
                #expect(turns.allSatisfy { ends.contains($0.count) }, "\(map.name) turns in the middle")
            }
            #expect(map.eightRamp.allSatisfy { $0 < 8 } && map.sixteenRamp.allSatisfy { $0 < 16 })
        }
    }

    @Test("Steps are even to the eye: above deep black each of 32 is 0.7 to 1.4 of their mean in OKLab")
    func evenness() throws {
        for map in try Look().colorMaps {
            let colors = (0...32).map { OKLab(map.color(at: Double($0) / 32)) }
            let steps = zip(colors, colors.dropFirst()).filter { $0.lightness > 0.25 && $1.lightness > 0.25 }
                .map { $0.distance(to: $1) }
            let mean = steps.reduce(0, +) / Double(steps.count)
            #expect(steps.count >= 20, "\(map.name)")
            for (place, step) in steps.enumerated() {
                #expect((0.7...1.4).contains(step / mean), "\(map.name): step \(place) is \(step / mean) of the mean")
            }
        }
    }

    @Test("A diverging map is as light at a level as at its mirror, and neutral between")
    func diverging() throws {
        for map in try Look().colorMaps where map.kind == .diverging {
            for step in 0...16 {
                let (below, above) = (map.color(at: Double(step) / 32), map.color(at: 1 - Double(step) / 32))
                #expect(abs(OKLab(below).lightness - OKLab(above).lightness) < 0.02, "\(map.name) at \(step)")
            }
            #expect(OKLab(map.color(at: 0.5)).chroma < 0.01, "\(map.name)")
            #expect(OKLab(map.color(at: 0)).distance(to: OKLab(map.color(at: 1))) > 0.15, "\(map.name): signs differ")
        }
    }

    @Test("The signs of a diverging map are told apart by any eyes")
    func signs() throws {
        for map in try Look().colorMaps where map.kind == .diverging {
            for vision in ColorVision.allCases {
                for step in 0...8 {
                    let (below, above) = (map.color(at: Double(step) / 32), map.color(at: 1 - Double(step) / 32))
                    let distance = OKLab(vision.seen(below)).distance(to: OKLab(vision.seen(above)))
                    #expect(distance > 0.1, "\(map.name), \(vision), step \(step): \(distance)")
                }
            }
        }
    }

    @Test("A cyclic map comes back to its beginning, at every depth, and passes no colour twice")
    func cyclic() throws {
        for map in try Look().colorMaps where map.kind == .cyclic {
            #expect(OKLab(map.color(at: 0)).distance(to: OKLab(map.color(at: 1))) < 0.01, "\(map.name)")
            for ramp in [map.paletteRamp, map.sixteenRamp, map.eightRamp] { #expect(ramp.first == ramp.last) }
            let colors = (0..<32).map { OKLab(map.color(at: Double($0) / 32)) }
            for first in colors.indices {
                for second in 0..<first where (2...30).contains(first - second) {
                    #expect(colors[first].distance(to: colors[second]) > 0.06, "\(map.name): \(first) and \(second)")
                }
            }
        }
    }
}
