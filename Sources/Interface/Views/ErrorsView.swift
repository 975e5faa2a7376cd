import Questions
import Screen
import Session

/// The plot against k: the curve that is chosen, the other curves' names beside its own, the chosen k and the suggested
/// one.
enum ErrorsView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        guard let sweep = session.sweep else {
            PaneFrame.draw(into: &buffer, rect, title: "MSE against k", focused: scene.isFocused(.errors), scene)
            invite(into: &buffer, rect, scene)
            return
        }
        let content = CurveContent.of(session.view.curve, sweep)
        let names = scene.layout.curves
        let detail = content?.detail ?? ""
        PaneFrame.draw(into: &buffer, rect, title: "", focused: scene.isFocused(.errors), scene)
        let namesEnd = (names.last?.rect.right ?? rect.column) + 1
        if !detail.isEmpty, namesEnd + detail.columnWidth + 4 <= rect.right {
            buffer.write(" \(detail) ", row: rect.row, endingAt: rect.right - 2, scene.dim)
        }
        draw(names, sweep, into: &buffer, scene)
        let places = CountAxis(in: rect, sweep.parameters.componentCounts)
        guard places.area.rows >= 3, places.area.columns >= 10 else { return }
        let suggestion = sweep.evidence.suggestion
        PlotFrame.draw(into: &buffer, places.area, content?.axis, scene)
        places.draw(
            into: &buffer, chosen: session.intent.k, suggested: suggestion?.k, suggestion?.role ?? .good, scene)
        guard var content else {
            buffer.write(
                Self.absence(session.view.curve, sweep), row: places.area.row + places.area.rows / 2,
                centeredIn: places.area.column..<places.area.right, scene.dim)
            return
        }
        if let suggestion, suggestion.k != nil { content.legend.append((.mark("◆ "), suggestion.role, "suggested k")) }
        drawCursor(into: &buffer, places.column(of: Double(session.intent.k)), places.area, scene)
        CurveMarks.draw(content, into: &buffer, places, scene)
        let start = namesEnd + 1
        let room = start..<max(start, rect.right - (detail.isEmpty ? 2 : detail.columnWidth + 5))
        legend(content.legend, into: &buffer, row: rect.row, room, places.area, scene)
    }

    /// The curves' names in the pane's upper edge: the shown one stands out, those still to come end in dots.
    private static func draw(
        _ names: [(curve: Curve, rect: Rect)], _ sweep: SweepStatus, into buffer: inout CellBuffer, _ scene: Scene
    ) {
        for (curve, rect) in names {
            let isShown = curve == scene.session.view.curve
            var style = isShown ? scene.theme.style(.borderFocused, bold: true) : scene.text
            if !sweep.has(curve), !isShown { style = scene.dim }
            style.underlined = isShown && names.count > 1
            let words = curve.title + (sweep.has(curve) ? "" : "…")
            buffer.write(" ", row: rect.row, column: rect.column, scene.text)
            let taken = buffer.write(words, row: rect.row, column: rect.column + 1, style)
            buffer.write(" ", row: rect.row, column: rect.column + 1 + taken, scene.text)
        }
    }

    /// Why there is nothing to see.
    private static func absence(_ curve: Curve, _ sweep: SweepStatus) -> String {
        if sweep.awaitedCurves.contains(curve) {
            return switch curve {
            case .errors, .excess: "the first fits are on their way…"
            case .heldOut: "not yet: held-out errors follow the fits"
            case .stability: "not yet: restarts are compared after the fits"
            }
        }
        switch curve {
        case .errors: return sweep.isRunning ? "the first fits are on their way…" : "no fit finished"
        case .excess: return sweep.isRunning ? "the first fits are on their way…" : "no fit above its SVD bound"
        case .heldOut, .stability:
            return sweep.parameters.gathersEvidence ? "it was not measured" : "this sweep gathered no evidence"
        }
    }

    private static func drawCursor(into buffer: inout CellBuffer, _ column: Int, _ area: Rect, _ scene: Scene) {
        for row in area.row..<area.bottom { buffer.write("┊", row: row, column: column, scene.theme.style(.key)) }
    }

    /// What the marks are: in the pane's upper edge where there is room, else in the first corner of the plot where
    /// nothing is drawn.
    private static func legend(
        _ entries: [(mark: CurveContent.Mark, role: Theme.Role, name: String)], into buffer: inout CellBuffer, row: Int,
        _ room: Range<Int>, _ area: Rect, _ scene: Scene
    ) {
        let length = entries.reduce(0) { $0 + $1.name.columnWidth + 5 }
        if length <= room.count {
            var column = room.upperBound - length
            for (mark, role, name) in entries {
                column += buffer.write(
                    " \(mark.text(buffer.ability.curves)) \(name) ", row: row, column: column, scene.theme.style(role))
            }
            return
        }
        let width = 3 + (entries.map(\.name.columnWidth).max() ?? 0)
        let corners = [area.right - width - 1, area.column + 2, area.column + (area.columns - width) / 2].flatMap {
            column in
            [area.row + 1, area.bottom - entries.count - 1, area.row + (area.rows - entries.count) / 2].map {
                Rect(row: $0, column: column, rows: entries.count, columns: width)
            }
        }
        guard area.columns > 36, area.rows > entries.count + 3,
            let corner = corners.first(where: { isBlank($0.inset(rows: 0, columns: -1), in: buffer) })
        else { return }
        for (offset, entry) in entries.enumerated() {
            let style = scene.theme.style(entry.role)
            buffer.write(entry.mark.text(buffer.ability.curves), row: corner.row + offset, column: corner.column, style)
            buffer.write(entry.name, row: corner.row + offset, column: corner.column + 3, style)
        }
    }

    private static func isBlank(_ rect: Rect, in buffer: CellBuffer) -> Bool {
        (rect.row..<rect.bottom).allSatisfy { row in
            (rect.column..<rect.right).allSatisfy { buffer[row, $0].character == " " }
        }
    }

    private static func invite(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let lines = [
            "no sweep yet", "", "A sweep factorizes the patterns into k components,",
            "k = 2…15 with 20 random starts each, as the founding paper did.", "",
            "s  opens its form      Enter  there starts it",
        ]
        let first = rect.row + max(1, (rect.rows - lines.count) / 2)
        for (offset, line) in lines.enumerated() where first + offset < rect.bottom - 1 {
            buffer.write(
                line, row: first + offset, centeredIn: rect.column + 1..<rect.right - 1,
                offset == 0 ? scene.strong : offset == lines.count - 1 ? scene.theme.style(.key) : scene.dim)
        }
    }
}
