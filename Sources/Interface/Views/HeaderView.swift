import Screen
import Session

/// The program, the dataset and the workspaces, in one row.
enum HeaderView {
    /// Where the dataset's name begins: behind the program's.
    static let nameColumn = 11

    static func draw(into buffer: inout CellBuffer, _ scene: Scene) {
        let rect = scene.layout.header
        let theme = scene.theme
        buffer.fill(rect, " ", theme.style(.text, on: .surface))
        let end = scene.layout.tabs.first?.rect.column ?? rect.right
        let dataset = scene.session.dataset
        var column = rect.column + 1
        column += buffer.write(
            "braggart", row: rect.row, column: column, theme.style(.accent, on: .surface, bold: true))
        column += 2
        let facts =
            "\(dataset.scan.rows)×\(dataset.scan.columns) · \(dataset.detector.rows)×\(dataset.detector.columns) · \(dataset.elementType.shortName) · \(Readout.bytes(dataset.byteCount))"
        let room = end - column - 2
        let nameRoom = room >= facts.columnWidth + 14 ? room - facts.columnWidth - 2 : room
        column += buffer.write(
            Readout.name(dataset.name, width: nameRoom), row: rect.row, column: column,
            theme.style(.title, on: .surface), width: nameRoom)
        if nameRoom < room {
            buffer.write(facts, row: rect.row, column: column + 2, theme.style(.dim, on: .surface), width: room)
        }
        for tab in scene.layout.tabs {
            let chosen = tab.workspace == scene.session.view.workspace
            var style = chosen ? theme.style(.accentText, on: .accent, bold: true) : theme.style(.text, on: .surface)
            style.reversed = chosen && buffer.ability.colors == .none
            buffer.write(
                " \(tab.workspace.rawValue) \(tab.workspace.title) ", row: tab.rect.row, column: tab.rect.column, style)
        }
        if let last = scene.layout.tabs.last, last.rect.right + 7 <= rect.right {
            let column = last.rect.right + 1
            buffer.write("?", row: rect.row, column: column, theme.style(.key, on: .surface, bold: true))
            buffer.write("help", row: rect.row, column: column + 2, theme.style(.dim, on: .surface))
        }
    }
}
