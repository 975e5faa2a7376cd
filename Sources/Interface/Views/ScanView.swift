import DataCube
import Questions
import Screen
import Session

/// The scan map of the virtual detector with the probe on it.
enum ScanView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let fresh = session.map
        let title = session.detector.map(detectorTitle) ?? "…"
        PaneFrame.draw(
            into: &buffer, rect, title: "Scan", detail: fresh == nil ? "computing · \(title)" : title,
            focused: session.view.focus == .scan, scene)
        let captions = rect.inset(rows: 1, columns: 1).split(bottom: ScreenLayout.captionRows(rect)).bottom
        guard let geometry = scene.layout.scan else { return }
        guard let map = fresh ?? session.lastMap else {
            let words = session.findings.survey == nil ? "looking at the data…" : "computing the map…"
            buffer.write(
                words, row: geometry.cells.row + geometry.cells.rows / 2,
                centeredIn: rect.column..<rect.right, scene.dim)
            return
        }
        let picture = scene.look.picture(
            of: map, session.intent.mapDisplay, session.dataset.calibration, kept: scene.kept)
        var canvas = PixelCanvas(picture.image, geometry: geometry, kept: scene.kept)
        canvas.mark(row: session.intent.probe.row, column: session.intent.probe.column, arm: 2, scene.theme[.probe])
        let (bar, readout) = captions.split(bottom: 1)
        PictureView.draw(into: &buffer, canvas, picture, caption: bar, scene)
        let (place, lengths) = Readout.position(session.intent.probe, session.dataset)
        let start = readout.column + 1
        let taken = buffer.write(
            "probe ", row: readout.row, column: start, scene.theme.style(.probe, bold: true),
            width: readout.right - start)
        var words = [(place, scene.text)]
        if map.shape.contains(session.intent.probe) {
            words.append(("\(Readout.number(Double(map[session.intent.probe]))) counts", scene.strong))
        }
        buffer.write(words + [(lengths, scene.dim)], row: readout.row, in: start + taken..<readout.right)
    }

    /// A detector in a few words: annulus 15–40 px.
    static func detectorTitle(_ detector: VirtualDetector) -> String {
        func pixels(_ value: Double) -> String { Readout.number((value * 10).rounded() / 10) }
        return switch detector {
        case .annulus(let annulus): "annulus \(pixels(annulus.inner))–\(pixels(annulus.outer)) px"
        case .disk(let disk): "disk \(pixels(disk.radius)) px"
        case .rectangle(let rectangle): "rectangle \(pixels(rectangle.height))×\(pixels(rectangle.width)) px"
        case .point(let point): "point (\(pixels(point.center.row)), \(pixels(point.center.column)))"
        case .union, .difference, .inverse: detector.spelling
        }
    }
}
