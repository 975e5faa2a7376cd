import Screen

/// A plot's axes: a line at the left and below, labels at the left of the cells where values are known.
enum PlotFrame {
    static func draw(into buffer: inout CellBuffer, _ area: Rect, _ axis: Axis?, _ scene: Scene) {
        let line = scene.theme.style(.gridline)
        for row in area.row..<area.bottom { buffer.write("│", row: row, column: area.column - 1, line) }
        buffer.write(
            "└" + String(repeating: "─", count: area.columns), row: area.bottom, column: area.column - 1, line)
        guard let axis else { return }
        var taken: Set<Int> = []
        for (value, label) in axis.ticks(about: max(3, area.rows / 4)) {
            let row = area.row + Int(((1 - axis.part(of: value)) * Double(area.rows - 1)).rounded())
            guard (area.row..<area.bottom).contains(row), taken.insert(row).inserted else { continue }
            buffer.write("┤", row: row, column: area.column - 1, line)
            buffer.write(label, row: row, endingAt: area.column - 2, scene.dim, width: 8)
        }
    }
}
