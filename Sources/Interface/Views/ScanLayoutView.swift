import DataCube
import Questions
import Screen
import Session

/// How the frames lie as a scan: what is offered, what can be changed, and the map as it would be.
enum ScanLayoutView {
    static func draw(_ form: ScanLayoutForm, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        PaneFrame.draw(into: &buffer, rect, title: "Scan shape", focused: true, scene)
        guard let places = scene.layout.scanLayout else { return }
        drawList(form, into: &buffer, places, scene)
        drawNumbers(form, into: &buffer, places.numbers, scene)
        buffer.write(
            sentence(form), row: places.sentence.row, column: places.sentence.column, scene.text,
            width: places.sentence.columns)
        guard let pattern = places.pattern else { return drawMap(form, into: &buffer, places.map, scene) }
        drawMap(form, into: &buffer, title("map", into: &buffer, places.map, scene), scene)
        drawPattern(into: &buffer, title("mean pattern", into: &buffer, pattern, scene), scene)
    }

    private static func drawList(
        _ form: ScanLayoutForm, into buffer: inout CellBuffer, _ places: ScanLayoutPlaces, _ scene: Scene
    ) {
        let heading = places.heading
        buffer.write(
            "\(form.frames) frames", row: heading.row, column: heading.column, scene.strong, width: heading.columns)
        if scene.session.dataset.scanOrigin.isGuess {
            buffer.write(
                "their rows are a guess", row: heading.row, endingAt: heading.right, scene.dim,
                width: heading.columns - 13)
        }
        let titles = heading.bottom - 1
        buffer.write("rows × columns", row: titles, column: heading.column + 4, scene.dim)
        buffer.write("rows alike", row: titles, endingAt: heading.right, scene.dim)
        let proposals = scene.session.proposals(form)
        let clearest = proposals.first?.clearness ?? 0
        for (place, row) in places.list.shown {
            let proposal = proposals[place]
            let shape = proposal.layout.shape
            let chosen = shape.columns == form.columns
            let style = scene.entry(chosen: chosen, row: row, in: places.list.rect, into: &buffer)
            let rows = "\(shape.rows)"
            buffer.write(rows, row: row, endingAt: heading.column + 8, style)
            buffer.write(" × \(shape.columns)", row: row, column: heading.column + 8, style)
            guard proposal.clearness > 0 else { continue }
            let longest = max(4, heading.columns - 24)
            let length = max(1, Int((Double(longest) * proposal.clearness / clearest).rounded()))
            buffer.write(
                String(repeating: "━", count: length), row: row, column: heading.right - longest,
                chosen ? style : scene.theme.style(.good))
        }
    }

    private static func drawNumbers(
        _ form: ScanLayoutForm, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene
    ) {
        var lines = [
            ("+ -", "columns", "\(form.columns)", "or type them"),
            ("s S", "skipped", "\(form.skipped)", form.skipped == 1 ? "first frame" : "first frames"),
            ("f F", "fly-back", "\(form.flyback)", form.flyback == 1 ? "frame a row" : "frames a row"),
        ]
        if let order = scene.session.dataset.order { lines.append(("o", "stored as", order.rawValue, "")) }
        for (offset, (keys, name, value, remark)) in lines.enumerated() where offset < rect.rows {
            let row = rect.row + offset
            buffer.write(keys, row: row, column: rect.column, scene.theme.style(.key, bold: true))
            buffer.write(name, row: row, column: rect.column + 5, scene.text)
            let taken = buffer.write(value, row: row, column: rect.column + 15, scene.strong, width: rect.columns - 15)
            if offset == 0, form.isTyping {
                buffer.write("█", row: row, column: rect.column + 15 + taken, scene.theme.style(.accent))
            }
            buffer.write(remark, row: row, column: rect.column + 23, scene.dim, width: rect.columns - 23)
        }
    }

    /// What the layout makes of the frames.
    private static func sentence(_ form: ScanLayoutForm) -> String {
        guard let shape = form.layout?.shape else { return "no row is whole" }
        let rest =
            switch form.unused {
            case 0: "nothing left over"
            case 1: "1 frame left over"
            case let count: "\(count) frames left over"
            }
        return "\(shape.rows) × \(shape.columns), \(rest)"
    }

    /// Writes above a picture what it shows.
    /// - Returns: where the picture itself lies.
    private static func title(
        _ text: String, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene
    ) -> Rect {
        let (row, rest) = rect.split(top: 1)
        buffer.write(text, row: row.row, centeredIn: row.columnRange, scene.dim)
        return rest
    }

    private static func drawMap(
        _ form: ScanLayoutForm, into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene
    ) {
        guard let map = scene.session.preview(form) else {
            let failure = scene.session.seriesFailure
            let lines = wrapped(failure ?? "reading the frames…", width: max(16, rect.columns - 4))
            let top = rect.row + max(0, (rect.rows - lines.count) / 2)
            for (row, line) in zip(top..<rect.bottom, lines) {
                buffer.write(
                    line, row: row, centeredIn: rect.columnRange,
                    failure == nil ? scene.dim : scene.theme.style(.error))
            }
            return
        }
        PictureView.draw(
            into: &buffer, scene.look.picture(of: map, scene.session.intent.mapDisplay, Calibration()), in: rect, scene)
    }

    private static func drawPattern(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        guard let mean = scene.session.findings.survey?.mean else { return }
        PictureView.draw(
            into: &buffer,
            scene.look.picture(of: mean, scene.session.intent.patternDisplay, Calibration(), kept: scene.kept),
            in: rect, scene)
    }
}

extension Rect {
    fileprivate var columnRange: Range<Int> { column..<max(column, right) }
}
