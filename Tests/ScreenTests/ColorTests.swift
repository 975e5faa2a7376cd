import Screen
import TestSupport
import Testing

@Suite("Colours")
struct ColorTests {
    @Test("The nearest palette entry is the nearest of all 240")
    func nearest() {
        var random = SeededNumbers(9)
        let labs = Palette.xterm.map(ReferenceLab.init)
        for _ in 0..<400 {
            let color = RGB(
                red: .random(in: 0...255, using: &random), green: .random(in: 0...255, using: &random),
                blue: .random(in: 0...255, using: &random))
            let lab = ReferenceLab(color)
            let least = (16..<256).map { labs[$0].distance(to: lab) }.min() ?? 0
            #expect(abs(labs[Int(Palette.nearest(to: color))].distance(to: lab) - least) < 1e-6)
            let leastNamed = (0..<8).map { labs[$0].distance(to: lab) }.min() ?? 0
            #expect(abs(labs[Int(Palette.nearestNamed(to: color))].distance(to: lab) - leastNamed) < 1e-6)
            #expect(abs(Lab(color).lightness - lab.lightness) < 1e-6)
        }
    }

    @Test("The palette is xterm's")
    func palette() {
        #expect(Palette.xterm.count == 256)
        #expect(Palette.xterm[16].hexadecimal == "#000000" && Palette.xterm[231].hexadecimal == "#ffffff")
        #expect(Palette.xterm[208].hexadecimal == "#ff8700")
        #expect(Palette.xterm[232].hexadecimal == "#080808" && Palette.xterm[255].hexadecimal == "#eeeeee")
        for index in 16...231 {
            #expect(
                Palette.nearest(to: Palette.xterm[index]) == UInt8(index)
                    || Palette.xterm[Int(Palette.nearest(to: Palette.xterm[index]))] == Palette.xterm[index])
        }
    }

    @Test("Hexadecimal colours round trip, other text is refused")
    func hexadecimal() {
        var random = SeededNumbers(4)
        for _ in 0..<200 {
            let rgb = RGB(
                red: .random(in: 0...255, using: &random), green: .random(in: 0...255, using: &random),
                blue: .random(in: 0...255, using: &random))
            #expect(Color(hexadecimal: rgb.hexadecimal) == rgb.color)
            #expect(rgb.color.components == rgb)
        }
        for text in ["", "#", "#fff", "ffffff", "#ffffff0", "#fffffg", "#+12345", "#-12345", "#ééé", " #ffffff"] {
            #expect(Color(hexadecimal: text) == nil, "\(text)")
        }
        #expect(Color.terminalDefault.components == nil && Color.terminalDefault.isTerminalDefault)
        #expect(Color.palette(7).paletteIndex == 7 && Color.rgb(1, 2, 3).paletteIndex == nil)
        #expect(Color.terminalDefault.paletteIndex == nil)
        #expect(Color.rgb(255, 255, 255) != .terminalDefault)
    }
}

@Suite("Colour maps")
struct ColorMapTests {
    private let grey = ColorMap(
        name: "grey", stops: [RGB(red: 0, green: 0, blue: 0), RGB(red: 255, green: 255, blue: 255)],
        paletteRamp: [16, 244, 231])

    @Test("A file is colours, comments and blank lines, with any line ends")
    func reading() throws {
        let text = "# a comment\n#\n\n#000000\n  #ff0000\n# another\n#0000ff\n"
        let map = try #require(ColorMap(name: "test", file: text))
        #expect(map.stops.map(\.hexadecimal) == ["#000000", "#ff0000", "#0000ff"])
        #expect(ColorMap(name: "test", file: text.split(separator: "\n").joined(separator: "\r\n"))?.stops == map.stops)
        for wrong in [
            "", "#000000\n", "#000000\nred\n#ffffff", "#000000\n#fffffff\n#ffffff", "#00000g\n#ffffff\n#000000",
        ] {
            #expect(ColorMap(name: "test", file: wrong) == nil, "\(wrong)")
        }
    }

    @Test("Levels between stops are mixed, levels outside are clamped")
    func interpolation() {
        #expect(grey.color(at: 0).hexadecimal == "#000000" && grey.color(at: 1).hexadecimal == "#ffffff")
        #expect(grey.color(at: 0.5).red == 128)
        #expect(grey.color(at: -3).red == 0 && grey.color(at: .infinity).red == 255)
        let fine = ColorMap(
            name: "fine", stops: (0...32).map { RGB(red: UInt8($0), green: UInt8(2 * $0), blue: UInt8(255 - $0)) },
            paletteRamp: [16, 231])
        for step in 0...32 { #expect(fine.color(at: Double(step) / 32) == fine.stops[step]) }
        for depth in [ColorDepth.palette, .direct] {
            let colors = grey.colors(7, depth: depth)
            #expect(colors.count == 7)
            #expect(colors.allSatisfy { ($0.paletteIndex == nil) == (depth == .direct) })
        }
        #expect(grey.colors(2, depth: .direct) == [.rgb(0, 0, 0), .rgb(255, 255, 255)])
    }

    @Test("A ramp for 256 colours is read from its line; without one it is the nearest entries")
    func ramp() throws {
        let colors = "#000000\n#ffffff\n"
        #expect(ColorMap(name: "a", file: "palette 16 240 231\n" + colors)?.paletteRamp == [16, 240, 231])
        #expect(ColorMap(name: "a", file: colors + "palette  7   9\n")?.paletteRamp == [7, 9])
        #expect(ColorMap(name: "a", file: colors + "palette 7")?.paletteRamp == [7])
        for wrong in ["palette ", "palette 256 1", "palette 1 x", "palette -1 2", "palette", "palettes 1 2"] {
            #expect(ColorMap(name: "a", file: colors + wrong) == nil, "\(wrong)")
        }
        let nearest = try #require(ColorMap(name: "a", file: colors))
        for (place, entry) in nearest.paletteRamp.enumerated() {
            let level = Double(place) / Double(nearest.paletteRamp.count - 1)
            #expect(entry == Palette.nearest(to: nearest.color(at: level)))
        }
        let lights = nearest.paletteRamp.map { ReferenceLab(Palette.xterm[Int($0)]).lightness }
        #expect(zip(lights, lights.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(grey.colors(3, depth: .palette) == [.palette(16), .palette(244), .palette(231)])
    }
}
