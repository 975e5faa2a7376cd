import Questions
import Screen
import Session

/// What is known about the chosen k.
enum ChoiceView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let k = session.intent.k
        PaneFrame.draw(into: &buffer, rect, title: "k = \(k)", scene)
        let inner = rect.inset(rows: 1, columns: 2)
        guard let sweep = session.sweep else { return }
        let lines = facts(sweep, k)
        let spaced = inner.rows >= lines.count * 2 + 3
        var row = inner.row + (spaced ? 1 : 0)
        for (name, value, role) in lines where row < inner.bottom {
            buffer.write(name, row: row, column: inner.column, scene.dim, width: 13)
            buffer.write(
                value, row: row, column: inner.column + 14, scene.theme.style(role), width: inner.columns - 14)
            row += spaced ? 2 : 1
        }
        guard row < inner.bottom else { return }
        if sweep.seconds[k] != nil {
            let taken = buffer.write(
                "Enter ", row: inner.bottom - 1, column: inner.column, scene.theme.style(.key, bold: true))
            buffer.write(
                "components of k = \(k)", row: inner.bottom - 1, column: inner.column + taken, scene.text,
                width: inner.columns - taken)
        }
    }

    /// Name, value and colour of each known fact.
    private static func facts(_ sweep: SweepStatus, _ k: Int) -> [(String, String, Theme.Role)] {
        let errors = sweep.errors(of: k)
        guard let minimum = errors.min(), let worst = errors.max(), let mean = sweep.mean(of: k) else {
            return [("state", sweep.runs[k] == nil ? "not begun" : "running", .dim)]
        }
        var facts: [(String, String, Theme.Role)] = [
            ("minimum MSE", Readout.error(minimum), .title), ("mean MSE", Readout.error(mean), .text),
            ("worst MSE", Readout.error(worst), .text),
        ]
        if let bound = sweep.bound(of: k), bound > 0 {
            facts.append(("above bound", "\(((minimum - bound) / bound * 100).formatted(significant: 3)) %", .good))
        }
        if let before = sweep.minimum(of: k - 1), before > 0 {
            let gain = (before - minimum) / before * 100
            facts.append(("gain on k-1", "\(gain.formatted(significant: 3)) %", gain >= 0 ? .text : .warning))
        }
        let summaries = (sweep.runs[k] ?? []).compactMap(\.summary)
        let iterations = summaries.map(\.iterations)
        let limited = summaries.count { $0.stop == .iterationLimit }
        if let low = iterations.min(), let high = iterations.max() {
            facts.append(("iterations", low == high ? "\(low)" : "\(low)–\(high)", .text))
        }
        facts.append(("restarts", "\(summaries.count) / \(sweep.parameters.restarts)", .text))
        if limited > 0 { facts.append(("at the limit", "\(limited)", .warning)) }
        if let seconds = sweep.seconds[k] { facts.append(("time", Readout.duration(seconds), .text)) }
        return facts
    }
}
