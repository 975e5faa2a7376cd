import Screen

/// A rounded frame with a title at the left and a detail at the right of its upper edge.
enum PaneFrame {
    static func draw(
        into buffer: inout CellBuffer, _ rect: Rect, title: String, detail: String = "", focused: Bool = false,
        _ scene: Scene
    ) {
        guard rect.rows >= 2, rect.columns >= 4 else { return }
        let line = scene.theme.style(focused ? .borderFocused : .border)
        let bar = String(repeating: "─", count: rect.columns - 2)
        buffer.write("╭\(bar)╮", row: rect.row, column: rect.column, line)
        for row in rect.row + 1..<rect.bottom - 1 {
            buffer.write("│", row: row, column: rect.column, line)
            buffer.write("│", row: row, column: rect.right - 1, line)
        }
        buffer.write("╰\(bar)╯", row: rect.bottom - 1, column: rect.column, line)
        let room = rect.columns - 6
        let used = buffer.write(
            " \(title) ", row: rect.row, column: rect.column + 2,
            focused ? scene.theme.style(.borderFocused, bold: true) : scene.strong, width: room)
        guard !detail.isEmpty, room - used > 6 else { return }
        buffer.write(" \(detail) ", row: rect.row, endingAt: rect.right - 2, scene.dim, width: room - used)
    }
}
