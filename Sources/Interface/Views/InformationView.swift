import Screen
import Session

/// What is known about the dataset.
enum InformationView {
    static func draw(
        _ scroll: Int, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        let lines = informationLines(scene.session, width: inner.columns)
        let page = inner.rows - 1
        PaneFrame.draw(into: &buffer, rect, title: "About the data", focused: true, scene)
        let names = informationNameWidth(scene.session)
        for (offset, line) in lines.dropFirst(scroll).prefix(page).enumerated() {
            let row = inner.row + offset
            switch line {
            case .heading(let text):
                buffer.write(text, row: row, column: inner.column, scene.theme.style(.accent, bold: true))
            case .blank: break
            case .fact(let name, let value, let role):
                buffer.write(name, row: row, column: inner.column + 1, scene.dim, width: names - 2)
                buffer.write(
                    value, row: row, column: inner.column + names, scene.theme.style(role),
                    width: inner.columns - names)
            }
        }
    }
}
