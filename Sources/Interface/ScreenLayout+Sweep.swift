import Screen
import Session

extension ScreenLayout {
    /// The plot against k, the chosen k, convergence, what speaks for a k, the plan: as many as there is room for. Where
    /// the pane with the focus is not among them it has the whole screen.
    static func sweepPanes(_ session: Session, _ body: Rect) -> [Pane: Rect] {
        if session.view.isMaximized { return [session.pane: body] }
        let isTall = body.columns < 100 && body.rows >= 44
        let panes = isTall ? tallSweep(session, body) : wideSweep(session, body)
        return panes[session.pane] == nil ? [session.pane: body] : panes
    }

    /// The chosen k beside the plot; the others in a row below, the plan where there is room for it too.
    private static func wideSweep(_ session: Session, _ body: Rect) -> [Pane: Rect] {
        let hasEvidence = session.hasEvidence
        let lower = body.rows >= 20 ? max(8, body.rows * 2 / 5) : 0
        let (upper, bottom) = body.split(bottom: lower)
        let side = max(26, min(44, body.columns * 3 / 10))
        let (errors, choice) = upper.split(left: upper.columns - side)
        var panes: [Pane: Rect] = [.errors: errors, .choice: choice]
        if lower > 0 {
            let showsPlan = !hasEvidence || body.columns >= 140
            let planned = !hasEvidence ? max(side, bottom.columns / 2) : showsPlan ? bottom.columns * 3 / 10 : 0
            let (rest, plan) = bottom.split(left: bottom.columns - planned)
            let (convergence, suggestion) = rest.split(left: hasEvidence ? rest.columns * 9 / 20 : rest.columns)
            panes[.convergence] = convergence
            if hasEvidence { panes[.suggestion] = suggestion }
            if showsPlan { panes[.plan] = plan }
        }
        return panes
    }

    /// The plot over all of the width, below it the chosen k beside convergence, then what speaks for a k, then the plan.
    private static func tallSweep(_ session: Session, _ body: Rect) -> [Pane: Rect] {
        let (errors, rest) = body.split(top: body.rows * 2 / 5)
        let (middle, below) = rest.split(top: max(16, rest.rows * 2 / 5))
        let (choice, convergence) = middle.split(left: middle.columns * 9 / 20)
        var panes: [Pane: Rect] = [.errors: errors, .choice: choice, .convergence: convergence]
        guard session.hasEvidence else {
            panes[.plan] = below
            return panes
        }
        let (suggestion, plan) = below.split(bottom: below.rows >= 22 ? 12 : 0)
        panes[.suggestion] = suggestion
        if !plan.isEmpty { panes[.plan] = plan }
        return panes
    }

    /// The curves that have something to show, the shown one and those still to come, in a fixed order; the shown one
    /// alone where there is no room for all.
    static func curves(_ session: Session, in pane: Rect) -> [(curve: Curve, rect: Rect)] {
        guard let sweep = session.sweep else { return [] }
        let awaited = sweep.awaitedCurves
        func width(_ curve: Curve) -> Int { curve.title.columnWidth + 2 + (sweep.has(curve) ? 0 : 1) }
        var named = Curve.allCases.filter {
            sweep.has($0) || awaited.contains($0) || $0 == session.view.curve
        }
        if named.reduce(0, { $0 + width($1) }) > pane.columns - 4 { named = [session.view.curve] }
        var column = pane.column + 2
        return named.map { curve in
            defer { column += width(curve) }
            return (curve, Rect(row: pane.row, column: column, rows: 1, columns: width(curve)))
        }
    }
}
