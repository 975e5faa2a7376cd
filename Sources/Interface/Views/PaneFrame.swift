import Screen

/// A rounded frame with a title at the left and a detail at the right of its upper edge.
enum PaneFrame {
    /// - Parameter detail: where it has no room, its parts between dots are left out from the end.
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
        var style = focused ? scene.theme.style(.borderFocused, bold: true) : scene.strong
        style.reversed = focused && buffer.ability.colors == .none
        let used = buffer.write(" \(title) ", row: rect.row, column: rect.column + 2, style, width: room)
        let shown = Readout.parts(of: detail, width: room - used - 2)
        guard !shown.isEmpty, room - used > 6 else { return }
        buffer.write(" \(shown) ", row: rect.row, endingAt: rect.right - 2, scene.dim, width: room - used)
    }
}
