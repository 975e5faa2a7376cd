import Screen
import Session

/// A key that works in an overlay, as its upper edge names it.
public struct OverlayHint: Sendable {
    /// What a click on it presses; nil for keys that a click cannot mean.
    public let key: Key?
    /// As shown.
    public let shown: String
    public let words: String

    init(_ key: Key?, _ shown: String, _ words: String) {
        self.key = key
        self.shown = shown
        self.words = words
    }

    static func escape(_ words: String) -> OverlayHint { OverlayHint(Key(.escape), "Esc", words) }
    static func enter(_ words: String) -> OverlayHint { OverlayHint(Key(.enter), "Enter", words) }
    static let choose = OverlayHint(nil, "↑↓", "choose")

    var columns: Int { shown.columnWidth + 1 + words.columnWidth }

    /// The keys of an overlay, the most important one last.
    static func of(_ overlay: Overlay, isScrolled: Bool) -> [OverlayHint] {
        switch overlay {
        case .help, .evidence, .information:
            (isScrolled ? [OverlayHint(nil, "j k", "scroll")] : []) + [.escape("closes")]
        case .palette: [.enter("runs"), .escape("closes")]
        case .prompt: [.enter("accepts"), .escape("closes")]
        case .sweepForm: [.enter("starts"), .escape("closes")]
        case .datasets: [.choose, .enter("opens"), .escape("leaves")]
        case .picker: [.choose, .enter("keeps"), .escape("takes back")]
        case .appearance:
            [
                OverlayHint(nil, "←→", "change"), OverlayHint(.character("w"), "w", "for next time"), .enter("keeps"),
                .escape("takes back"),
            ]
        case .scanLayout: [.choose, .enter("takes"), .escape("leaves")]
        }
    }
}

extension ScreenLayout {
    static func overlay(_ session: Session, in screen: Rect) -> Rect {
        let wanted: (rows: Int, columns: Int) =
            switch session.view.overlay {
            case .help: (screen.rows - 2, 100)
            case .palette: (min(18, screen.rows - 4), 76)
            case .prompt: (7, 84)
            case .sweepForm: (min(22, screen.rows - 2), 96)
            case .evidence: (allEvidence(session, width: min(92, screen.columns - 4) - 4).count + 3, 92)
            case .scanLayout: (min(40, screen.rows - 2), min(132, screen.columns - 4))
            case .datasets: (max(6, (session.datasets?.count ?? 0) + 4), 92)
            case .picker(let picker): (session.names(of: picker.subject).count + 2, 72)
            case .appearance: (AppearanceView.rows, 84)
            case .information: (informationLines(session, width: min(84, screen.columns - 4) - 4).count + 3, 84)
            case nil: (0, 0)
            }
        let rows = max(0, min(wanted.rows, screen.rows - 2))
        let columns = max(0, min(wanted.columns, screen.columns - 4))
        return Rect(
            row: (screen.rows - rows) / 2, column: (screen.columns - columns) / 2, rows: rows, columns: columns)
    }

    /// The rows that can be chosen in an overlay.
    static func list(_ session: Session, in overlay: Rect) -> ScrolledList? {
        let inner = overlay.inset(rows: 1, columns: 2)
        switch session.view.overlay {
        case .datasets(let selected):
            guard let count = session.datasets?.count else { return nil }
            // Below the heading; the last row tells how many there are where not all are in sight.
            let rows = inner.split(top: 1).rest
            return ScrolledList(
                count <= rows.rows ? rows : rows.split(bottom: 1).rest, count: count, chosen: selected)
        case .palette(let text, let selected):
            return ScrolledList(
                inner.split(top: 2).rest, count: CommandTable.matching(text).count, chosen: selected)
        case .picker(let picker):
            return ScrolledList(inner, count: session.names(of: picker.subject).count, chosen: picker.selected)
        case .appearance(let form):
            return ScrolledList(
                inner.split(top: Appearance.Field.allCases.count).top, count: Appearance.Field.allCases.count,
                chosen: form.selected)
        case .sweepForm(let form):
            // Below the fields: a blank row, two of help, the keys. Where not all fit, the chosen one stays in sight.
            let count = SweepForm.Field.allCases.count
            let top = inner.rows >= count + 5 ? 1 : 0
            let fields = inner.split(top: top).rest.split(top: max(1, min(count, inner.rows - top - 4))).top
            return ScrolledList(
                fields.split(left: inner.columns * 6 / 10).left, count: count, chosen: form.selected.rawValue)
        case .help, .prompt, .evidence, .scanLayout, .information, nil: return nil
        }
    }

    /// The overlay's keys at the right of its upper edge, as many as leave room for its title.
    static func overlayHints(_ session: Session, in overlay: Rect) -> [(hint: OverlayHint, rect: Rect)] {
        guard let shown = session.view.overlay, !overlay.isEmpty else { return [] }
        var room = overlay.columns - 26
        var end = overlay.right - 3
        var placed: [(hint: OverlayHint, rect: Rect)] = []
        for hint in OverlayHint.of(shown, isScrolled: scrollLimit(session, in: overlay) > 0).reversed() {
            guard hint.columns <= room else { break }
            placed.append(
                (hint, Rect(row: overlay.row, column: end - hint.columns, rows: 1, columns: hint.columns)))
            end -= hint.columns + 3
            room -= hint.columns + 3
        }
        return placed.reversed()
    }

    /// How far down the overlay's text can be scrolled.
    static func scrollLimit(_ session: Session, in overlay: Rect) -> Int {
        let width = overlay.columns - 4
        let lines =
            switch session.view.overlay {
            case .help: helpLines(width: width).count
            case .evidence: allEvidence(session, width: width).count
            case .information: informationLines(session, width: width).count
            default: 0
            }
        return max(0, lines - max(1, overlay.rows - 3))
    }

    /// Where the footer says what is shown and how: right of the hints, where there is room.
    static func corner(_ session: Session, in footer: Rect, after end: Int, _ ability: ScreenAbility) -> Rect {
        let words = FooterView.corner(session, ability)
        let width = words.columnWidth
        guard footer.right - end > width + 3 else { return Rect(row: footer.row, column: end, rows: 0, columns: 0) }
        return Rect(row: footer.row, column: footer.right - 1 - width, rows: 1, columns: width)
    }
}
