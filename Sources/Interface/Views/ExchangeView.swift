import Questions
import Screen
import Session

/// How much the selected component may give to another without changing the product, as a slider.
enum ExchangeView {
    /// The pane of its own.
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let slider = scene.session.slider
        let title = slider.flatMap { slider in slider.partner.map { "Exchange \(slider.component + 1) → \($0 + 1)" } }
        PaneFrame.draw(
            into: &buffer, rect, title: title ?? "Exchange", detail: state(scene.session),
            focused: scene.isFocused(.exchange), scene)
        let inner = rect.inset(rows: 1, columns: 2)
        guard let slider, let partner = slider.partner else {
            for (offset, line) in wrapped(absence(scene.session), width: inner.columns).prefix(inner.rows).enumerated()
            {
                buffer.write(line, row: inner.row + offset, column: inner.column, scene.dim)
            }
            return
        }
        let (from, to) = (slider.component + 1, partner + 1)
        var lines = [
            "\(from) loses a × pattern \(to); \(to) gains a × map \(from).", "",
            "The product, and so the fit, stays the same.",
        ]
        if inner.rows >= 6 { lines.insert("", at: 2) }
        for (offset, line) in lines.prefix(inner.rows).enumerated() {
            buffer.write(line, row: inner.row + offset, column: inner.column, scene.dim, width: inner.columns)
        }
        if let bar = scene.layout.slider {
            buffer.write("0", row: bar.row, column: inner.column, scene.dim)
            drawBar(slider, into: &buffer, bar, scene)
            let end = buffer.write(
                " \(amount(slider.largest))", row: bar.row, column: bar.right, scene.dim, width: inner.right - bar.right
            )
            buffer.write(
                "  a = \(amount(slider.amount))", row: bar.row, column: bar.right + end, scene.strong,
                width: inner.right - bar.right - end)
        }
        drawPartners(slider, into: &buffer, inner, scene)
    }

    /// One row: the pair, the bar, the amount, and what the restarts found.
    static func drawStrip(into buffer: inout CellBuffer, _ row: Rect, _ scene: Scene) {
        var column = row.column + 1
        if let slider = scene.session.slider, let partner = slider.partner, let bar = scene.layout.slider {
            column += buffer.write("exchange ", row: row.row, column: column, scene.dim)
            buffer.write("\(slider.component + 1)→\(partner + 1)", row: row.row, column: column, scene.strong)
            drawBar(slider, into: &buffer, bar, scene)
            column = bar.right + 1
            column += buffer.write(
                "a = \(amount(slider.amount))", row: row.row, column: column, scene.strong, width: row.right - column)
            column += buffer.write(
                " of \(amount(slider.largest))", row: row.row, column: column, scene.dim, width: row.right - column)
        } else {
            column += buffer.write(
                absence(scene.session), row: row.row, column: column, scene.dim, width: row.columns / 2)
        }
        let words = FamiliesView.summary(scene.session)
        guard row.right - column > words.columnWidth + 2 else { return }
        buffer.write(words, row: row.row, endingAt: row.right - 1, scene.dim)
    }

    /// The way from 0 to the largest amount, filled up to where it stands.
    private static func drawBar(_ slider: ExchangeSlider, into buffer: inout CellBuffer, _ bar: Rect, _ scene: Scene) {
        let knob = Int((slider.part * Double(bar.columns - 1)).rounded())
        for offset in 0..<bar.columns {
            let isFilled = offset < knob
            buffer.write(
                offset == knob ? "●" : isFilled ? "━" : "─", row: bar.row, column: bar.column + offset,
                scene.theme.style(offset == knob ? .key : isFilled ? .accent : .border, bold: offset == knob))
        }
    }

    /// What the component can give to each other one, the present partner first in sight.
    private static func drawPartners(
        _ slider: ExchangeSlider, into buffer: inout CellBuffer, _ inner: Rect, _ scene: Scene
    ) {
        guard inner.rows >= 5, let table = scene.session.result?.exchanges else { return }
        let row = inner.bottom - 1
        var column = inner.column
        column += buffer.write("partners ", row: row, column: column, scene.dim)
        for partner in slider.partners {
            let words = " \(partner + 1) ≤ \(amount(table.largest(from: slider.component, to: partner))) "
            guard column + words.columnWidth <= inner.right else { break }
            let isChosen = partner == slider.partner
            var style = isChosen ? scene.theme.style(.accentText, on: .accent) : scene.text
            style.reversed = isChosen && buffer.ability.colors == .none
            column += buffer.write(words, row: row, column: column, style)
        }
    }

    /// The exchange in force, where it is not the selected component's.
    private static func state(_ session: Session) -> String {
        guard let exchange = session.intent.exchange, exchange.amount > 0,
            exchange.component != session.intent.component
        else { return "" }
        return "now \(exchange.component + 1) → \(exchange.partner + 1), a = \(amount(exchange.amount))"
    }

    /// Why there is no slider.
    static func absence(_ session: Session) -> String {
        guard let result = session.result else { return "reading…" }
        guard result.exchanges != nil else { return "what components may exchange was not computed" }
        return "component \(session.intent.component + 1) has nothing to give without turning negative"
    }

    private static func amount(_ value: Double) -> String { value.formatted(decimals: value < 0.0995 ? 3 : 2) }
}
