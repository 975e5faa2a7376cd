import DataCube
import Questions
import Screen
import Session

/// Where the parts of Components lie.
struct ComponentPlaces {
    /// The panes; below the pictures' there are two more on screens that are high enough.
    var panes: [Pane: Rect]
    /// The cells inside the pictures' frame that pictures may use.
    var pictures: Rect
    /// A row inside the pictures' frame that says the same as the two panes.
    var strip: Rect?
    /// The exchange's bar.
    var slider: Rect?

    init(_ session: Session, _ body: Rect) {
        panes = [.components: body]
        pictures = body.inset(rows: 1, columns: 1)
        guard session.hasSolutions else { return }
        let isSmall = body.rows < 26 || body.columns < 100
        if session.pane != .components, isSmall || session.view.isMaximized {
            panes = [session.pane: body]
            pictures = Rect(row: body.row, column: body.column, rows: 0, columns: 0)
            if session.pane == .exchange { slider = Self.slider(in: body) }
        } else if isSmall || session.view.isMaximized {
            let (rest, row) = pictures.split(bottom: 1)
            pictures = rest
            strip = row
            let width = min(24, row.columns / 4)
            slider = Rect(row: row.row, column: row.column + 15, rows: 1, columns: width)
        } else {
            let (upper, lower) = body.split(bottom: body.rows >= 38 ? 9 : 7)
            let (exchange, families) = lower.split(left: lower.columns * 9 / 20)
            panes = [.components: upper, .exchange: exchange, .families: families]
            pictures = upper.inset(rows: 1, columns: 1)
            slider = Self.slider(in: exchange)
        }
        if session.slider?.partner == nil { slider = nil }
    }

    private static func slider(in pane: Rect) -> Rect {
        let inner = pane.inset(rows: 1, columns: 2)
        return Rect(row: inner.row + 1, column: inner.column + 2, rows: 1, columns: max(4, inner.columns - 22))
    }
}

/// Where the residual of a result is drawn: chi-square over the scan, mean residual over the detector.
public struct ResidualPlaces: Sendable {
    public let map: HeatmapGeometry
    public let pattern: HeatmapGeometry
    /// Rows under each for its colour bar.
    public let mapCaption: Rect
    public let patternCaption: Rect

    /// Side by side or one above the other, whichever gives larger pixels; nil where there is no residual or no room.
    static func places(_ session: Session, in area: Rect, ability: ScreenAbility) -> ResidualPlaces? {
        guard session.view.showsResidual, let residual = session.result?.residual else { return nil }
        let side = area.split(left: (area.columns + 1) / 2)
        let stack = area.split(top: (area.rows + 1) / 2)
        let candidates = [(side.left, side.rest), (stack.top, stack.rest)].compactMap { first, second in
            places(residual, first, second, ability)
        }
        return candidates.max { $0.size < $1.size }
    }

    private var size: Int { min(map.pixelRows, pattern.pixelRows) }

    private static func places(
        _ residual: Residual, _ first: Rect, _ second: Rect, _ ability: ScreenAbility
    ) -> ResidualPlaces? {
        func parts(_ rect: Rect) -> (picture: Rect, caption: Rect) {
            let parts = rect.split(top: 1).rest.split(bottom: rect.rows >= 20 ? 2 : 1)
            let picture = parts.rest
            return (
                Rect(row: picture.row, column: picture.column + 1, rows: picture.rows, columns: picture.columns - 2),
                parts.bottom
            )
        }
        let (left, right) = (parts(first), parts(second))
        let (scan, detector) = (residual.chiSquare.shape, residual.pattern.shape)
        guard
            let map = HeatmapGeometry(
                window: .whole(rows: scan.rows, columns: scan.columns), in: left.picture, ability: ability),
            let pattern = HeatmapGeometry(
                window: .whole(rows: detector.rows, columns: detector.columns), in: right.picture, ability: ability)
        else { return nil }
        return ResidualPlaces(map: map, pattern: pattern, mapCaption: left.caption, patternCaption: right.caption)
    }
}
