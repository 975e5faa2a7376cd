import DataCube
import Questions
import Screen
import Session

/// The diffraction pattern with the virtual detector, the analysis mask and the defects on it.
enum PatternView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let fresh = session.pattern
        PaneFrame.draw(
            into: &buffer, rect, title: "Pattern",
            detail: title(session, fresh: fresh != nil, isNarrow: rect.columns < 36),
            focused: session.view.focus == .pattern, scene)
        let captions = rect.inset(rows: 1, columns: 1).split(bottom: ScreenLayout.captionRows(rect)).bottom
        guard let geometry = scene.layout.pattern else { return }
        guard let pattern = fresh ?? session.lastPattern else {
            buffer.write(
                "reading the pattern…", row: geometry.cells.row + geometry.cells.rows / 2,
                centeredIn: rect.column..<rect.right, scene.dim)
            return
        }
        let picture = scene.look.picture(
            of: pattern, judged: session.judged(pattern), session.intent.patternDisplay, session.dataset.calibration)
        var canvas = PixelCanvas(picture.image, geometry: geometry, kept: scene.kept)
        overlay(on: &canvas, scene)
        let (bar, readout) = captions.split(bottom: 1)
        PictureView.draw(into: &buffer, canvas, picture, caption: bar, scene)
        if session.view.focus == .pattern {
            PictureView.cross(
                into: &buffer, geometry, row: Int(session.pixel.row), column: Int(session.pixel.column), scene)
        }
        drawReadout(into: &buffer, readout, pattern, scene)
    }

    private static func title(_ session: Session, fresh: Bool, isNarrow: Bool) -> String {
        let which =
            switch session.intent.patternChoice {
            case .probe: (isNarrow ? "" : "at probe ") + Readout.position(session.intent.probe, session.dataset).place
            case .mean: "mean of all"
            case .maximum: "maximum of all"
            }
        return fresh ? which : "computing · \(which)"
    }

    /// Defects, the mask's edge and the detector's outline, the last on top.
    private static func overlay(on canvas: inout PixelCanvas, _ scene: Scene) {
        let session = scene.session
        let columns = session.dataset.detector.columns
        if let survey = session.findings.survey {
            for index in survey.hotPixels + survey.deadPixels {
                let covered = canvas.geometry.pixels(ofRow: index / columns, column: index % columns)
                for row in covered.rows {
                    for column in covered.columns { canvas.set(row: row, column: column, scene.theme[.mask]) }
                }
            }
        }
        stroke(session.excludedShape, on: &canvas, scene.theme[.mask], every: 2)
        stroke(session.detector, on: &canvas, scene.theme[.detector])
    }

    static func stroke(_ detector: VirtualDetector?, on canvas: inout PixelCanvas, _ color: Color, every gap: Int = 1) {
        for line in detector?.outline ?? [] { canvas.stroke(line.map { ($0.row, $0.column) }, color, every: gap) }
    }

    /// The pixel looked at. Every number has room for the longest that it can be and is written in one style, so that a
    /// step sends little more than the digits that change.
    private static func drawReadout(
        into buffer: inout CellBuffer, _ rect: Rect, _ pattern: DiffractionPattern, _ scene: Scene
    ) {
        let session = scene.session
        let pixel = session.pixel
        guard pattern.shape == session.dataset.detector else { return }
        let counts = Readout.number(Double(pattern[Int(pixel.row), Int(pixel.column)]))
        let words = Readout.reciprocal(pixel, from: session.beam?.center, session.dataset)
        let (rows, columns) = (session.dataset.detector.rows, session.dataset.detector.columns)
        let place = "(\(Int(pixel.row)), \(Int(pixel.column)))".padded(to: "(\(rows - 1), \(columns - 1))".count)
        let start = rect.column + 1
        let taken = buffer.write("pixel ", row: rect.row, column: start, scene.strong, width: rect.right - start)
        buffer.write(
            (["\(place) \(counts.aligned(to: countColumns(pattern, scene))) counts"] + words).map { ($0, scene.text) },
            row: rect.row, in: start + taken..<rect.right)
    }

    /// Columns of the longest count, as far as the picture's range is judged by it.
    private static func countColumns(_ pattern: DiffractionPattern, _ scene: Scene) -> Int {
        let range = scene.kept.range(of: pattern.values, low: 0, high: 100, scale: .linear, symmetric: false)
        return [range.low, range.high].map { Readout.number(Double($0)).columnWidth }.max() ?? 0
    }
}
