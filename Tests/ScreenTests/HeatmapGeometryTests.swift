import Screen
import Testing

@Suite("Heatmap geometry")
struct HeatmapGeometryTests {
    private static let abilities = [
        ScreenAbility(colors: .palette), ScreenAbility(colors: .none, glyphs: .ascii),
        ScreenAbility(colors: .direct, glyphs: .quadrants), ScreenAbility(colors: .direct, glyphs: .sextants),
    ]
    private static let images = [(1, 1), (3, 2), (8, 10), (64, 64), (256, 256), (512, 100), (7, 300), (4096, 4096)]
    private static let rects = (1...40).map { size in
        Rect(row: size % 7, column: size % 5, rows: 1 + size * 7 % 40, columns: 2 + size * 13 % 120)
    }

    /// Every geometry of all sizes, shown whole and magnified.
    private static func each(_ body: (HeatmapGeometry, Rect, (rows: Int, columns: Int)) -> Void) {
        for ability in abilities {
            for (rows, columns) in images {
                for rect in rects {
                    for factor in [1, 2.5, 32] {
                        let window = ImageWindow.zoomed(
                            rows: rows, columns: columns, factor: factor, row: Double(rows) * 0.8, column: 1)
                        if let geometry = HeatmapGeometry(window: window, in: rect, ability: ability) {
                            body(geometry, rect, (rows, columns))
                        }
                    }
                }
            }
        }
    }

    @Test("The picture never leaves its rectangle and touches it one way")
    func inside() {
        Self.each { geometry, rect, _ in
            let cells = geometry.cells
            #expect(cells.row >= rect.row && cells.bottom <= rect.bottom)
            #expect(cells.column >= rect.column && cells.right <= rect.right)
            #expect(!cells.isEmpty)
            #expect(rect.rows - cells.rows <= 1 || rect.columns - cells.columns <= 3, "\(geometry) in \(rect)")
            #expect(abs((cells.row - rect.row) - (rect.bottom - cells.bottom)) <= 1, "centred")
            #expect(geometry.pixelRows == geometry.grid.rows * cells.rows)
            #expect(geometry.pixelColumns == cells.columns * geometry.grid.columns)
        }
    }

    @Test("Pixels are square, up to the rounding to whole ones")
    func square() {
        Self.each { geometry, rect, _ in
            let grid = geometry.grid
            // Sides of a pixel in widths of a cell, which is twice as high.
            let (high, wide) = (2 / Double(grid.rows), 1 / Double(grid.columns))
            let scale = min(
                Double(rect.rows) * 2 / geometry.window.height,
                Double(rect.columns) / geometry.window.width)
            #expect(
                abs(Double(geometry.pixelRows) * high - geometry.window.height * scale)
                    <= Double(grid.rows) * high + 1e-9)
            #expect(
                abs(Double(geometry.pixelColumns) * wide - geometry.window.width * scale)
                    <= Double(grid.columns) * wide + 1e-9)
        }
    }

    @Test("A cell's image point is shown in that cell, and an image pixel's centre lies in the pixels it covers")
    func inverse() {
        Self.each { geometry, _, image in
            for row in [
                geometry.cells.row, geometry.cells.bottom - 1, (geometry.cells.row + geometry.cells.bottom) / 2,
            ] {
                guard row < geometry.cells.bottom else { continue }
                for column in geometry.cells.column..<geometry.cells.right {
                    let point = geometry.imagePoint(row: row, column: column)
                    let pixel = geometry.pixel(row: point.row, column: point.column)
                    let grid = geometry.grid
                    #expect(pixel.row / grid.rows == row - geometry.cells.row)
                    #expect(pixel.column / grid.columns == column - geometry.cells.column)
                    #expect(point.row > -0.5 && point.row < Double(image.rows) - 0.5)
                    #expect(point.column > -0.5 && point.column < Double(image.columns) - 0.5)
                }
            }
            for row in [0, image.rows / 2, image.rows - 1] {
                let covered = geometry.pixels(ofRow: row, column: 0)
                let middle = geometry.pixel(row: Double(row), column: 0)
                #expect(covered.rows.contains(middle.row) && covered.columns.contains(middle.column))
            }
        }
    }

    @Test("Clicking the pixel that shows a position gives that position, where it is shown large enough")
    func positions() throws {
        let geometry = try #require(
            HeatmapGeometry(
                window: .whole(rows: 12, columns: 9), in: Rect(row: 3, column: 4, rows: 30, columns: 50),
                ability: Self.abilities[0]))
        for row in 0..<12 {
            for column in 0..<9 {
                let pixel = geometry.pixel(row: Double(row), column: Double(column))
                let point = geometry.imagePoint(
                    row: geometry.cells.row + pixel.row / 2, column: geometry.cells.column + pixel.column)
                #expect(Int(point.row.rounded()) == row && Int(point.column.rounded()) == column)
            }
        }
    }

    @Test("Magnified windows stay within the image")
    func windows() {
        for factor in [0.1, 1, 1.7, 4, 32] {
            for row in [-5.0, 0, 3.3, 19, 400] {
                let window = ImageWindow.zoomed(rows: 20, columns: 30, factor: factor, row: row, column: 30 - row)
                #expect(window.top >= -0.5 && window.top + window.height <= 19.5 + 1e-9)
                #expect(window.left >= -0.5 && window.left + window.width <= 29.5 + 1e-9)
                #expect(window.height == 20 / max(1, factor))
            }
        }
    }

    @Test("Where nothing fits there is no geometry; points far away have a pixel all the same")
    func extremes() throws {
        let window = ImageWindow.whole(rows: 4, columns: 4)
        #expect(
            HeatmapGeometry(
                window: window, in: Rect(row: 0, column: 0, rows: 0, columns: 9), ability: Self.abilities[0]) == nil)
        #expect(
            HeatmapGeometry(
                window: window, in: Rect(row: 0, column: 0, rows: 9, columns: 0), ability: Self.abilities[1]) == nil)
        #expect(
            HeatmapGeometry(
                window: .whole(rows: 0, columns: 4), in: Rect(row: 0, column: 0, rows: 9, columns: 9),
                ability: Self.abilities[0]) == nil)
        let geometry = try #require(
            HeatmapGeometry(
                window: window, in: Rect(row: 0, column: 0, rows: 9, columns: 9), ability: Self.abilities[0]))
        for far in [1e300, -1e300, 1e18, .infinity, -.infinity, .nan] {
            let pixel = geometry.pixel(row: far, column: 1)
            #expect(!(0..<geometry.pixelRows).contains(pixel.row))
        }
    }
}
