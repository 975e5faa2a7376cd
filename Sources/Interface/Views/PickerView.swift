import Screen
import Session

/// Names to choose from, each with how it looks; the one under the bar is in force already.
enum PickerView {
    static func draw(_ picker: Picker, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        PaneFrame.draw(
            into: &buffer, rect, title: picker.subject == .theme ? "Theme" : "Colour map", focused: true, scene)
        guard let list = scene.layout.list else { return }
        let names = scene.session.names(of: picker.subject)
        for (place, row) in list.shown {
            let chosen = place == picker.selected
            let line = Rect(row: row, column: list.rect.column, rows: 1, columns: list.rect.columns)
            let (name, sample) = line.split(left: 18)
            let style = scene.entry(chosen: chosen, row: row, in: name, into: &buffer)
            buffer.write(
                (chosen ? "▸ " : "  ") + names[place], row: row, column: name.column, style, width: name.columns - 1)
            let rest = Rect(row: row, column: sample.column + 1, rows: 1, columns: sample.columns - 1)
            switch picker.subject {
            case .theme: drawTheme(scene.look.theme(names[place]), into: &buffer, rest, scene)
            case .colorMap: drawMap(scene.look.colorMap(names[place]), into: &buffer, rest, scene)
            }
        }
    }

    /// Words and marks in a theme's colours, on its background.
    private static func drawTheme(_ theme: Theme, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let theme = theme.at(buffer.ability.colors)
        buffer.fill(rect, " ", theme.style(.text))
        var column = rect.column + 1
        let words: [(String, Theme.Role)] = [
            ("title", .title), ("text", .text), ("dim", .dim), ("key", .key), ("good", .good), ("warning", .warning),
            ("error", .error),
        ]
        for (word, role) in words where column + word.columnWidth < rect.right {
            column += buffer.write(word, row: rect.row, column: column, theme.style(role, bold: role == .title)) + 1
        }
        for role in [Theme.Role.series1, .series2, .series3] where column + 2 <= rect.right {
            column += buffer.write("━━", row: rect.row, column: column, theme.style(role))
        }
        if column + 4 <= rect.right {
            buffer.write(" on ", row: rect.row, column: column + 1, theme.style(.accentText, on: .accent))
        }
    }

    private static func drawMap(_ map: ColorMap, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let kind = map.kind.rawValue
        let width = max(8, rect.columns - 12)
        for step in 0..<min(width, rect.columns) {
            buffer[rect.row, rect.column + step] = PixelCanvas.cell(
                level: Double(step) / Double(width - 1), map, buffer.ability)
        }
        buffer.write(kind, row: rect.row, column: rect.column + width + 1, scene.dim, width: rect.columns - width - 1)
    }
}
