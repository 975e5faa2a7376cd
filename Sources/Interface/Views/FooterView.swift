import Screen
import Session

/// What can be done here: the hinted commands of the table, each of them clickable.
enum FooterView {
    static func draw(into buffer: inout CellBuffer, _ scene: Scene) {
        let rect = scene.layout.footer
        let theme = scene.theme
        buffer.fill(rect, " ", theme.style(.text, on: .surface))
        for hint in scene.layout.hints {
            let key = ScreenLayout.hintKey(hint.command)
            let taken = buffer.write(
                key, row: hint.rect.row, column: hint.rect.column, theme.style(.key, on: .surface, bold: true))
            buffer.write(
                hint.command.hint ?? "", row: hint.rect.row, column: hint.rect.column + taken + 1,
                theme.style(.text, on: .surface))
        }
        guard !scene.layout.corner.isEmpty else { return }
        buffer.write(
            corner(scene.session, buffer.ability), row: rect.row, column: scene.layout.corner.column,
            theme.style(.dim, on: .surface))
    }

    /// A count that is being typed, else how the screen looks.
    static func corner(_ session: Session, _ ability: ScreenAbility) -> String {
        if let pending = session.view.pending, pending.cameFrom == nil || pending.value > 9 {
            return "\(pending.value) ×"
        }
        return "\(ability.colorWords) · \(session.view.theme)"
    }
}

extension ScreenAbility {
    /// What is shown, in words.
    var colorWords: String {
        let colors =
            switch self.colors {
            case .none: "no colour"
            case .eight: "8 colours"
            case .sixteen: "16 colours"
            case .palette: "256 colours"
            case .direct: "true colour"
            }
        return glyphs == .half ? colors : colors + " · " + (glyphs == .ascii ? "ASCII" : glyphs.rawValue)
    }
}
