import Screen
import Session

/// What views draw from: the session, the geometry, the looks in force, and what the last frame's pictures came to.
struct Scene {
    let session: Session
    let layout: ScreenLayout
    let look: Look
    let kept: KeptLevels
    let theme: Theme

    init(
        _ session: Session, _ layout: ScreenLayout, _ look: Look, _ kept: KeptLevels, _ ability: ScreenAbility
    ) {
        self.session = session
        self.layout = layout
        self.look = look
        self.kept = kept
        theme = look.theme(session.view.theme).at(ability.colors)
    }

    /// True for the pane with the focus.
    func isFocused(_ pane: Pane) -> Bool { session.pane == pane }

    var text: Style { theme.style(.text) }
    var dim: Style { theme.style(.dim) }
    var strong: Style { theme.style(.title, bold: true) }
}
