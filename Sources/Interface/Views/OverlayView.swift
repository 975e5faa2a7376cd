import Screen
import Session

/// What lies over the workspace, in a box of its own.
enum OverlayView {
    static func draw(_ overlay: Overlay, into buffer: inout CellBuffer, _ scene: Scene) {
        let rect = scene.layout.overlay
        guard rect.rows >= 3, rect.columns >= 20 else { return }
        buffer.fill(rect, " ", scene.text)
        let inner = rect.inset(rows: 1, columns: 2)
        switch overlay {
        case .help(let scroll): drawHelp(scroll, into: &buffer, rect, inner, scene)
        case .palette(let text, let selected): drawPalette(text, selected, into: &buffer, rect, inner, scene)
        case .prompt(let prompt): drawPrompt(prompt, into: &buffer, rect, inner, scene)
        case .sweepForm(let form): SweepFormView.draw(form, into: &buffer, rect, inner, scene)
        case .evidence(let scroll): SuggestionView.drawAll(scroll, into: &buffer, rect, inner, scene)
        case .scanLayout(let form): ScanLayoutView.draw(form, into: &buffer, rect, scene)
        case .datasets(let selected): DatasetsView.draw(selected, into: &buffer, rect, inner, scene)
        case .picker(let picker): PickerView.draw(picker, into: &buffer, rect, scene)
        case .appearance(let form): AppearanceView.draw(form, into: &buffer, rect, inner, scene)
        case .information(let scroll): InformationView.draw(scroll, into: &buffer, rect, inner, scene)
        }
        drawHints(into: &buffer, scene)
    }

    /// The keys in the upper edge.
    private static func drawHints(into buffer: inout CellBuffer, _ scene: Scene) {
        let hints = scene.layout.overlayHints
        guard let first = hints.first?.rect, let last = hints.last?.rect else { return }
        buffer.fill(
            Rect(row: first.row, column: first.column - 1, rows: 1, columns: last.right - first.column + 2), " ",
            scene.text)
        for (place, (hint, rect)) in hints.enumerated() {
            if place > 0 { buffer.write("·", row: rect.row, column: rect.column - 2, scene.dim) }
            let taken = buffer.write(
                hint.shown, row: rect.row, column: rect.column, scene.theme.style(.key, bold: true))
            buffer.write(hint.words, row: rect.row, column: rect.column + taken + 1, scene.dim)
        }
    }

    private static func drawHelp(
        _ scroll: Int, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        let lines = helpLines(width: inner.columns)
        let page = inner.rows - 1
        PaneFrame.draw(into: &buffer, rect, title: "Keys and commands", focused: true, scene)
        for (offset, line) in lines.dropFirst(scroll).prefix(page).enumerated() {
            let row = inner.row + offset
            switch line {
            case .heading(let text):
                buffer.write(text, row: row, column: inner.column, scene.theme.style(.accent, bold: true))
            case .blank: break
            case .entry(let keys, let id, let help):
                buffer.write(keys, row: row, column: inner.column + 1, scene.theme.style(.key, bold: true), width: 16)
                buffer.write(help, row: row, column: inner.column + 18, scene.text, width: inner.columns - 18)
                let end = inner.column + 18 + help.columnWidth
                buffer.write(id, row: row, endingAt: inner.right, scene.dim, width: max(0, inner.right - end - 2))
            }
        }
    }

    private static func drawPalette(
        _ text: String, _ selected: Int, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        PaneFrame.draw(into: &buffer, rect, title: "Command", focused: true, scene)
        field(":" + text, into: &buffer, inner.row, inner, scene)
        let matches = CommandTable.matching(text)
        for (place, row) in scene.layout.list?.shown ?? [] {
            let command = matches[place]
            let chosen = place == selected
            let style = scene.entry(chosen: chosen, row: row, in: inner, into: &buffer)
            buffer.write(command.id, row: row, column: inner.column + 1, style, width: 24)
            buffer.write(command.title, row: row, column: inner.column + 27, style, width: inner.columns - 40)
            buffer.write(
                command.keys.first.map(Command.shown) ?? "", row: row, endingAt: inner.right - 1,
                chosen ? style : scene.theme.style(.key))
        }
    }

    private static func drawPrompt(
        _ prompt: Prompt, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        let (title, help) =
            switch prompt.purpose {
            case .detector: ("Virtual detector", detectorGrammar)
            case .beamCenter: ("Direct beam's centre", "row,column in pixels; kept with the dataset")
            case .mask: ("Analysis mask", "auto, none, or what to exclude: \(detectorGrammar)")
            case .writing(let subject, _):
                (
                    "Write \(subject.title)",
                    "A file's name; its ending chooses the format: "
                        + (scene.session.endings[subject] ?? []).joined(separator: " ")
                )
            }
        PaneFrame.draw(into: &buffer, rect, title: title, focused: true, scene)
        field(prompt.text, into: &buffer, inner.row + 1, inner, scene)
        if let error = prompt.error {
            buffer.write(
                error, row: inner.row + 3, column: inner.column, scene.theme.style(.error), width: inner.columns)
        } else {
            for (offset, line) in wrapped(help, width: inner.columns).prefix(2).enumerated() {
                buffer.write(line, row: inner.row + 3 + offset, column: inner.column, scene.dim)
            }
        }
    }

    /// A line of text that is being typed; its end stays visible.
    static func field(_ text: String, into buffer: inout CellBuffer, _ row: Int, _ inner: Rect, _ scene: Scene) {
        let style = scene.theme.style(.title, on: .surface)
        buffer.fill(Rect(row: row, column: inner.column, rows: 1, columns: inner.columns), " ", style)
        let shown = text.suffix(columns: inner.columns - 3)
        let taken = buffer.write(shown, row: row, column: inner.column + 1, style)
        buffer.write("█", row: row, column: inner.column + 1 + taken, scene.theme.style(.accent, on: .surface))
    }
}
