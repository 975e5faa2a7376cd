import Glibc
import Screen
import TestSupport
import Testing

@Suite("Canvases")
struct CanvasTests {
    private let grey = ColorMap(
        name: "grey", stops: [RGB(red: 0, green: 0, blue: 0), RGB(red: 255, green: 255, blue: 255)],
        paletteRamp: [16, 231])
    private let mask = Color.rgb(9, 8, 7)
    private let ink = Color.rgb(200, 0, 0)

    private func canvas(
        _ values: [Float], rows: Int, columns: Int, in rect: Rect, _ ability: ScreenAbility
    ) throws -> PixelCanvas {
        let geometry = try #require(
            HeatmapGeometry(window: .whole(rows: rows, columns: columns), in: rect, ability: ability))
        return PixelCanvas(
            HeatmapImage(
                rows: rows, columns: columns, values: values, range: LevelRange(low: 0, high: 1, scale: .linear),
                reduction: .maximum), geometry: geometry)
    }

    @Test("Half blocks show two pixels a cell: foreground above, background below")
    func halfBlocks() throws {
        let ability = ScreenAbility(colors: .direct)
        let rect = Rect(row: 1, column: 2, rows: 2, columns: 2)
        var canvas = try canvas(
            [0, 1, 1, 1, .nan, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0], rows: 4, columns: 4,
            in: Rect(row: 1, column: 2, rows: 2, columns: 4), ability)
        canvas.set(row: 3, column: 3, ink)
        canvas.set(row: 4, column: 0, ink)
        canvas.set(row: 0, column: -1, ink)
        var buffer = CellBuffer(rows: 4, columns: 7, ability: ability)
        canvas.draw(into: &buffer, map: grey, mask: mask)
        let (black, white) = (Color.rgb(0, 0, 0), Color.rgb(255, 255, 255))
        #expect(buffer[1, 2] == Cell("▀", Style(black, on: mask)))
        #expect(buffer[1, 3] == Cell("▀", Style(white, on: black)))
        #expect(buffer[2, 5] == Cell("▀", Style(white, on: ink)))
        #expect(buffer[0, 2] == Cell(" ", Style()) && buffer[rect.bottom, 2] == Cell(" ", Style()))
        var flat = CellBuffer(rows: 4, columns: 7, ability: ability)
        try self.canvas([1, 1, 1, 1], rows: 2, columns: 2, in: Rect(row: 0, column: 0, rows: 1, columns: 2), ability)
            .draw(into: &flat, map: grey, mask: mask)
        #expect(flat[0, 0] == Cell(" ", Style(white, on: white)), "equal halves are one blank")
    }

    @Test("Without colours a pixel is a cell of a shade, masked ones are hatched")
    func shades() throws {
        for (glyphs, ramp, hatch) in [(GlyphSet.ascii, " .:-=+*#%@", "/"), (.shades, " ░▒▓█", "╱")] {
            let ability = ScreenAbility(colors: .none, glyphs: glyphs)
            let values = (0..<20).map { Float($0) / 19 } + [.nan]
            var canvas = try canvas(
                values, rows: 1, columns: 21, in: Rect(row: 0, column: 0, rows: 1, columns: 42), ability)
            var buffer = CellBuffer(rows: 1, columns: 42, ability: ability)
            canvas.draw(into: &buffer, map: grey, mask: mask)
            let line = Array(buffer.text.dropLast().unicodeScalars)
            let order = Array(ramp.unicodeScalars)
            let places = (0..<40).map { order.firstIndex(of: buffer[0, $0].character) ?? -1 }
            #expect(places.first == 0 && places.last == order.count - 1)
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 <= $1 })
            #expect(String(String.UnicodeScalarView(line.suffix(2))) == hatch + hatch)
            canvas.set(row: 0, column: 8, ink)
            canvas.draw(into: &buffer, map: grey, mask: mask)
            #expect(buffer[0, 8].character == "o" && buffer[0, 8].style.reversed)
        }
    }

    @Test(
        "Between named colours there are four shades, over them what is painted",
        arguments: [ColorDepth.eight, .sixteen])
    func namedColors(depth: ColorDepth) throws {
        let ability = ScreenAbility(colors: depth)
        let map = ColorMap(name: "heat", stops: grey.stops, eightRamp: [0, 1, 3], sixteenRamp: [0, 8, 15])
        var canvas = try canvas(
            (0...8).map { Float($0) / 8 }, rows: 1, columns: 9, in: Rect(row: 0, column: 0, rows: 1, columns: 18),
            ability)
        canvas.set(row: 0, column: 1, ink)
        var buffer = CellBuffer(rows: 1, columns: 18, ability: ability)
        canvas.draw(into: &buffer, map: map, mask: mask)
        #expect(buffer[0, 1] == Cell(" ", Style(ink, on: ink)))
        let (first, second, third): (UInt8, UInt8, UInt8) = depth == .eight ? (0, 1, 3) : (0, 8, 15)
        let shades: [Unicode.Scalar] = ["░", "▒", "▓"]
        for step in 1...3 {
            #expect(buffer[0, 2 * step] == Cell(shades[step - 1], Style(.named(second), on: .named(first))))
            #expect(buffer[0, 8 + 2 * step] == Cell(shades[step - 1], Style(.named(third), on: .named(second))))
        }
        #expect(buffer[0, 17] == Cell("█", Style(.named(third), on: .named(second))))
    }

    /// The least squared error over every way to give the pixels of a cell two colours.
    private func leastError(_ values: [Double]) -> Double {
        (0..<1 << values.count).map { bits in
            [true, false].reduce(0) { error, side in
                let part = values.enumerated().filter { (bits >> $0.offset & 1 == 1) == side }.map(\.element)
                let mean = part.reduce(0, +) / Double(max(1, part.count))
                return part.reduce(error) { $0 + ($1 - mean) * ($1 - mean) }
            }
        }.min() ?? 0
    }

    @Test(
        "Quadrants and sextants show the best two colours, pixel for pixel", arguments: [GlyphSet.quadrants, .sextants])
    func twoColors(glyphs: GlyphSet) throws {
        let ability = ScreenAbility(colors: .direct, glyphs: glyphs)
        let grid = ability.grid
        var random = SeededNumbers(5)
        for _ in 0..<200 {
            // 47 levels are shown, so that values on them come out as they are.
            let values = (0..<grid.rows * grid.columns).map { _ in Float(Int.random(in: 0...47, using: &random)) / 47 }
            // Several equal image pixels under each pixel of the cell.
            let image = (0..<12 * 6).map { index in
                values[index / 6 * grid.rows / 12 * grid.columns + index % 6 * grid.columns / 6]
            }
            let canvas = try canvas(
                image, rows: 12, columns: 6, in: Rect(row: 0, column: 0, rows: 1, columns: 1), ability)
            var buffer = CellBuffer(rows: 1, columns: 1, ability: ability)
            canvas.draw(into: &buffer, map: grey, mask: mask)
            let cell = buffer[0, 0]
            let front = try #require(cell.style.foreground.components)
            let back = try #require(cell.style.background.components)
            let error = values.enumerated().reduce(0.0) { sum, pixel in
                let shown = covers(cell.character, pixel.offset, grid) ? front : back
                return sum + pow(Double(shown.red) / 255 - Double(pixel.element), 2)
            }
            // Up to the rounding of the two means to the levels that are shown.
            #expect(error.squareRoot() <= leastError(values.map(Double.init)).squareRoot() + 0.5 / 47 * 2.5)
        }
    }

    /// Whether a block character covers a pixel, from the Unicode names of the characters.
    private func covers(_ character: Unicode.Scalar, _ pixel: Int, _ grid: PixelGrid) -> Bool {
        switch character {
        case " ": return false
        case "█": return true
        case "▌": return pixel % 2 == 0
        case "▐": return pixel % 2 == 1
        case "▀": return grid == .quadrants && pixel < 2
        case "▄": return grid == .quadrants && pixel >= 2
        default: break
        }
        let name = character.properties.name ?? ""
        if grid == .sextants {
            // BLOCK SEXTANT-135 covers the pixels 1, 3 and 5.
            return name.split(separator: "-").last?.contains("\(pixel + 1)") == true
        }
        let places = ["UPPER LEFT", "UPPER RIGHT", "LOWER LEFT", "LOWER RIGHT"]
        return name.contains(places[pixel])
    }

    @Test("A mark leaves the pixel itself visible, a stroke reaches both ends")
    func marks() throws {
        let ability = ScreenAbility(colors: .direct)
        var canvas = try canvas(
            Array(repeating: 1, count: 100), rows: 10, columns: 10, in: Rect(row: 0, column: 0, rows: 5, columns: 10),
            ability)
        canvas.mark(row: 4, column: 5, arm: 2, ink)
        var buffer = CellBuffer(rows: 5, columns: 10, ability: ability)
        canvas.draw(into: &buffer, map: grey, mask: mask)
        func pixel(_ row: Int, _ column: Int) -> Color {
            let style = buffer[row / 2, column].style
            return row % 2 == 0 ? style.foreground : style.background
        }
        let marked = (0..<100).filter { pixel($0 / 10, $0 % 10) == ink }
        #expect(marked == [25, 35, 43, 44, 46, 47, 55, 65], "row and column of each, as two digits")
        canvas.stroke([(0, 0), (9, 9), (9, 0)], ink)
        canvas.stroke([(-1e300, 4), (1e300, 4)], ink)
        canvas.draw(into: &buffer, map: grey, mask: mask)
        #expect((0..<10).allSatisfy { pixel($0, $0) == ink && pixel(9, $0) == ink })
    }

    @Test("Braille has a dot for each of 2 x 4 places, and the colour of the last")
    func braille() {
        let cells = Rect(row: 1, column: 1, rows: 2, columns: 3)
        let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
        for row in 0..<8 {
            for column in 0..<6 {
                var canvas = BrailleCanvas(cells)
                canvas.set(row: row, column: column, ink)
                var buffer = CellBuffer(rows: 4, columns: 5)
                canvas.draw(into: &buffer, background: mask)
                #expect(
                    buffer[1 + row / 4, 1 + column / 2]
                        == Cell(Unicode.Scalar(0x2800 + bits[row % 4][column % 2]) ?? " ", Style(ink, on: mask)))
                #expect(buffer.cells.count { $0.character != " " } == 1)
            }
        }
        var canvas = BrailleCanvas(cells)
        for (row, column) in [(-1, 0), (8, 0), (0, 6), (0, -1)] { canvas.set(row: row, column: column, ink) }
        var buffer = CellBuffer(rows: 4, columns: 5)
        canvas.draw(into: &buffer, background: mask)
        #expect(buffer == CellBuffer(rows: 4, columns: 5), "outside is ignored")
        canvas.set(row: 0, column: 0, ink)
        canvas.set(row: 3, column: 1, mask)
        canvas.draw(into: &buffer, background: ink)
        #expect(buffer[1, 1] == Cell("⢁", Style(mask, on: ink)))
    }

    @Test(
        "A line is connected and has its ends, forwards as backwards",
        arguments: [(0, 0, 7, 5), (7, 0, 0, 5), (3, 3, 3, 3), (0, 5, 7, 5), (2, 0, 5, 5)])
    func lines(ends: (Int, Int, Int, Int)) {
        let cells = Rect(row: 0, column: 0, rows: 2, columns: 3)
        func dots(_ from: (Int, Int), _ to: (Int, Int)) -> Int {
            var canvas = BrailleCanvas(cells)
            canvas.line(from: (from.0, from.1), to: (to.0, to.1), ink)
            var buffer = CellBuffer(rows: 2, columns: 3)
            canvas.draw(into: &buffer, background: mask)
            return buffer.cells.reduce(0) {
                $0 + ($1.character.value >= 0x2800 ? ($1.character.value - 0x2800).nonzeroBitCount : 0)
            }
        }
        let length = max(abs(ends.0 - ends.2), abs(ends.1 - ends.3)) + 1
        #expect(dots((ends.0, ends.1), (ends.2, ends.3)) == length)
        #expect(dots((ends.2, ends.3), (ends.0, ends.1)) == length)
    }

    @Test("ASCII screens get a mark per cell")
    func asciiCurve() {
        var canvas = BrailleCanvas(Rect(row: 0, column: 0, rows: 1, columns: 3))
        canvas.set(row: 3, column: 2, ink)
        var buffer = CellBuffer(rows: 1, columns: 3, ability: ScreenAbility(colors: .none, glyphs: .ascii))
        canvas.draw(into: &buffer, background: mask)
        #expect(buffer.text == " *\n")
    }
}
