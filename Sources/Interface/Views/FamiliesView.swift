import Questions
import Screen
import Session

/// How many distinct solutions the restarts found: how often each, at which MSE, and in which components they differ.
enum FamiliesView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let families = families(session)
        PaneFrame.draw(
            into: &buffer, rect, title: "Solutions", detail: summary(session),
            focused: scene.isFocused(.families), scene)
        let inner = rect.inset(rows: 1, columns: 2)
        guard let best = families.first else {
            buffer.write("restarts were not compared", row: inner.row, column: inner.column, scene.dim)
            return
        }
        let selected = session.intent.component
        let showsAll = families.count <= inner.rows - 1
        let shown = families.prefix(showsAll ? families.count : max(1, inner.rows - 2))
        let like = inner.column + 38
        buffer.write("   reached  best    MSE", row: inner.row, column: inner.column, scene.dim, width: inner.columns)
        buffer.write(
            "likeness of 1…\(session.intent.k)", row: inner.row, column: like, scene.dim, width: inner.right - like)
        for (offset, family) in shown.enumerated() {
            let row = inner.row + 1 + offset
            let style = offset == 0 ? scene.theme.style(.good) : scene.text
            buffer.write("\(offset + 1)", row: row, column: inner.column, offset == 0 ? style.strong : style)
            buffer.write(
                "\(family.restarts.count) ×", row: row, endingAt: inner.column + 10, style, width: 7)
            buffer.write(
                family.restarts.first.map { "run \($0 + 1)" } ?? "", row: row, column: inner.column + 12, scene.dim,
                width: min(7, inner.columns - 12))
            buffer.write(
                range(family, best), row: row, column: inner.column + 20, style, width: min(17, inner.columns - 20))
            drawLikeness(family, selected, into: &buffer, row, like, inner.right, scene)
        }
        guard !showsAll, inner.rows > 2 else { return }
        let rest = families.dropFirst(shown.count)
        let runs = rest.reduce(0) { $0 + $1.restarts.count }
        buffer.write(
            "and \(rest.count) more, reached \(runs) \(runs == 1 ? "time" : "times")", row: inner.bottom - 1,
            column: inner.column, scene.dim, width: inner.columns)
    }

    /// How many there are, in words.
    static func summary(_ session: Session) -> String {
        let families = families(session)
        let runs = families.reduce(0) { $0 + $1.restarts.count }
        switch families.count {
        case 0: return ""
        case 1: return "all \(runs) restarts agree"
        default: return "\(families.count) distinct in \(runs) restarts"
        }
    }

    private static func families(_ session: Session) -> [RunFamily] {
        if let families = session.result?.families, !families.isEmpty { return families }
        return session.sweep?.families[session.intent.k] ?? []
    }

    /// The MSEs of a family: from the lowest to the highest where they differ in what is shown.
    private static func range(_ family: RunFamily, _ best: RunFamily) -> String {
        let (low, high) = (Readout.error(family.minimum), Readout.error(family.maximum))
        if low != high { return "\(low)…\(high)" }
        guard family != best, best.minimum > 0 else { return low }
        let percent = (family.minimum - best.minimum) / best.minimum * 100
        return "\(low) +\(percent.formatted(significant: 2)) %"
    }

    /// A mark per component, high where it is the best solution's own; the selected component's number in full.
    private static func drawLikeness(
        _ family: RunFamily, _ selected: Int, into buffer: inout CellBuffer, _ row: Int, _ column: Int, _ end: Int,
        _ scene: Scene
    ) {
        let blocks: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]
        var column = column
        for (component, similarity) in family.similarities.enumerated() where column < end {
            let level = similarity.isFinite ? max(0, min(1, similarity)) : 0
            let role: Theme.Role = level >= 0.98 ? .good : level >= 0.9 ? .text : .warning
            let style = scene.theme.style(role, bold: component == selected)
            let mark =
                buffer.ability.glyphs == .ascii
                ? String(min(9, Int(level * 10))) : String(blocks[Int((level * 6).rounded())])
            buffer.write(mark, row: row, column: column, style)
            column += 1
        }
        guard family.similarities.indices.contains(selected) else { return }
        let words = "  \(selected + 1): \(family.similarities[selected].formatted(decimals: 2))"
        guard column + words.columnWidth <= end else { return }
        column += buffer.write(words, row: row, column: column, scene.strong)
        guard let lowest = family.similarities.indices.min(by: { family.similarities[$0] < family.similarities[$1] }),
            lowest != selected, family.similarities[lowest] < 0.98
        else { return }
        let worst = "  least \(lowest + 1): \(family.similarities[lowest].formatted(decimals: 2))"
        if column + worst.columnWidth <= end { buffer.write(worst, row: row, column: column, scene.dim) }
    }
}
