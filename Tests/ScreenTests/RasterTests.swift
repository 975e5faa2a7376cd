import Screen
import Testing

@Suite struct RasterTests {
    private static let black = RGB(red: 0, green: 0, blue: 0)
    private static let white = RGB(red: 255, green: 255, blue: 255)
    private static let grey = ColorMap(name: "grey", stops: [black, white])

    @Test func imagePixelsAreSquares() {
        var raster = Raster(rows: 8, columns: 10, RGB(red: 1, green: 2, blue: 3))
        let image = HeatmapImage(
            rows: 2, columns: 2, values: [0, 10, .nan, 5], range: LevelRange(low: 0, high: 10, scale: .linear),
            reduction: .mean)
        let mask = RGB(red: 9, green: 8, blue: 7)
        raster.draw(image, Self.grey, mask: mask, row: 1, column: 2, magnification: 3)
        let expected = [[Self.black, Self.white], [mask, RGB(red: 128, green: 128, blue: 128)]]
        for row in 0..<8 {
            for column in 0..<10 {
                let isInside = (1..<7).contains(row) && (2..<8).contains(column)
                #expect(
                    raster[row, column]
                        == (isInside ? expected[(row - 1) / 3][(column - 2) / 3] : RGB(red: 1, green: 2, blue: 3)))
            }
        }
    }

    @Test func whatLiesOutsideIsIgnored() {
        var raster = Raster(rows: 3, columns: 3, Self.black)
        raster.fill(Rect(row: -5, column: -5, rows: 6, columns: 6), Self.white)
        raster.fill(Rect(row: 2, column: 2, rows: 100, columns: 100), Self.white)
        raster.fill(Rect(row: 50, column: 50, rows: 2, columns: 2), Self.white)
        raster.write("x", row: 40, column: -40, dot: 3, Self.white)
        #expect(raster[0, 0] == Self.white && raster[2, 2] == Self.white)
        #expect(raster.bytes.count { $0 == 255 } == 6)
        #expect(Raster(rows: 0, columns: 5, Self.black).bytes.isEmpty)
    }

    /// All that numbers, units and scales are made of.
    @Test func lettersAreLegibleAndDiffer() {
        var seen: Set<[UInt8]> = []
        let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz.,-+%/()=:·…⁻¹²χ?")
        for letter in letters {
            let text = String(letter)
            var raster = Raster(rows: Raster.textRows(dot: 1), columns: Raster.textColumns(text, dot: 1), Self.black)
            raster.write(text, row: 0, column: 0, dot: 1, Self.white)
            #expect(raster.bytes.contains(255), "\(letter)")
            #expect(seen.insert(raster.bytes).inserted, "\(letter)")
        }
        func drawn(_ text: String) -> [UInt8] {
            var raster = Raster(rows: 9, columns: 30, Self.black)
            raster.write(text, row: 0, column: 0, dot: 1, Self.white)
            return raster.bytes
        }
        #expect(drawn("NM") == drawn("nm"))
        #expect(drawn("語") == drawn("?"))
        #expect(!drawn("  ").contains(255))
        #expect(Raster.textColumns("abc", dot: 2) == 34 && Raster.textColumns("", dot: 2) == 0)
    }
}
