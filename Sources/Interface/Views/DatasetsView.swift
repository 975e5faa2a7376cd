import DataCube
import Screen
import Session

/// The datasets of the file: their names, the sizes of their axes, their types.
enum DatasetsView {
    static func draw(
        _ selected: Int, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        let session = scene.session
        PaneFrame.draw(into: &buffer, rect, title: "Datasets", focused: true, scene)
        guard let datasets = session.datasets, !datasets.isEmpty, let list = scene.layout.list else {
            let failure = session.findings.failure(of: .datasets)
            let words =
                session.datasets == nil ? failure ?? "looking into the file…" : "the file holds no other dataset"
            let style = failure == nil ? scene.dim : scene.theme.style(.error)
            for (row, line) in zip(inner.row + 1..<inner.bottom, wrapped(words, width: inner.columns)) {
                buffer.write(line, row: row, column: inner.column, style, width: inner.columns)
            }
            return
        }
        let types = max(4, datasets.map(\.elementType.columnWidth).max() ?? 0)
        let sizes = max(4, datasets.map { axes($0).columnWidth }.max() ?? 0)
        let end = inner.right - types - 2
        let names = max(8, end - sizes - 2 - inner.column - 2)
        buffer.write("name", row: inner.row, column: inner.column + 2, scene.dim)
        buffer.write("axes", row: inner.row, endingAt: end, scene.dim)
        buffer.write("type", row: inner.row, column: end + 2, scene.dim)
        for (place, row) in list.shown {
            let dataset = datasets[place]
            let chosen = place == selected
            let style = scene.entry(chosen: chosen, row: row, in: inner, into: &buffer)
            if dataset.name == session.dataset.part {
                buffer.write("•", row: row, column: inner.column, chosen ? style : scene.theme.style(.good))
            }
            buffer.write(tail(dataset.name, names), row: row, column: inner.column + 2, style)
            buffer.write(axes(dataset), row: row, endingAt: end, chosen ? style : scene.strong)
            buffer.write(dataset.elementType, row: row, column: end + 2, chosen ? style : scene.dim)
        }
        if datasets.count > list.shown.count {
            buffer.write(
                "\(selected + 1) of \(datasets.count)", row: inner.bottom - 1, column: inner.column + 2, scene.dim)
        }
    }

    private static func axes(_ dataset: DatasetSummary) -> String {
        dataset.shape.map(String.init).joined(separator: " × ")
    }

    /// The end of a name that is too long: it tells more than the beginning.
    private static func tail(_ name: String, _ width: Int) -> String {
        name.columnWidth <= width ? name : "…" + name.suffix(columns: width - 1)
    }
}
