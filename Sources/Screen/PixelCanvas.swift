/// A heatmap on its way to cells: levels per screen pixel, with lines and marks painted over them.
public struct PixelCanvas: Sendable {
    public let geometry: HeatmapGeometry
    private let levels: [Float]
    private var paint: [Color?]

    /// - Parameter image: reduced or enlarged to the geometry's pixels.
    public init(_ image: HeatmapImage, geometry: HeatmapGeometry) {
        self.geometry = geometry
        levels = image.levels(on: geometry)
        paint = Array(repeating: nil, count: levels.count)
    }

    /// Paints one screen pixel; outside is ignored.
    public mutating func set(row: Int, column: Int, _ color: Color) {
        guard (0..<geometry.pixelRows).contains(row), (0..<geometry.pixelColumns).contains(column) else { return }
        paint[row * geometry.pixelColumns + column] = color
    }

    /// Paints lines through image points (row, column).
    public mutating func stroke(_ points: [(row: Double, column: Double)], _ color: Color) {
        for (start, end) in zip(points, points.dropFirst()) {
            let from = geometry.pixel(row: start.row, column: start.column)
            let to = geometry.pixel(row: end.row, column: end.column)
            let steps = min(4096, max(abs(to.row - from.row), abs(to.column - from.column), 1))
            for step in 0...steps {
                let part = Double(step) / Double(steps)
                set(
                    row: from.row + Int((part * Double(to.row - from.row)).rounded()),
                    column: from.column + Int((part * Double(to.column - from.column)).rounded()), color)
            }
        }
    }

    /// Paints a cross around an image pixel that leaves the pixel itself visible.
    public mutating func mark(row: Int, column: Int, arm: Int, _ color: Color) {
        let covered = geometry.pixels(ofRow: row, column: column)
        let middleRow = (covered.rows.lowerBound + covered.rows.upperBound - 1) / 2
        let middleColumn = (covered.columns.lowerBound + covered.columns.upperBound - 1) / 2
        for step in 0..<arm {
            set(row: middleRow, column: covered.columns.lowerBound - 1 - step, color)
            set(row: middleRow, column: covered.columns.upperBound + step, color)
            set(row: covered.rows.lowerBound - 1 - step, column: middleColumn, color)
            set(row: covered.rows.upperBound + step, column: middleColumn, color)
        }
    }

    /// Writes the cells: half blocks where the screen has colours, shades or ASCII where it has not.
    public func draw(into buffer: inout CellBuffer, map: ColorMap, mask: Color) {
        for row in 0..<geometry.cells.rows {
            for column in 0..<geometry.cells.columns {
                buffer[geometry.cells.row + row, geometry.cells.column + column] =
                    geometry.halfBlocks
                    ? halfBlock(row, column, map, mask, buffer.ability)
                    : shade(row, column / 2, right: column % 2 == 1, buffer.ability)
            }
        }
    }

    private func halfBlock(_ row: Int, _ column: Int, _ map: ColorMap, _ mask: Color, _ ability: ScreenAbility) -> Cell
    {
        func color(_ pixelRow: Int) -> Color {
            let index = pixelRow * geometry.pixelColumns + column
            if let painted = paint[index] { return painted }
            let level = levels[index]
            return level.isNaN ? mask : map.color(at: Double(level), depth: ability.colors)
        }
        let upper = color(2 * row)
        let lower = color(2 * row + 1)
        return upper == lower ? Cell(" ", Style(upper, on: upper)) : Cell("▀", Style(upper, on: lower))
    }

    private static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
    private static let letters: [Unicode.Scalar] = Array(" .:-=+*#%@".unicodeScalars)

    private func shade(_ row: Int, _ column: Int, right: Bool, _ ability: ScreenAbility) -> Cell {
        let index = row * geometry.pixelColumns + column
        if let painted = paint[index] {
            return ability.colors == .none
                ? Cell(right ? " " : "o", Style(reversed: true)) : Cell(right ? " " : "o", Style(painted, bold: true))
        }
        let level = levels[index]
        if level.isNaN { return Cell(ability.glyphs == .ascii ? "/" : "╱", Style()) }
        let ramp = ability.glyphs == .ascii ? Self.letters : Self.shades
        return Cell(ramp[min(ramp.count - 1, Int(level * Float(ramp.count)))], Style())
    }
}
