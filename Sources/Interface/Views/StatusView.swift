import Questions
import Screen
import Session

/// What was said last, how the sweep goes, what was found in the data, and the command line that shows the same again.
enum StatusView {
    static func draw(into buffer: inout CellBuffer, _ scene: Scene) {
        let rect = scene.layout.status
        let session = scene.session
        var lines: [(inout CellBuffer, Int) -> Void] = []
        if let message = session.view.message { lines.append { draw(message, into: &$0, $1, scene) } }
        let isRunning = session.sweep?.isRunning == true
        if isRunning || session.view.workspace != .explore || rect.rows > 2 {
            lines.append { draw(session.sweep, into: &$0, $1, scene) }
        }
        if lines.count < rect.rows - 1 { lines.append { drawFindings(into: &$0, $1, scene) } }
        lines.append { label("cmd", .dim, reproducingCommand(session), into: &$0, $1, scene) }
        // What was said and what runs come first; the command line keeps the last row.
        let shown = lines.count <= rect.rows ? lines : Array(lines.prefix(rect.rows - 1)) + [lines[lines.count - 1]]
        for (offset, line) in shown.enumerated() { line(&buffer, rect.row + offset) }
    }

    private static func label(
        _ word: String, _ role: Theme.Role, _ text: String, into buffer: inout CellBuffer, _ row: Int, _ scene: Scene
    ) {
        let rect = scene.layout.status
        var badge = scene.theme.style(.accentText, on: role, bold: true)
        if role == .dim { badge = scene.theme.style(.dim, on: .surface) }
        if buffer.ability.colors == .none { badge = Style(reversed: true) }
        let taken = buffer.write(" \(word) ", row: row, column: rect.column + 1, badge)
        let column = rect.column + 1 + max(7, taken) + 1
        buffer.write(
            text, row: row, column: column, role == .dim ? scene.dim : scene.text, width: rect.right - column - 1)
    }

    private static func draw(_ message: Message, into buffer: inout CellBuffer, _ row: Int, _ scene: Scene) {
        switch message.kind {
        case .plain: label("note", .accent, message.text, into: &buffer, row, scene)
        case .warning: label("note", .warning, message.text, into: &buffer, row, scene)
        case .failure: label("error", .error, message.text, into: &buffer, row, scene)
        }
    }

    private static func draw(_ sweep: SweepStatus?, into buffer: inout CellBuffer, _ row: Int, _ scene: Scene) {
        guard let sweep else { return label("sweep", .dim, "none yet: s starts one", into: &buffer, row, scene) }
        let counts = sweep.parameters.componentCounts
        let range = "\(counts.lowerBound)…\(counts.upperBound)"
        let fits = "\(sweep.finishedFits) / \(sweep.parameters.fits) fits"
        switch sweep.state {
        case .starting, .running:
            if sweep.isGathering { return label("sweep", .good, gathering(sweep), into: &buffer, row, scene) }
            let place = sweep.currentK.map { "k = \($0) of \(range)" } ?? "k = \(range)"
            label("sweep", .good, place, into: &buffer, row, scene)
            var column = scene.layout.status.column + 10 + place.columnWidth + 2
            let width = max(8, min(48, scene.layout.status.columns - column - 44))
            let done = Int((Double(width) * sweep.progress).rounded())
            column += buffer.write(
                String(repeating: "━", count: done), row: row, column: column, scene.theme.style(.good))
            column += buffer.write(
                String(repeating: "─", count: width - done), row: row, column: column, scene.theme.style(.gridline))
            var words = "  \(fits)"
            if let left = sweep.secondsLeft { words += "   \(Readout.duration(left)) left" }
            buffer.write(words, row: row, column: column, scene.text, width: scene.layout.status.right - column - 1)
        case .finished:
            label(
                "sweep", .good, "finished: k = \(range), \(fits) in \(Readout.duration(sweep.elapsed))", into: &buffer,
                row, scene)
        case .cancelled:
            label("sweep", .warning, "cancelled: \(fits) of k = \(range) are kept", into: &buffer, row, scene)
        case .failed(let reason):
            label("sweep", .error, "failed: \(reason)", into: &buffer, row, scene)
        }
    }

    /// What is being found out after the fits.
    private static func gathering(_ sweep: SweepStatus) -> String {
        let all = sweep.parameters.componentCounts.count
        let measured = sweep.evidence.heldOut?.errors.values.count { !$0.isEmpty } ?? 0
        let words = "\(sweep.finishedFits) / \(sweep.parameters.fits) fits, gathering evidence"
        return measured > 0 ? words + ": held-out errors of \(measured) of \(all) k" : words + "…"
    }

    private static func drawFindings(into buffer: inout CellBuffer, _ row: Int, _ scene: Scene) {
        let dataset = scene.session.dataset
        let isSettled = dataset.missing == nil && !dataset.scanOrigin.isGuess
        label("data", isSettled ? .accent : .warning, findings(scene.session), into: &buffer, row, scene)
    }

    /// What is missing, beam, mask and defects in a sentence.
    static func findings(_ session: Session) -> String {
        var words: [String] = []
        if let missing = session.dataset.missing {
            words.append("\(missing.count) of \(missing.promised) frames are missing")
        }
        if session.dataset.scanOrigin.isGuess {
            let shape = session.dataset.scanOrigin.layout.shape
            let likelier = session.likelierPeriod.map { ", rows of \($0.frames) look likelier" } ?? ""
            let key = CommandTable.command("scan.shape")?.keys.first ?? ""
            words.append("scan \(shape.rows) × \(shape.columns) guessed\(likelier): \(key)")
        }
        guard let survey = session.findings.survey else {
            return (words + ["looking at the data…"]).joined(separator: " · ")
        }
        if let beam = survey.beam {
            words.append(
                "beam (\(beam.center.row.formatted(decimals: 1)), \(beam.center.column.formatted(decimals: 1))) r \(beam.radius.formatted(decimals: 1)) px"
            )
        } else {
            words.append("no direct beam found")
        }
        switch session.intent.mask {
        case .automatic: words.append(survey.beam == nil ? "mask none" : "mask beam")
        case .none: words.append("mask none")
        case .shape(let shape): words.append("mask \(shape.spelling)")
        }
        words.append(defects(survey))
        if !session.dataset.guesses.isEmpty, !session.dataset.scanOrigin.isGuess {
            words.append("assumed: \(session.dataset.guesses.joined(separator: " "))")
        }
        return words.joined(separator: " · ")
    }

    /// What is wrong with pixels and values, in a few words.
    static func defects(_ survey: Survey) -> String {
        var words = ["\(survey.hotPixels.count) hot, \(survey.deadPixels.count) dead pixels"]
        func count(_ number: Int, _ word: String) {
            if number > 0 { words.append("\(number) \(word)") }
        }
        count(survey.nonFinitePixels.count, "pixels not finite")
        count(survey.saturatedValues, "saturated values")
        count(survey.negativeValues, "negative values")
        return words.joined(separator: " · ")
    }
}
