/// A heatmap on its way to cells: levels per screen pixel, with lines and marks painted over them.
public struct PixelCanvas: Sendable {
    public let geometry: HeatmapGeometry
    private let levels: [Float]
    private var paint: [Color?]

    /// - Parameters:
    ///   - image: reduced or enlarged to the geometry's pixels.
    ///   - kept: where its levels are looked for first.
    public init(_ image: HeatmapImage, geometry: HeatmapGeometry, kept: KeptLevels? = nil) {
        self.geometry = geometry
        levels = kept?.levels(of: image, on: geometry) ?? image.levels(on: geometry)
        paint = Array(repeating: nil, count: levels.count)
    }

    /// Paints one screen pixel; outside is ignored.
    public mutating func set(row: Int, column: Int, _ color: Color) {
        guard (0..<geometry.pixelRows).contains(row), (0..<geometry.pixelColumns).contains(column) else { return }
        paint[row * geometry.pixelColumns + column] = color
    }

    /// Paints lines through image points (row, column).
    /// - Parameter gap: of so many pixels along a line one is painted; 1: all.
    public mutating func stroke(_ points: [(row: Double, column: Double)], _ color: Color, every gap: Int = 1) {
        var place = 0
        for (start, end) in zip(points, points.dropFirst()) {
            let from = geometry.pixel(row: start.row, column: start.column)
            let to = geometry.pixel(row: end.row, column: end.column)
            let steps = min(4096, max(abs(to.row - from.row), abs(to.column - from.column), 1))
            for step in 0...steps {
                place += 1
                guard place % gap == 0 else { continue }
                let part = Double(step) / Double(steps)
                set(
                    row: from.row + Int((part * Double(to.row - from.row)).rounded()),
                    column: from.column + Int((part * Double(to.column - from.column)).rounded()), color)
            }
        }
    }

    /// Paints a cross around an image pixel that leaves the pixel itself visible.
    /// - Parameter arm: length of each arm in half heights of a cell.
    public mutating func mark(row: Int, column: Int, arm: Int, _ color: Color) {
        let covered = geometry.pixels(ofRow: row, column: column)
        let middleRow = (covered.rows.lowerBound + covered.rows.upperBound - 1) / 2
        let middleColumn = (covered.columns.lowerBound + covered.columns.upperBound - 1) / 2
        for step in 0..<max(1, arm * geometry.grid.columns) {
            set(row: middleRow, column: covered.columns.lowerBound - 1 - step, color)
            set(row: middleRow, column: covered.columns.upperBound + step, color)
        }
        for step in 0..<max(1, arm * max(2, geometry.grid.rows) / 2) {
            set(row: covered.rows.lowerBound - 1 - step, column: middleColumn, color)
            set(row: covered.rows.upperBound + step, column: middleColumn, color)
        }
    }

    /// Writes the cells: two colours in each where the grid has several pixels a cell; else a colour, a shade or a letter.
    public func draw(into buffer: inout CellBuffer, map: ColorMap, mask: Color) {
        let depth = buffer.ability.colors
        let ramp = map.colors(ColorMap.finishedLevels, depth: depth)
        // A draft takes few colours, and those that every terminal can say in few bytes.
        let few = depth.hasRamps ? map.colors(ColorMap.draftLevels, depth: .palette) : []
        for row in 0..<geometry.cells.rows {
            for column in 0..<geometry.cells.columns {
                let cell = cell(row, column, map, ramp, mask, buffer.ability)
                let (bufferRow, bufferColumn) = (geometry.cells.row + row, geometry.cells.column + column)
                if few.isEmpty {
                    buffer[bufferRow, bufferColumn] = cell
                } else {
                    buffer.put(
                        cell, draft: self.cell(row, column, map, few, mask, buffer.ability), row: bufferRow,
                        column: bufferColumn)
                }
            }
        }
    }

    private func cell(
        _ row: Int, _ column: Int, _ map: ColorMap, _ ramp: [Color], _ mask: Color, _ ability: ScreenAbility
    ) -> Cell {
        func color(_ level: Double) -> Color { ramp[Int((level * Double(ramp.count - 1)).rounded())] }
        return geometry.grid == .cells
            ? whole(row, column, map, color, mask, ability) : parts(row, column, color, mask)
    }

    /// A cell of several pixels.
    private func parts(_ row: Int, _ column: Int, _ color: (Double) -> Color, _ mask: Color) -> Cell {
        let grid = geometry.grid
        if grid == .half {
            let upper = 2 * row * geometry.pixelColumns + column
            return .halves(
                pixel(upper, color, mask), pixel(upper + geometry.pixelColumns, color, mask))
        }
        var pixels: [CellPixel] = []
        pixels.reserveCapacity(grid.rows * grid.columns)
        for pixelRow in row * grid.rows..<(row + 1) * grid.rows {
            for pixelColumn in column * grid.columns..<(column + 1) * grid.columns {
                let index = pixelRow * geometry.pixelColumns + pixelColumn
                let level = Double(levels[index])
                if let painted = paint[index] {
                    pixels.append(.painted(painted))
                } else if level.isNaN {
                    pixels.append(.painted(mask))
                } else {
                    pixels.append(.level(level))
                }
            }
        }
        return CellPixel.cell(pixels, grid, color: color)
    }

    private func pixel(_ index: Int, _ color: (Double) -> Color, _ mask: Color) -> Color {
        if let painted = paint[index] { return painted }
        return levels[index].isNaN ? mask : color(Double(levels[index]))
    }

    private static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
    private static let letters: [Unicode.Scalar] = Array(" .:-=+*#%@".unicodeScalars)

    /// A cell of one pixel.
    private func whole(
        _ row: Int, _ column: Int, _ map: ColorMap, _ color: (Double) -> Color, _ mask: Color,
        _ ability: ScreenAbility
    ) -> Cell {
        let index = row * geometry.pixelColumns + column
        if let painted = paint[index] {
            return ability.colors == .none || ability.glyphs == .ascii && ability.colors.isNamed
                ? Cell("o", Style(painted, bold: true, reversed: true)) : Cell(" ", Style(painted, on: painted))
        }
        let level = levels[index]
        if level.isNaN { return Cell(ability.glyphs == .ascii ? "/" : "╱", Style(mask)) }
        guard ability.colors.hasRamps else {
            return Self.cell(level: Double(level), map, ability)
        }
        let shown = color(Double(level))
        return Cell(" ", Style(shown, on: shown))
    }

    /// A whole cell at a level, also for colour bars.
    public static func cell(level: Double, _ map: ColorMap, _ ability: ScreenAbility) -> Cell {
        if ability.colors.hasRamps {
            let color = map.color(at: level, depth: ability.colors)
            return Cell(" ", Style(color, on: color))
        }
        if ability.glyphs == .ascii {
            return Cell(letters[max(0, min(letters.count - 1, Int(level * Double(letters.count))))], Style())
        }
        guard ability.colors.isNamed else {
            return Cell(shades[max(0, min(shades.count - 1, Int(level * Double(shades.count))))], Style())
        }
        // Four steps from a named colour to the next, the last of which is that one.
        let (below, above, part) = map.mixture(at: level, ability.colors)
        let shade = shades[max(0, min(4, Int((part * 4).rounded())))]
        return Cell(shade, Style(.named(above), on: .named(below)))
    }
}

extension Cell {
    /// Two pixels, one above the other.
    fileprivate static func halves(_ upper: Color, _ lower: Color) -> Cell {
        upper == lower ? Cell(" ", Style(upper, on: upper)) : Cell("▀", Style(upper, on: lower))
    }
}
