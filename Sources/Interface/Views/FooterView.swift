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
        let end = scene.layout.hints.last.map { $0.rect.right } ?? rect.column
        let right: String
        if let pending = scene.session.view.pending, pending.cameFrom == nil || pending.value > 9 {
            right = "\(pending.value) ×"
        } else {
            right = "\(buffer.ability.colorWords) · \(scene.theme.name)"
        }
        guard rect.right - end > right.columnWidth + 3 else { return }
        buffer.write(right, row: rect.row, endingAt: rect.right - 1, theme.style(.dim, on: .surface))
    }
}

extension ScreenAbility {
    /// What is shown, in words.
    var colorWords: String {
        let colors =
            switch self.colors {
            case .none: "no colour"
            case .eight: "8 colours"
            case .palette: "256 colours"
            case .direct: "true colour"
            }
        return glyphs == .ascii ? colors + ", ASCII" : colors
    }
}
