import Questions
import Screen
import Session

/// What speaks for a number of components: verdict and reasons, or what is known so far.
enum SuggestionView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        guard let sweep = scene.session.sweep else { return }
        let inner = rect.inset(rows: 1, columns: 2)
        let roomy = evidenceLines(sweep, width: inner.columns, isSpaced: true)
        let lines =
            roomy.count <= inner.rows ? roomy : evidenceLines(sweep, width: inner.columns, isSpaced: false)
        let isWhole = lines.count <= inner.rows
        PaneFrame.draw(
            into: &buffer, rect, title: "How many", detail: isWhole ? "" : "e shows all",
            focused: scene.isFocused(.suggestion), scene)
        for (offset, line) in lines.prefix(inner.rows).enumerated() {
            let isCut = !isWhole && offset == inner.rows - 1
            buffer.write(
                isCut ? line.text + " …" : line.text, row: inner.row + offset, column: inner.column,
                scene.theme.style(line.role, bold: line.isBold), width: inner.columns)
        }
    }

    /// The evidence as a screen of its own, scrolled down by so many lines.
    static func drawAll(
        _ scroll: Int, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        let lines = allEvidence(scene.session, width: inner.columns)
        let page = inner.rows - 1
        PaneFrame.draw(into: &buffer, rect, title: "How many components", focused: true, scene)
        // A screen that grew may show more than it was scrolled past.
        for (offset, line) in lines.dropFirst(max(0, min(scroll, lines.count - page))).prefix(page).enumerated() {
            buffer.write(
                line.text, row: inner.row + offset, column: inner.column,
                scene.theme.style(line.role, bold: line.isBold), width: inner.columns)
        }
    }
}
