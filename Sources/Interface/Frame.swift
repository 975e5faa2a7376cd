import Screen
import Session

/// Draws a session: every cell of a screen of rows x columns. Pure; the terminal, golden tests and documentation
/// pictures show this and nothing else.
/// - Parameter kept: what the frame before computed of its pictures; changes what the frame costs, never what it shows.
public func frame(
    _ session: Session, rows: Int, columns: Int, ability: ScreenAbility, look: Look, kept: KeptLevels = KeptLevels()
) -> CellBuffer {
    kept.beginFrame()
    let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
    let scene = Scene(session, layout, look, kept, ability)
    var buffer = CellBuffer(rows: rows, columns: columns, ability: ability, style: scene.text)
    guard !layout.isTooSmall else {
        TooSmallView.draw(into: &buffer, scene)
        return buffer
    }
    HeaderView.draw(into: &buffer, scene)
    for (pane, rect) in layout.panes {
        switch pane {
        case .scan: ScanView.draw(into: &buffer, rect, scene)
        case .pattern: PatternView.draw(into: &buffer, rect, scene)
        case .errors: ErrorsView.draw(into: &buffer, rect, scene)
        case .convergence: ConvergenceView.draw(into: &buffer, rect, scene)
        case .choice: ChoiceView.draw(into: &buffer, rect, scene)
        case .suggestion: SuggestionView.draw(into: &buffer, rect, scene)
        case .plan: PlanView.draw(into: &buffer, rect, scene)
        case .exchange: ExchangeView.draw(into: &buffer, rect, scene)
        case .families: FamiliesView.draw(into: &buffer, rect, scene)
        case .components: ComponentsView.draw(into: &buffer, rect, scene)
        }
    }
    StatusView.draw(into: &buffer, scene)
    FooterView.draw(into: &buffer, scene)
    if let overlay = session.view.overlay { OverlayView.draw(overlay, into: &buffer, scene) }
    return buffer
}
