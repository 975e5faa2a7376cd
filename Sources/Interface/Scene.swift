import Screen
import Session

/// What views draw from: the session, the geometry, and the looks in force.
struct Scene {
    let session: Session
    let layout: ScreenLayout
    let look: Look
    let theme: Theme

    init(_ session: Session, _ layout: ScreenLayout, _ look: Look, _ ability: ScreenAbility) {
        self.session = session
        self.layout = layout
        self.look = look
        theme = look.theme(session.view.theme).at(ability.colors)
    }

    /// True for the pane with the focus.
    func isFocused(_ pane: Pane) -> Bool { session.pane == pane }

    var text: Style { theme.style(.text) }
    var dim: Style { theme.style(.dim) }
    var strong: Style { theme.style(.title, bold: true) }
}
