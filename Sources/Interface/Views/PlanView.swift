import DataCube
import Questions
import Screen
import Session

/// What the sweep computes: its parameters, and the pixels it looks at.
enum PlanView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let parameters = session.sweep?.parameters ?? session.proposedSweep
        PaneFrame.draw(
            into: &buffer, rect, title: "Plan", detail: session.sweep == nil ? "not started" : "",
            focused: scene.isFocused(.plan), scene)
        let inner = rect.inset(rows: 1, columns: 2)
        let (words, picture) = inner.split(left: min(34, inner.columns * 6 / 10))
        var row = inner.row
        for (name, value) in facts(parameters, session) where row < inner.bottom {
            buffer.write(name, row: row, column: words.column, scene.dim, width: 11)
            buffer.write(value, row: row, column: words.column + 12, scene.text, width: words.columns - 13)
            row += 1
        }
        MaskPicture.draw(into: &buffer, picture, parameters.mask, scene)
    }

    private static func facts(_ parameters: SweepParameters, _ session: Session) -> [(String, String)] {
        let counts = parameters.componentCounts
        let start = parameters.start == .random ? "" : " from \(parameters.start.rawValue)"
        var facts = [
            ("method", parameters.method.title + start), ("k", "\(counts.lowerBound)…\(counts.upperBound)"),
            ("restarts", "\(parameters.restarts)"), ("seed", "\(parameters.seed)"),
            ("tolerance", "\(parameters.tolerance)"), ("iterations", "≤ \(parameters.maximumIterations)"),
            ("mask", parameters.mask.exclusion.spelling),
        ]
        if let region = parameters.mask.region { facts.append(("region", region.spelling)) }
        if parameters.isExact { facts.append(("fits", "on the data")) }
        if let tieBreaker = parameters.tieBreaker { facts.append(("tie-breaker", tieBreaker.spelling)) }
        if let seconds = parameters.timeBudgetSpelling { facts.append(("time", "≤ \(seconds) s a run")) }
        if let exclusions = session.sweep?.exclusions {
            facts.append(("pixels", "\(exclusions.keptPixels) of \(exclusions.allPixels)"))
            facts.append(("positions", "\(exclusions.keptPositions) of \(exclusions.allPositions)"))
            if exclusions.hotPixels + exclusions.deadPixels > 0 {
                facts.append(("defects", "\(exclusions.hotPixels) hot, \(exclusions.deadPixels) dead"))
            }
        }
        return facts
    }
}

/// The mean pattern with what an analysis leaves out drawn as mask.
enum MaskPicture {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ mask: AnalysisMask, _ scene: Scene) {
        guard let survey = scene.session.findings.survey else { return }
        let shape = survey.mean.shape
        var values = [Float](repeating: .nan, count: shape.count)
        for run in mask.keptPixels(on: shape, survey: survey).runs {
            for index in run { values[index] = survey.mean.values[index] }
        }
        let pattern = DiffractionPattern(shape: shape, values: values)
        PictureView.draw(
            into: &buffer, scene.look.picture(of: pattern, scene.session.intent.patternDisplay, Calibration()),
            in: rect, scene)
    }
}
