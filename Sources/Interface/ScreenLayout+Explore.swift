import DataCube
import Screen
import Session

extension ScreenLayout {
    /// Scan and pattern side by side or one above the other, whichever gives larger pixels.
    static func explorePanes(_ session: Session, _ body: Rect, _ ability: ScreenAbility) -> [Pane: Rect] {
        if session.view.isMaximized { return [session.view.focus == .pattern ? .pattern : .scan: body] }
        let side = body.split(left: (body.columns + 1) / 2)
        let stack = body.split(top: (body.rows + 1) / 2)
        let beside: [Pane: Rect] = [.scan: side.left, .pattern: side.rest]
        let above: [Pane: Rect] = [.scan: stack.top, .pattern: stack.rest]
        func smallest(_ panes: [Pane: Rect]) -> Int {
            let scan = panes[.scan].flatMap { scanGeometry(session, $0, ability) }
            let pattern = panes[.pattern].flatMap { patternGeometry(session, $0, ability) }
            return min(scan?.pixelRows ?? 0, pattern?.pixelRows ?? 0)
        }
        return smallest(above) > smallest(beside) ? above : beside
    }

    /// Rows under a picture: colour bar, its ticks where there is room, and the readout.
    static func captionRows(_ pane: Rect) -> Int { pane.rows >= 24 ? 3 : 2 }

    /// The cells of a pane that its picture may use.
    static func pictureArea(_ pane: Rect) -> Rect {
        pane.inset(rows: 1, columns: 1).split(bottom: captionRows(pane)).rest
    }

    static func scanGeometry(_ session: Session, _ pane: Rect, _ ability: ScreenAbility) -> HeatmapGeometry? {
        let scan = session.dataset.scan
        let window = ImageWindow.zoomed(
            rows: scan.rows, columns: scan.columns, factor: session.view.scanZoom,
            row: Double(session.intent.probe.row), column: Double(session.intent.probe.column))
        return HeatmapGeometry(window: window, in: pictureArea(pane), ability: ability)
    }

    static func patternGeometry(_ session: Session, _ pane: Rect, _ ability: ScreenAbility) -> HeatmapGeometry? {
        let detector = session.dataset.detector
        let window = ImageWindow.zoomed(
            rows: detector.rows, columns: detector.columns, factor: session.view.patternZoom,
            row: session.pixel.row, column: session.pixel.column)
        return HeatmapGeometry(window: window, in: pictureArea(pane), ability: ability)
    }
}
