import Interface
import Screen
import Session
import Testing

@Suite("Screen layout")
struct LayoutTests {
    static let sizes: [(rows: Int, columns: Int)] = stride(from: 16, through: 100, by: 7).flatMap { rows in
        stride(from: 56, through: 300, by: 23).map { (rows, $0) }
    }
    private static let abilities = [
        ScreenAbility(colors: .direct), ScreenAbility(colors: .none, glyphs: .ascii),
    ]

    private func overlap(_ first: Rect, _ second: Rect) -> Bool {
        !first.isEmpty && !second.isEmpty && first.row < second.bottom && second.row < first.bottom
            && first.column < second.right && second.column < first.right
    }

    private func isInside(_ inner: Rect, _ outer: Rect) -> Bool {
        inner.row >= outer.row && inner.bottom <= outer.bottom && inner.column >= outer.column
            && inner.right <= outer.right
    }

    @Test("Header, panes, status and footer share the screen among them, every cell once", arguments: abilities)
    func cover(ability: ScreenAbility) throws {
        for (name, session) in try Scenes.all() {
            for (rows, columns) in Self.sizes {
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
                #expect(isCovered(layout), "\(name) at \(columns)x\(rows): \(layout.panes)")
            }
        }
    }

    /// Whether header, panes, status and footer hold every cell of the screen once.
    private func isCovered(_ layout: ScreenLayout) -> Bool {
        let parts = [layout.header, layout.status, layout.footer] + layout.panes.values
        let screen = Rect(row: 0, column: 0, rows: layout.rows, columns: layout.columns)
        return !layout.isTooSmall && parts.allSatisfy { isInside($0, screen) && !$0.isEmpty }
            && parts.reduce(0) { $0 + $1.rows * $1.columns } == layout.rows * layout.columns
            && parts.indices.allSatisfy { first in
                parts.indices.allSatisfy { first >= $0 || !overlap(parts[first], parts[$0]) }
            }
    }

    /// The workspaces as they are laid out: with and without what more they may show, and a pane that has all of it.
    private static func workspaces() throws -> [Session] {
        var swept = try Synthetic.explored()
        swept.apply(.show(.sweep))
        let bases = [
            try Synthetic.explored(), swept, try Synthetic.judged(.agreed), try Synthetic.components(),
            try Synthetic.comparedComponents(), try Synthetic.comparedComponents(.toggleResidual),
        ]
        return bases
            + bases.map { base in
                var session = base
                session.apply(.toggleMaximized)
                return session
            }
    }

