import Questions
import Screen
import Session

/// What is known about the chosen k.
enum ChoiceView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let k = session.intent.k
        let isSuggested = session.sweep?.evidence.suggestion?.k == k
        PaneFrame.draw(
            into: &buffer, rect, title: "k = \(k)", detail: isSuggested ? "suggested ◆" : "",
            focused: scene.isFocused(.choice), scene)
        let inner = rect.inset(rows: 1, columns: 2)
        guard let sweep = session.sweep else { return }
        let lines = facts(sweep, k)
        let spaced = inner.rows >= lines.count * 2 + 3
        var row = inner.row + (spaced ? 1 : 0)
        // The last row is kept for what can be done here.
        let end = inner.bottom - (sweep.seconds[k] == nil ? 0 : 1)
        for (name, value, role) in lines where row < end {
            buffer.write(name, row: row, column: inner.column, scene.dim, width: 13)
            // Where there is no room for it, the remark after the value is left out.
            let room = inner.columns - 13
            let shown = value.columnWidth <= room ? value : value.split(separator: "  ").first.map(String.init) ?? value
            buffer.write(shown, row: row, column: inner.column + 13, scene.theme.style(role), width: room)
            row += spaced ? 2 : 1
        }
        if sweep.seconds[k] != nil {
            let taken = buffer.write(
                "Enter ", row: inner.bottom - 1, column: inner.column, scene.theme.style(.key, bold: true))
            buffer.write(
                inner.columns < 28 ? "components" : "components of k = \(k)", row: inner.bottom - 1,
                column: inner.column + taken, scene.text, width: inner.columns - taken)
        }
    }

    /// Name, value and colour of each known fact.
    private static func facts(_ sweep: SweepStatus, _ k: Int) -> [(String, String, Theme.Role)] {
        let errors = sweep.errors(of: k)
        guard let minimum = sweep.minimum(of: k), let worst = errors.max(), let mean = sweep.mean(of: k) else {
            return [("state", sweep.runs[k] == nil ? "not begun" : "running", .dim)]
        }
        var facts: [(String, String, Theme.Role)] = [
            ("minimum MSE", Readout.error(minimum), .title), ("mean MSE", Readout.error(mean), .text),
            ("worst MSE", Readout.error(worst), .text),
        ]
        if let bound = sweep.bound(of: k), bound > 0 {
            facts.append(("above bound", "\(((minimum - bound) / bound * 100).formatted(significant: 3)) %", .good))
        }
        let evidence = sweep.evidence
        if let floor = evidence.noiseFloor[k] {
            let isReached = minimum <= floor * 1.001
            let words = Readout.error(floor) + (isReached ? "  reached" : "")
            facts.append(("noise floor", words, isReached ? .good : .text))
        }
        if let heldOut = evidence.heldOut, let error = heldOut.mean(of: k) {
            let isLowest = heldOut.errors.keys.allSatisfy { heldOut.mean(of: $0).map { $0 >= error } ?? true }
            facts.append(
                ("held out", Readout.error(error) + (isLowest ? "  lowest" : ""), isLowest ? .good : .text))
        }
        if let stability = evidence.stability[k] {
            facts.append(("stability", stability.formatted(decimals: 3), stability >= 0.95 ? .good : .text))
        }
        if let families = sweep.families[k] {
            facts.append(("families", families.count == 1 ? "1  all alike" : "\(families.count)", .text))
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
