import Questions
import Screen
import Session

/// MSE against iteration (paper, Supplementary Fig. S5) for the k that runs, or the chosen one.
enum ConvergenceView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let k = session.sweep.flatMap { $0.isRunning ? $0.currentK : nil } ?? session.intent.k
        let runs = session.sweep?.runs[k] ?? []
        let longest = runs.map(\.errors.count).max() ?? 0
        // Round, like the axis of errors, so that what is drawn stays in its place while a run goes on.
        let length = Int(
            Axis.roundNumber(above: Double(max(2, longest)), of: [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]).rounded(.up))
        let running = runs.count { $0.summary == nil && !$0.errors.isEmpty }
        let detail =
            runs.isEmpty
            ? ""
            : rect.columns < 46
                ? "k = \(k)"
                : running > 0
                    ? "k = \(k) · \(running) running · iteration \(longest)" : "k = \(k) · \(longest) iterations"
        PaneFrame.draw(
            into: &buffer, rect, title: "Convergence", detail: detail, focused: scene.isFocused(.convergence), scene)
        let area = CountAxis.area(in: rect)
        guard area.rows >= 2, area.columns >= 10 else { return }
        guard let axis = axis(runs) else {
            buffer.write(
                "nothing computed for k = \(k)", row: rect.row + rect.rows / 2,
                centeredIn: rect.column + 1..<rect.right - 1,
                scene.dim)
            return
        }
        PlotFrame.draw(into: &buffer, area, axis, scene)
        var canvas = BrailleCanvas(area)
        let best = runs.indices.min { (runs[$0].errors.last ?? .infinity) < (runs[$1].errors.last ?? .infinity) }
        let order = runs.indices.filter { $0 != best } + (best.map { [$0] } ?? [])
        for index in order {
            let color = scene.theme[index == best ? .series1 : .gridline]
            let places = runs[index].errors.enumerated().drop { $0.element > axis.high }.map { step, error in
                (
                    row: Int(((1 - min(1, axis.part(of: error))) * Double(canvas.dotRows - 1)).rounded()),
                    column: Int((Double(step) / Double(length - 1) * Double(canvas.dotColumns - 1)).rounded())
                )
            }
            if places.count == 1 { canvas.set(row: places[0].row, column: places[0].column, color) }
            for (from, to) in zip(places, places.dropFirst()) { canvas.line(from: from, to: to, color) }
        }
        canvas.draw(into: &buffer, background: scene.theme[.background])
        for (value, _) in Axis(1, Double(length)).ticks(about: max(2, area.columns / 14))
        where value == value.rounded() {
            let label = value.formatted(decimals: 0)
            let part = (value - 1) / Double(length - 1)
            let column = min(area.column + Int((part * Double(area.columns - 1)).rounded()), area.right - label.count)
            buffer.write(label, row: area.bottom + 1, column: column, scene.dim)
        }
    }

    /// From the lowest MSE to what four of five iterates lie below: the first few are far off and would flatten the rest.
    private static func axis(_ runs: [SweepStatus.Run]) -> Axis? {
        let values = runs.flatMap(\.errors).sorted()
        guard let low = values.first else { return nil }
        let high = values[(values.count - 1) * 4 / 5]
        let margin = (high - low) * 0.05
        return Axis(low - min(margin, low * 0.01), high + margin).rounded
    }
}
