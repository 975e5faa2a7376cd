import DataCube
import Questions
import Screen
import Session

/// What the shown decomposition leaves unexplained: chi-square at every position, and the mean residual of every pixel.
enum ResidualView {
    static func draw(_ residual: Residual, into buffer: inout CellBuffer, _ scene: Scene) {
        guard let places = scene.layout.residual else { return }
        let session = scene.session
        let map = residual.chiSquare
        var (mapPicture, patternPicture) = scene.look.pictures(of: residual, session, kept: scene.kept)
        var canvas = PixelCanvas(mapPicture.image, geometry: places.map, kept: scene.kept)
        if map.shape.contains(session.intent.probe) {
            canvas.mark(
                row: session.intent.probe.row, column: session.intent.probe.column, arm: 2, scene.theme[.probe])
        }
        heading(
            "χ² at each position",
            session.sweep?.evidence.noise?.areCounts == true
                ? mean(map.values).map { "mean \(Readout.number($0)), 1 is noise" } ?? "" : "1 is the mean of all",
            into: &buffer, places.mapCaption, places.map, scene)
        heading(
            "mean residual", "data − model, mean over positions", into: &buffer, places.patternCaption, places.pattern,
            scene)
        mapPicture.note = atProbe(map, session)
        patternPicture.note = "blue: too much in the model"
        PictureView.draw(into: &buffer, canvas, mapPicture, caption: places.mapCaption, scene)
        PictureView.draw(
            into: &buffer, PixelCanvas(patternPicture.image, geometry: places.pattern, kept: scene.kept),
            patternPicture, caption: places.patternCaption, scene)
    }

    /// A title over a picture, and what else fits beside it.
    private static func heading(
        _ title: String, _ detail: String, into buffer: inout CellBuffer, _ caption: Rect, _ picture: HeatmapGeometry,
        _ scene: Scene
    ) {
        let row = picture.cells.row - 1
        let column = caption.column + 1
        let taken = buffer.write(title, row: row, column: column, scene.strong, width: caption.columns - 2)
        guard taken + 2 + detail.columnWidth <= caption.columns - 2 else { return }
        buffer.write(detail, row: row, column: column + taken + 2, scene.dim)
    }

    private static func atProbe(_ map: ScanMap, _ session: Session) -> String {
        guard map.shape.contains(session.intent.probe) else { return "" }
        let value = Double(map[session.intent.probe])
        return value.isNaN ? "probe left out" : "\(value.formatted(significant: 3)) at the probe"
    }

    private static func mean(_ values: [Float]) -> Double? {
        var sum = 0.0
        var count = 0
        for value in values where value.isFinite {
            sum += Double(value)
            count += 1
        }
        return count > 0 ? (sum / Double(count) * 1000).rounded() / 1000 : nil
    }
}
