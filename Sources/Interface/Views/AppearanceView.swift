import Screen
import Session

/// How the screen looks, with a strip of colours and glyphs as the terminal is told them at each level: the level to take
/// is the highest whose row looks right.
enum AppearanceView {
    private static let depths: [ColorDepth] = ColorDepth.allCases.reversed()

    /// Rows of the overlay: its frame, a row per choice, its help, a row per depth, the glyphs, and what separates them.
    static var rows: Int { 2 + Appearance.Field.allCases.count + 2 + 2 + depths.count + 1 + 3 }

    static func draw(
        _ form: AppearanceForm, into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene
    ) {
        PaneFrame.draw(into: &buffer, rect, title: "Screen", focused: true, scene)
        guard let list = scene.layout.list else { return }
        for (place, row) in list.shown {
            let field = Appearance.Field.allCases[place]
            let chosen = place == form.selected
            let style = scene.entry(chosen: chosen, row: row, in: list.rect, into: &buffer)
            buffer.write((chosen ? "▸ " : "  ") + field.rawValue, row: row, column: inner.column, style, width: 12)
            let value = scene.session.view.appearance[field]
            buffer.write(
                "‹ \(value.isEmpty ? "auto" : value) ›", row: row, column: inner.column + 12,
                chosen ? style : scene.strong, width: inner.columns - 12)
        }
        var rest = inner.split(top: list.rect.rows).rest
        // Without room for all, the blank rows go first.
        let isRoomy = rest.rows >= rows - 2 - list.rect.rows
        func next(_ spaced: Bool = false) -> Int? {
            if spaced, isRoomy { rest = rest.split(top: 1).rest }
            let (row, below) = rest.split(top: 1)
            rest = below
            return row.isEmpty ? nil : row.row
        }
        if let row = next() {
            buffer.write(help(form.field), row: row, column: inner.column + 2, scene.dim, width: inner.columns - 2)
        }
        if let row = next(true) {
            buffer.write(
                "what this terminal makes of each level", row: row, column: inner.column + 2, scene.dim,
                width: inner.columns - 2)
        }
        for depth in depths {
            if let row = next() { drawDepth(depth, into: &buffer, row, inner, scene) }
        }
        if let row = next(true) { drawPictures(into: &buffer, row, inner, scene) }
        if let row = next() { drawCurves(into: &buffer, row, inner, scene) }
    }

    private static func help(_ field: Appearance.Field) -> String {
        switch field {
        case .theme: "colours of frames, words and marks"
        case .colors: "take the highest row below that is smooth and matches its neighbours"
        case .glyphs: "what pictures are made of; take what the font has"
        case .curves: "what curves are made of; take what the font has"
        case .motion: "reduced: what runs in the background is shown in calm steps"
        }
    }

    /// The colour map in use and the theme's marks, told with so many colours.
    private static func drawDepth(
        _ depth: ColorDepth, into buffer: inout CellBuffer, _ row: Int, _ inner: Rect, _ scene: Scene
    ) {
        label(depth.rawValue, isInUse: depth == buffer.ability.colors, into: &buffer, row, inner, scene)
        let area = Rect(row: row, column: inner.column + 14, rows: 1, columns: inner.columns - 14)
        guard scene.session.choices[.colors]?.contains(depth.rawValue) != false else {
            buffer.write("not by this terminal's entry", row: row, column: area.column, scene.dim, width: area.columns)
            return
        }
        let width = max(8, min(40, area.columns - 14))
        let map = scene.look.colorMap(scene.session.shownDisplay.colorMap)
        let ability = ScreenAbility(colors: depth, glyphs: buffer.ability.glyphs == .ascii ? .ascii : .shades)
        for step in 0..<width {
            var cell = PixelCanvas.cell(level: Double(step) / Double(width - 1), map, ability)
            cell.style.foreground = cell.style.foreground.shown(depth)
            cell.style.background = cell.style.background.shown(depth)
            buffer[row, area.column + step] = cell
        }
        let theme = scene.look.theme(scene.session.view.theme).at(depth)
        var column = area.column + width + 1
        for role in [Theme.Role.accent, .good, .warning, .error, .probe, .detector] where column + 2 <= area.right {
            let color = theme[role].shown(depth)
            buffer.write("██", row: row, column: column, Style(depth == .none ? .terminalDefault : color))
            column += 2
        }
    }

    private static func drawPictures(into buffer: inout CellBuffer, _ row: Int, _ inner: Rect, _ scene: Scene) {
        samples(
            [
                ("shades", "░▒▓█"), ("half", "▀▄▀▄"), ("quadrants", "▚▞▙▟"),
                ("sextants", "\u{1FB00}\u{1FB15}\u{1FB2A}\u{1FB3B}"),
            ],
            chosen: buffer.ability.glyphs.rawValue, offered: .glyphs, "pictures", into: &buffer, row, inner, scene)
    }

    private static func drawCurves(into buffer: inout CellBuffer, _ row: Int, _ inner: Rect, _ scene: Scene) {
        samples(
            [("blocks", "▖▗▘▝▚▞"), ("braille", "⡇⠒⠤⢄⣀⣿")], chosen: buffer.ability.curves.rawValue, offered: .curves,
            "curves", into: &buffer, row, inner, scene)
    }

    /// Names with their glyphs; the one in use is marked.
    private static func samples(
        _ samples: [(name: String, glyphs: String)], chosen: String, offered field: Appearance.Field, _ title: String,
        into buffer: inout CellBuffer, _ row: Int, _ inner: Rect, _ scene: Scene
    ) {
        label(title, isInUse: false, into: &buffer, row, inner, scene)
        var column = inner.column + 14
        for (name, glyphs) in samples
        where scene.session.choices[field]?.contains(name) != false && buffer.ability.glyphs != .ascii {
            let isInUse = name == chosen
            let width = name.columnWidth + 1 + glyphs.columnWidth
            guard column + width <= inner.right else { return }
            column += buffer.write(name + " ", row: row, column: column, isInUse ? scene.strong : scene.dim)
            column += buffer.write(glyphs, row: row, column: column, scene.theme.style(isInUse ? .accent : .text)) + 2
        }
    }

    private static func label(
        _ name: String, isInUse: Bool, into buffer: inout CellBuffer, _ row: Int, _ inner: Rect, _ scene: Scene
    ) {
        if isInUse { buffer.write("●", row: row, column: inner.column + 2, scene.theme.style(.good)) }
        buffer.write(name, row: row, column: inner.column + 4, isInUse ? scene.strong : scene.dim, width: 9)
    }
}

extension Color {
    /// The colour that a screen of some depth shows in its place, sent so whatever the screen's own depth.
    fileprivate func shown(_ depth: ColorDepth) -> Color {
        switch spoken(depth) {
        case .own: .terminalDefault
        case .named(let number): Color.named(number).exact
        case .palette(let index): Color.palette(index).exact
        case .direct(let color): color.color.exact
        }
    }
}
