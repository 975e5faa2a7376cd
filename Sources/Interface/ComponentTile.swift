import Screen
import Session

/// Where a component and its distribution are drawn.
public struct ComponentTile: Sendable {
    /// 0-based, in descending order.
    public let component: Int
    /// The whole tile with its heading.
    public let rect: Rect
    public let pattern: HeatmapGeometry
    public let distribution: HeatmapGeometry

    /// All pairs of the chosen k in a grid whose pictures are as large as can be, or the selected pair alone.
    static func tiles(_ session: Session, in body: Rect, ability: ScreenAbility) -> [ComponentTile] {
        let inner = body.inset(rows: 1, columns: 1)
        if session.view.isMaximized {
            return [tile(session.intent.component, session, inner, ability, captions: 2)].compactMap { $0 }
        }
        let count = max(1, session.intent.k)
        var best: [ComponentTile] = []
        for across in 1...count {
            let down = (count + across - 1) / across
            let columns = inner.columns / across
            let rows = inner.rows / down
            let grid = (0..<count).compactMap { index in
                tile(
                    index, session,
                    Rect(
                        row: inner.row + index / across * rows, column: inner.column + index % across * columns,
                        rows: rows, columns: columns - 1), ability, captions: rows >= 8 ? 1 : 0)
            }
            if grid.count > best.count || (grid.count == best.count && size(grid) > size(best)) { best = grid }
        }
        return best
    }

    private static func size(_ tiles: [ComponentTile]) -> Int {
        tiles.first.map { min($0.pattern.pixelRows, $0.distribution.pixelRows) } ?? 0
    }

    /// One pair: a heading, the pictures side by side or one above the other, whichever is larger, and captions.
    private static func tile(
        _ component: Int, _ session: Session, _ rect: Rect, _ ability: ScreenAbility, captions: Int
    ) -> ComponentTile? {
        let area = rect.split(top: 1).rest.split(bottom: captions).rest
        let side = area.split(left: area.columns / 2)
        let left = Rect(row: side.left.row, column: side.left.column, rows: area.rows, columns: side.left.columns - 1)
        let stack = area.split(top: area.rows / 2)
        let detector = session.dataset.detector
        let scan = session.dataset.scan
        func pair(_ first: Rect, _ second: Rect) -> ComponentTile? {
            guard
                let pattern = HeatmapGeometry(
                    window: .whole(rows: detector.rows, columns: detector.columns), in: first, ability: ability),
                let distribution = HeatmapGeometry(
                    window: .whole(rows: scan.rows, columns: scan.columns), in: second, ability: ability)
            else { return nil }
            return ComponentTile(component: component, rect: rect, pattern: pattern, distribution: distribution)
        }
        let candidates = [pair(left, side.rest), pair(stack.top, stack.rest)].compactMap { $0 }
        return candidates.max { size([$0]) < size([$1]) }
    }
}
