/// Dots, 2 x 4 in a cell, for curves: braille, quarters of a cell, or a letter per cell.
public struct BrailleCanvas: Sendable {
    public let cells: Rect
    private var dots: [UInt8]
    private var colors: [Color?]
    /// The letters of cells where there are only letters.
    private var marks: [Unicode.Scalar]

    public init(_ cells: Rect) {
        self.cells = cells
        dots = Array(repeating: 0, count: cells.rows * cells.columns)
        colors = Array(repeating: nil, count: dots.count)
        marks = Array(repeating: "*", count: dots.count)
    }

    /// Dots from top to bottom.
    public var dotRows: Int { cells.rows * 4 }
    /// Dots from left to right.
    public var dotColumns: Int { cells.columns * 2 }

    private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Sets a dot; a cell takes the colour and the letter of its last dot. Outside is ignored.
    public mutating func set(row: Int, column: Int, _ color: Color, mark: Unicode.Scalar = "*") {
        guard (0..<dotRows).contains(row), (0..<dotColumns).contains(column) else { return }
        let index = row / 4 * cells.columns + column / 2
        dots[index] |= Self.bits[row % 4][column % 2]
        colors[index] = color
        marks[index] = mark
    }

    /// Sets the dots of a straight line between two dots, those whose step from its beginning is drawn.
    public mutating func line(
        from: (row: Int, column: Int), to: (row: Int, column: Int), _ color: Color, mark: Unicode.Scalar = "*",
        drawing isDrawn: (Int) -> Bool = { _ in true }
    ) {
        let steps = min(8192, max(abs(to.row - from.row), abs(to.column - from.column), 1))
        for step in 0...steps where isDrawn(step) {
            let part = Double(step) / Double(steps)
            set(
                row: from.row + Int((part * Double(to.row - from.row)).rounded()),
                column: from.column + Int((part * Double(to.column - from.column)).rounded()), color, mark: mark)
        }
    }

    /// Writes the cells that have dots over a background.
    public func draw(into buffer: inout CellBuffer, background: Color) {
        for row in 0..<cells.rows {
            for column in 0..<cells.columns {
                let index = row * cells.columns + column
                guard dots[index] != 0, let color = colors[index] else { continue }
                buffer[cells.row + row, cells.column + column] = Cell(
                    glyph(dots[index], buffer.ability.curves, marks[index]), Style(color, on: background))
            }
        }
    }

    private func glyph(_ dots: UInt8, _ curves: CurveGlyphs, _ mark: Unicode.Scalar) -> Unicode.Scalar {
        switch curves {
        case .ascii: return mark
        case .braille: return Unicode.Scalar(0x2800 + UInt32(dots)) ?? "*"
        case .blocks:
            // Two dots one above the other make a quarter.
            return CellPixel.glyph([0x03, 0x18, 0x44, 0xA0].map { dots & $0 != 0 }, .quadrants)
        }
    }
}
