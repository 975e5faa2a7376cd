import Questions
import Screen
import Session

/// MSE against k (paper, Fig. 4a): every restart as a point whose brightness says how many fell there, minimum and mean
/// as lines, the SVD bound; or the excess above that bound on a logarithmic axis.
enum ErrorsView {
    /// The cells inside a pane where curves are drawn.
    static func area(in rect: Rect) -> Rect {
        let inner = rect.inset(rows: 1, columns: 1)
        return Rect(row: inner.row, column: inner.column + 9, rows: inner.rows - 2, columns: inner.columns - 11)
    }

    /// The k whose column is nearest to a column of the screen.
    static func k(at column: Int, in area: Rect, _ counts: ClosedRange<Int>) -> Int {
        counts.min {
            abs(self.column(of: $0, in: area, counts) - column) < abs(self.column(of: $1, in: area, counts) - column)
        }
            ?? counts.lowerBound
    }

    private static func column(of k: Int, in area: Rect, _ counts: ClosedRange<Int>) -> Int {
        let margin = min(4, area.columns / 8)
        let part = counts.count == 1 ? 0.5 : Double(k - counts.lowerBound) / Double(counts.count - 1)
        return area.column + margin + Int((part * Double(max(0, area.columns - 1 - 2 * margin))).rounded())
    }

    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let excess = session.view.showsExcess
        let title = excess ? "Excess above the SVD bound" : "MSE against k"
        guard let sweep = session.sweep else {
            PaneFrame.draw(into: &buffer, rect, title: title, focused: true, scene)
            invite(into: &buffer, rect, scene)
            return
        }
        let counts = sweep.parameters.componentCounts
        func shown(_ value: Double?, _ k: Int) -> Double? {
            guard let value, excess else { return value }
            guard let bound = sweep.bound(of: k), bound > 0 else { return nil }
            return value > bound ? (value - bound) / bound * 100 : nil
        }
        let points = Dictionary(
            uniqueKeysWithValues: counts.map { k in (k, sweep.errors(of: k).compactMap { shown($0, k) }) })
        let all = points.values.flatMap { $0 }
        let bounds = excess ? [] : counts.compactMap { sweep.bound(of: $0) }
        let axis = self.axis(all, bounds, excess)
        let detail = (excess ? "percent · " : "counts² · ") + (axis.isLogarithmic ? "log scale" : "linear scale")
        PaneFrame.draw(into: &buffer, rect, title: title, detail: detail, focused: true, scene)
        let area = area(in: rect)
        guard area.rows >= 3, area.columns >= 10 else { return }
        PlotFrame.draw(into: &buffer, area, axis, scene)
        drawCounts(into: &buffer, area, counts, chosen: session.intent.k, scene)
        if all.isEmpty, bounds.isEmpty {
            buffer.write(
                sweep.isRunning ? "the first fits are on their way…" : "no fit finished",
                row: area.row + area.rows / 2, centeredIn: area.column..<area.right, scene.dim)
            return
        }
        drawCursor(into: &buffer, column(of: session.intent.k, in: area, counts), area, scene)
        var canvas = BrailleCanvas(area)
        func curve(_ values: [(k: Int, value: Double?)], _ role: Theme.Role) {
            let places = values.compactMap { entry in
                entry.value.map {
                    (row: dotRow($0, axis, canvas), column: (column(of: entry.k, in: area, counts) - area.column) * 2)
                }
            }
            if places.count == 1 { canvas.set(row: places[0].row, column: places[0].column, scene.theme[role]) }
            for (from, to) in zip(places, places.dropFirst()) { canvas.line(from: from, to: to, scene.theme[role]) }
        }
        if !excess { curve(counts.map { ($0, sweep.bound(of: $0)) }, .series3) }
        curve(counts.map { ($0, shown(sweep.mean(of: $0), $0)) }, .series2)
        curve(counts.map { ($0, shown(sweep.minimum(of: $0), $0)) }, .series1)
        canvas.draw(into: &buffer, background: scene.theme[.background])
        for k in counts {
            drawHistogram(into: &buffer, points[k] ?? [], column(of: k, in: area, counts), area, axis, scene)
        }
        legend(into: &buffer, rect, area, title: title, detail: detail, excess, scene)
    }

    private static func axis(_ values: [Double], _ bounds: [Double], _ excess: Bool) -> Axis {
        let everything = values + bounds
        guard let low = everything.min(), let high = everything.max() else { return Axis(0, 1) }
        if excess { return Axis(low / 1.2, high * 1.2, logarithmic: true) }
        let margin = (high - low) * 0.06
        let wide = low > 0 && high / low > 1.6
        return wide ? Axis(low / 1.04, high * 1.04, logarithmic: true) : Axis(low - margin, high + margin)
    }

    private static func dotRow(_ value: Double, _ axis: Axis, _ canvas: BrailleCanvas) -> Int {
        Int(((1 - axis.part(of: value)) * Double(canvas.dotRows - 1)).rounded())
    }

    /// The restarts of a k: two bins a cell, brighter where more fell.
    private static func drawHistogram(
        into buffer: inout CellBuffer, _ values: [Double], _ column: Int, _ area: Rect, _ axis: Axis, _ scene: Scene
    ) {
        guard !values.isEmpty else { return }
        let perCell = buffer.ability.glyphs == .ascii ? 1 : 2
        var bins: [Int: Int] = [:]
        for value in values {
            let part = max(0, min(1, axis.part(of: value)))
            bins[Int(((1 - part) * Double(area.rows * perCell - 1)).rounded()), default: 0] += 1
        }
        let background = scene.theme[.background]
        func color(_ bin: Int) -> Color? {
            bins[bin].map { count in
                let part = 0.45 + 0.55 * min(1, Double(count) / Double(max(1, values.count)) * 2)
                return blend(scene.theme[.text], background, part)
            }
        }
        for row in 0..<area.rows {
            let upper = color(row * perCell)
            let lower = perCell == 2 ? color(row * 2 + 1) : nil
            guard upper != nil || lower != nil else { continue }
            let cell =
                perCell == 1
                ? Cell("o", Style(upper ?? background, on: background))
                : lower == nil
                    ? Cell("▀", Style(upper ?? background, on: background))
                    : upper == nil
                        ? Cell("▄", Style(lower ?? background, on: background))
                        : Cell("▀", Style(upper ?? background, on: lower ?? background))
            for offset in (area.columns > 60 ? -1...1 : 0...0) { buffer[area.row + row, column + offset] = cell }
        }
    }

    /// A colour between two; the first where one is the terminal's own.
    private static func blend(_ first: Color, _ second: Color, _ part: Double) -> Color {
        guard let a = first.components, let b = second.components else { return first }
        func mix(_ x: UInt8, _ y: UInt8) -> UInt8 { UInt8((Double(x) * part + Double(y) * (1 - part)).rounded()) }
        return .rgb(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue))
    }

    private static func drawCounts(
        into buffer: inout CellBuffer, _ area: Rect, _ counts: ClosedRange<Int>, chosen: Int, _ scene: Scene
    ) {
        var free = area.column - 1
        for k in counts {
            let label = String(k)
            let place = column(of: k, in: area, counts)
            guard k == chosen || place - label.count / 2 > free else { continue }
            let style = k == chosen ? scene.theme.style(.key, bold: true) : scene.dim
            let column = place - (label.count - 1) / 2
            buffer.write(k == chosen ? "▲" : " ", row: area.bottom + 1, column: place, style)
            buffer.write(label, row: area.bottom + 1, column: column, style)
            free = column + label.count
        }
        buffer.write("k", row: area.bottom + 1, column: area.column - 2, scene.dim)
    }

    private static func drawCursor(into buffer: inout CellBuffer, _ column: Int, _ area: Rect, _ scene: Scene) {
        for row in area.row..<area.bottom { buffer.write("┊", row: row, column: column, scene.theme.style(.key)) }
    }

    /// What the marks are: in the pane's upper edge where there is room between title and detail, else in the plot.
    private static func legend(
        into buffer: inout CellBuffer, _ rect: Rect, _ area: Rect, title: String, detail: String, _ excess: Bool,
        _ scene: Scene
    ) {
        var entries: [(String, Theme.Role, String)] = [
            ("──", .series1, "minimum"), ("──", .series2, "mean"), ("▄▄", .text, "restarts"),
        ]
        if !excess { entries.insert(("──", .series3, "SVD bound"), at: 2) }
        let start = rect.column + title.columnWidth + 6
        let length = entries.reduce(0) { $0 + $1.2.columnWidth + 5 }
        if start + length + 4 <= rect.right - detail.columnWidth - 5 {
            var column = start
            for (mark, role, name) in entries {
                column += buffer.write(" \(mark)", row: rect.row, column: column, scene.theme.style(role))
                column += buffer.write(" \(name) ", row: rect.row, column: column, scene.theme.style(role))
            }
            return
        }
        guard area.columns > 40, area.rows > entries.count + 4 else { return }
        for (offset, entry) in entries.enumerated() {
            let row = area.row + 1 + offset
            buffer.write(entry.0, row: row, column: area.right - 13, scene.theme.style(entry.1))
            buffer.write(entry.2, row: row, column: area.right - 10, scene.theme.style(entry.1))
        }
    }

    private static func invite(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let lines = [
            "no sweep yet", "", "A sweep factorizes the patterns into k components,",
            "k = 2…15 with 20 random starts each, as the founding paper did.", "",
            "s  opens its form      Enter  there starts it",
        ]
        let first = rect.row + max(1, (rect.rows - lines.count) / 2)
        for (offset, line) in lines.enumerated() where first + offset < rect.bottom - 1 {
            buffer.write(
                line, row: first + offset, centeredIn: rect.column + 1..<rect.right - 1,
                offset == 0 ? scene.strong : offset == lines.count - 1 ? scene.theme.style(.key) : scene.dim)
        }
    }
}
