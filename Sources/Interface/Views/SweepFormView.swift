import Questions
import Screen
import Session

/// The sweep's parameters as a form, with the mask it would use.
enum SweepFormView {
    static func draw(
        _ form: SweepForm, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        PaneFrame.draw(into: &buffer, rect, title: "Sweep", focused: true, scene)
        let (words, picture) = inner.split(left: inner.columns * 6 / 10)
        guard let list = scene.layout.list else { return }
        let fields = SweepForm.Field.allCases
        for (place, row) in list.shown {
            let field = fields[place]
            let chosen = field == form.selected
            buffer.write(
                (chosen ? "▸ " : "  ") + field.title, row: row, column: words.column,
                chosen ? scene.theme.style(.accent, bold: true) : scene.text)
            var style = scene.theme.style(.title, on: .surface)
            if chosen, form.replaces { style = scene.theme.style(.accentText, on: .accent) }
            if buffer.ability.colors == .none { style = Style(underlined: !chosen, reversed: chosen) }
            let box = Rect(row: row, column: words.column + 18, rows: 1, columns: max(4, words.columns - 20))
            buffer.fill(box, " ", style)
            let shown = form[field].suffix(columns: box.columns - 2)
            let taken = buffer.write(shown, row: row, column: box.column + 1, style)
            if chosen, !form.replaces {
                buffer.write("█", row: row, column: box.column + 1 + taken, scene.theme.style(.accent, on: .surface))
            }
        }
        let below = list.rect.bottom + 1
        if let error = form.error {
            write(error, .error, below, into: &buffer, words, inner, scene)
        } else {
            write(form.selected.help, .dim, below, into: &buffer, words, inner, scene)
        }
        let hidden = list.rect.rows < fields.count ? "\(form.selected.rawValue + 1) of \(fields.count)   " : ""
        let keys = hidden + "↑↓ field   ←→ change   type to replace"
        buffer.write(keys, row: inner.bottom - 1, column: words.column, scene.dim, width: words.columns)
        var mask = AnalysisMask(exclusion: .none)
        do throws(SpellingError) {
            mask = AnalysisMask(exclusion: try AnalysisMask.Exclusion(spelling: form[.mask]))
        } catch {
            return
        }
        MaskPicture.draw(into: &buffer, picture.inset(rows: 1, columns: 0), mask, scene)
    }

    private static func write(
        _ text: String, _ role: Theme.Role, _ row: Int, into buffer: inout CellBuffer, _ words: Rect, _ inner: Rect,
        _ scene: Scene
    ) {
        for (offset, line) in wrapped(text, width: words.columns - 2).enumerated()
        where row + offset < inner.bottom - 1 {
            buffer.write(line, row: row + offset, column: words.column, scene.theme.style(role))
        }
    }
}
