import Screen
import Session

/// Where a component and its distribution are drawn.
public struct ComponentTile: Sendable {
    /// 0-based, in descending order.
    public let component: Int
    /// The selected pair in full; else one of the grid.
    public let isLarge: Bool
    /// The whole tile with its heading.
    public let rect: Rect
    /// Nil where there is no room for more than the heading.
    public let pictures: Pictures?

    /// A pair, side by side or one above the other.
    public struct Pictures: Sendable {
        public let pattern: HeatmapGeometry
        public let distribution: HeatmapGeometry

        /// Rows of pixels of the smaller picture.
        fileprivate var size: Int { min(pattern.pixelRows, distribution.pixelRows) }

        fileprivate var isLegible: Bool { min(pattern.cells.rows, distribution.cells.rows) >= legible }
    }

    /// Rows of cells that a picture needs to tell anything.
    private static let legible = 5

    /// The selected pair large at the left and all pairs in a grid beside it, where it is larger than they would be alone;
    /// all headings in its place, where the grid's pictures would be too small to tell anything; or the selected pair alone.
    static func tiles(_ session: Session, in inner: Rect, ability: ScreenAbility) -> [ComponentTile] {
        let selected = session.intent.component
        if session.view.isMaximized {
            return [tile(selected, session, inner, ability, captions: 2, isLarge: true)].compactMap { $0 }
        }
        // As wide as two pictures one above the other are high, if the grid keeps more than half of the screen.
        let wide = min(inner.columns * 9 / 20, max(16, inner.rows - 4))
        let (left, rest) = inner.split(left: wide)
        let grid = Rect(row: rest.row, column: rest.column + 2, rows: rest.rows, columns: rest.columns - 2)
        let large = tile(selected, session, left, ability, captions: 1, isLarge: true)
        let alone = self.grid(session, in: inner, ability)
        var tiles = alone
        if let large, alone.count < session.intent.k || size([large]) > size(alone) {
            tiles = [large] + self.grid(session, in: grid, ability)
        }
        guard tiles.last?.pictures.map(\.isLegible) != true, let listed = listed(session, in: inner, ability) else {
            return tiles
        }
        return listed
    }

    /// The selected pair as large as it gets beside a list of all headings; nil where they have no room.
    private static func listed(_ session: Session, in inner: Rect, _ ability: ScreenAbility) -> [ComponentTile]? {
        let count = max(1, session.intent.k)
        let across = (count + inner.rows - 1) / max(1, inner.rows)
        let (left, list) = inner.split(left: inner.columns - across * heading)
        guard left.columns >= 2 * heading,
            let large = tile(session.intent.component, session, left, ability, captions: 1, isLarge: true)
        else { return nil }
        return [large]
            + (0..<count).map { index in
                ComponentTile(
                    component: index, isLarge: false,
                    rect: Rect(
                        row: list.row + index % inner.rows, column: list.column + 1 + index / inner.rows * heading,
                        rows: 1, columns: heading - 1), pictures: nil)
            }
    }

    /// Columns of a heading with its number and its share.
    private static let heading = 12

    /// All pairs, as large as the grid allows.
    private static func grid(_ session: Session, in area: Rect, _ ability: ScreenAbility) -> [ComponentTile] {
        let count = max(1, session.intent.k)
        var best: [ComponentTile] = []
        for across in 1...count {
            let down = (count + across - 1) / across
            let columns = area.columns / across
            let rows = area.rows / down
            let tiles = (0..<count).compactMap { index in
                tile(
                    index, session,
                    Rect(
                        row: area.row + index / across * rows, column: area.column + index % across * columns,
                        rows: rows, columns: columns - 1), ability, captions: 0, isLarge: false)
            }
            if tiles.count > best.count || (tiles.count == best.count && size(tiles) > size(best)) { best = tiles }
        }
        return best
    }

    /// A pair side by side moved together, two columns apart, from the left.
    private static func beside(
        _ loose: ComponentTile?, _ pair: (Rect, Rect) -> ComponentTile?, _ area: Rect
    ) -> ComponentTile? {
        guard let loose, !loose.isLarge, let pictures = loose.pictures else { return loose }
        let first = Rect(
            row: area.row, column: area.column, rows: area.rows, columns: pictures.pattern.cells.columns)
        let second = Rect(
            row: area.row, column: first.right + 2, rows: area.rows, columns: pictures.distribution.cells.columns)
        return pair(first, second)
    }

    private static func size(_ tiles: [ComponentTile]) -> Int {
        tiles.first?.pictures?.size ?? 0
    }

    /// One pair: a heading, the pictures side by side or one above the other, whichever is larger, and captions.
    private static func tile(
        _ component: Int, _ session: Session, _ rect: Rect, _ ability: ScreenAbility, captions: Int,
        isLarge: Bool
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
            return ComponentTile(
                component: component, isLarge: isLarge, rect: rect,
                pictures: Pictures(pattern: pattern, distribution: distribution))
        }
        let candidates = [beside(pair(left, side.rest), pair, area), pair(stack.top, stack.rest)].compactMap { $0 }
        return candidates.max { size([$0]) < size([$1]) }
    }
}
