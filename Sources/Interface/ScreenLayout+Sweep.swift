import Screen
import Session

extension ScreenLayout {
    /// MSE against k with the chosen k beside it; below, convergence and the plan.
    static func sweepPanes(_ session: Session, _ body: Rect) -> [Pane: Rect] {
        if session.view.isMaximized { return [.errors: body] }
        let lower = body.rows >= 20 ? max(8, body.rows * 2 / 5) : 0
        let (upper, bottom) = body.split(bottom: lower)
        let side = max(26, min(44, body.columns * 3 / 10))
        let (errors, choice) = upper.split(left: upper.columns - side)
        var panes: [Pane: Rect] = [.errors: errors, .choice: choice]
        if lower > 0 {
            let (convergence, plan) = bottom.split(left: bottom.columns - max(side, bottom.columns / 2))
            panes[.convergence] = convergence
            panes[.plan] = plan
        }
        return panes
    }
}