    @Test(
        "Every screen from the smallest to 300 x 100 is covered without a gap or an overlap, pictures lie in their panes",
        arguments: 0..<12)
    func everySize(workspace: Int) throws {
        let session = try Self.workspaces()[workspace]
        var wrong: [String] = []
        for rows in ScreenLayout.minimumRows...100 {
            for columns in ScreenLayout.minimumColumns...300 {
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ScreenAbility())
                let pictures =
                    [(Pane.scan, layout.scan?.cells), (.pattern, layout.pattern?.cells)]
                    + layout.tiles.compactMap(\.pictures).flatMap {
                        [(Pane.components, $0.pattern.cells), (.components, $0.distribution.cells)]
                    }
                    + [(.components, layout.residual?.map.cells), (.components, layout.residual?.pattern.cells)]
                let areIn = pictures.allSatisfy { pane, cells in
                    guard let cells, let rect = layout.panes[pane] else { return cells == nil }
                    return isInside(cells, rect.inset(rows: 1, columns: 1))
                }
                if !isCovered(layout) || !areIn { wrong.append("\(columns)x\(rows)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) sizes: \(wrong.prefix(5))")
    }

    @Test(
        "Tabs lie in the header, hints in the footer, pictures in their panes; nothing overlaps", arguments: abilities)
    func parts(ability: ScreenAbility) throws {
        for (name, session) in try Scenes.all() {
            for (rows, columns) in Self.sizes {
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ability)
                var wrong: [String] = []
                func check(_ rects: [Rect], in outer: Rect, _ what: String) {
                    if !rects.allSatisfy({ isInside($0, outer) }) { wrong.append("\(what) outside") }
                    for first in rects.indices {
                        for second in rects.indices where second < first && overlap(rects[first], rects[second]) {
                            wrong.append("\(what) \(second) and \(first) overlap")
                        }
                    }
                }
                check(layout.tabs.map(\.rect), in: layout.header, "tabs")
                check(layout.hints.map(\.rect), in: layout.footer, "hints")
                check([layout.name], in: layout.header, "name")
                check([layout.corner] + layout.hints.map(\.rect), in: layout.footer, "corner")
                check([layout.commandLine], in: layout.status, "command line")
                if session.view.overlay != nil {
                    let edge = Rect(
                        row: layout.overlay.row, column: layout.overlay.column, rows: 1, columns: layout.overlay.columns
                    )
                    check(layout.overlayHints.map(\.rect), in: edge.inset(rows: 0, columns: 1), "overlay's keys")
                    let inner = layout.overlay.inset(rows: 1, columns: 1)
                    check(layout.list.map { [$0.rect] } ?? [], in: inner, "list")
                }
                if let slider = layout.slider {
                    let pane = layout.panes[.exchange] ?? layout.panes[.components]
                    check([slider], in: pane?.inset(rows: 1, columns: 1) ?? layout.header, "slider")
                }
                check([layout.overlay], in: Rect(row: 0, column: 0, rows: rows, columns: columns), "overlay")
                for (pane, picture) in [(Pane.scan, layout.scan), (.pattern, layout.pattern)] {
                    if let picture, let rect = layout.panes[pane] {
                        check([picture.cells], in: rect.inset(rows: 1, columns: 1), pane.rawValue)
                    }
                }
                if let body = layout.panes[.components] {
                    let inner = body.inset(rows: 1, columns: 1)
                    check(layout.tiles.map(\.rect), in: inner, "tiles")
                    let pictures = layout.tiles.compactMap(\.pictures)
                    check(pictures.flatMap { [$0.pattern.cells, $0.distribution.cells] }, in: inner, "pictures")
                }
                #expect(layout.hints.last?.command.id == "quit", "help and quit are always hinted")
                #expect(wrong.isEmpty, "\(name) at \(columns)x\(rows): \(wrong.prefix(3))")
            }
        }
    }

    @Test("Every pane can have the focus and the whole screen, at every size; elsewhere it is in sight")
    func focus() throws {
        for base in [try Synthetic.judged(.agreed), try Synthetic.comparedComponents(), try Synthetic.explored()] {
            for (rows, columns) in Self.sizes {
                var session = base
                var seen: [Pane] = []
                for _ in base.panes {
                    for isMaximized in [false, true] {
                        let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ScreenAbility())
                        #expect(layout.panes[session.pane] != nil, "\(session.pane) at \(columns)x\(rows)")
                        if isMaximized { #expect(layout.panes.count == 1) }
                        session.apply(.toggleMaximized)
                    }
                    seen.append(session.pane)
                    session.apply(.otherPane)
                }
                #expect(Set(seen) == Set(base.panes) && session.pane == base.pane)
            }
        }
    }

    @Test("Every workspace has a tab in order, as wide as its words")
    func tabs() throws {
        let layout = ScreenLayout(try Synthetic.fresh(), rows: 24, columns: 80, ability: ScreenAbility())
        #expect(layout.tabs.map(\.workspace) == Workspace.allCases)
        #expect(layout.tabs.allSatisfy { $0.rect.columns == $0.workspace.title.count + 4 })
    }

    @Test("All pairs of k are shown where there is room, the chosen one among them")
    func tiles() throws {
        for k in 2...8 {
            var session = try Synthetic.components()
            session.apply(.chooseK(k))
            for (rows, columns) in [(24, 80), (40, 120), (60, 200)] {
                let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ScreenAbility())
                #expect(layout.tiles.filter { !$0.isLarge }.map(\.component) == Array(0..<k))
                #expect(layout.tiles.count { $0.isLarge } <= 1)
                #expect(layout.tiles.filter(\.isLarge).allSatisfy { $0.component == session.intent.component })
            }
        }
    }

    @Test("A screen below the smallest size says so, whatever its size")
    func tooSmall() throws {
        let look = try Look()
        let session = try Synthetic.explored()
        for (rows, columns) in [(15, 56), (16, 55), (1, 1), (0, 0), (3, 400), (200, 10)] {
            let layout = ScreenLayout(session, rows: rows, columns: columns, ability: ScreenAbility())
            #expect(layout.isTooSmall)
            let shown = frame(session, rows: rows, columns: columns, ability: ScreenAbility(), look: look)
            #expect(shown.rows == rows && shown.columns == columns)
            if rows >= 3, columns >= 22 {
                #expect(shown.text.contains("56×16") && shown.text.contains(" \(columns)×\(rows)"))
            }
        }
    }
}
