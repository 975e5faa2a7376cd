import DataCube
import Questions
import Screen
import Session

/// Components and distributions of the chosen k: all pairs in descending order, or one pair full-size.
enum ComponentsView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ scene: Scene) {
        let session = scene.session
        let k = session.intent.k
        guard let result = session.result else {
            PaneFrame.draw(into: &buffer, rect, title: "Components", focused: scene.isFocused(.components), scene)
            buffer.write(
                absence(session), row: rect.row + rect.rows / 2, centeredIn: rect.column + 1..<rect.right - 1, scene.dim
            )
            return
        }
        let best = session.shownDecomposition ?? result.best
        PaneFrame.draw(
            into: &buffer, rect, title: "k = \(k)",
            detail:
                "run \(best.restart + 1) of \(result.runs.count) · MSE \(Readout.error(best.meanSquareError)) · \(order(session))",
            focused: scene.isFocused(.components), scene)
        if let strip = scene.layout.strip { ExchangeView.drawStrip(into: &buffer, strip, scene) }
        if session.view.showsResidual {
            if let residual = result.residual {
                ResidualView.draw(residual, into: &buffer, scene)
                return
            }
        }
        let shares = best.shares
        for tile in scene.layout.tiles where best.components.indices.contains(tile.component) {
            draw(into: &buffer, tile, best, share: shares[tile.component], scene)
        }
    }

    /// How the components are ordered, or what was done to them.
    private static func order(_ session: Session) -> String {
        if session.view.showsResidual, session.result?.residual != nil { return "residual" }
        return session.intent.exchange.map { $0.amount > 0 } == true ? "exchanged" : "descending"
    }

    private static func absence(_ session: Session) -> String {
        let k = session.intent.k
        guard let sweep = session.sweep else { return "no sweep yet: s starts one" }
        if let reason = session.findings.failure(of: .result(ResultKey(run: sweep.identifier, k: k))) { return reason }
        if sweep.seconds[k] != nil { return "reading the components of k = \(k)…" }
        return sweep.isRunning ? "k = \(k) is not finished yet" : "k = \(k) was not computed"
    }

    private static func draw(
        into buffer: inout CellBuffer, _ tile: ComponentTile, _ best: Decomposition, share: Double, _ scene: Scene
    ) {
        let session = scene.session
        drawHeading(into: &buffer, tile, share, scene)
        guard let places = tile.pictures else { return }
        var (patternPicture, mapPicture) = scene.look.pictures(
            ofComponent: tile.component, in: best, session.intent, session.dataset.calibration, kept: scene.kept)
        let component = PixelCanvas(patternPicture.image, geometry: places.pattern, kept: scene.kept)
        var distribution = PixelCanvas(mapPicture.image, geometry: places.distribution, kept: scene.kept)
        if tile.isLarge {
            distribution.mark(
                row: session.intent.probe.row, column: session.intent.probe.column, arm: 2, scene.theme[.probe])
        }
        guard session.view.isMaximized else {
            component.draw(into: &buffer, map: patternPicture.colors, mask: scene.theme[.mask])
            distribution.draw(into: &buffer, map: mapPicture.colors, mask: scene.theme[.mask])
            guard tile.isLarge else { return }
            let row = max(places.pattern.cells.bottom, places.distribution.cells.bottom)
            caption(into: &buffer, tile, row: row, patternPicture.image.range, mapPicture.image.range, scene)
            return
        }
        patternPicture.note = session.intent.patternDisplay.scale.rawValue
        mapPicture.note = probeShare(best, session)
        PictureView.draw(into: &buffer, component, patternPicture, caption: below(places.pattern, tile), scene)
        PictureView.draw(into: &buffer, distribution, mapPicture, caption: below(places.distribution, tile), scene)
    }

    private static func drawHeading(
        into buffer: inout CellBuffer, _ tile: ComponentTile, _ share: Double, _ scene: Scene
    ) {
        let selected = tile.component == scene.session.intent.component
        var style = scene.theme.style(selected ? .accentText : .title, on: selected ? .accent : .background, bold: true)
        style.reversed = selected && buffer.ability.colors == .none
        let taken = buffer.write(" \(tile.component + 1) ", row: tile.rect.row, column: tile.rect.column, style)
        let percent = "\((share * 100).formatted(decimals: share < 0.1 ? 1 : 0)) %"
        let moved = exchanged(tile, scene.session)
        let room = tile.rect.columns - taken - 1
        let ordinal = tile.isLarge ? "of \(scene.session.intent.k) · " : ""
        let words = [ordinal + percent + moved, percent + moved, percent].first { $0.columnWidth <= room } ?? percent
        buffer.write(words, row: tile.rect.row, column: tile.rect.column + taken + 1, scene.text, width: room)
    }

    /// What a component of the exchange in force gave or took: −0.31 × 5.
    private static func exchanged(_ tile: ComponentTile, _ session: Session) -> String {
        guard let exchange = session.intent.exchange, exchange.amount > 0 else { return "" }
        let amount = exchange.amount.formatted(decimals: 2)
        if tile.component == exchange.component { return " · −\(amount) × \(exchange.partner + 1)" }
        return tile.component == exchange.partner ? " · +\(amount) × \(exchange.component + 1)" : ""
    }

    /// The share of the selected component at the probe.
    private static func probeShare(_ best: Decomposition, _ session: Session) -> String {
        // Components may come from the scan before it was turned.
        guard best.distributions.allSatisfy({ $0.shape == session.dataset.scan }) else { return "" }
        let here = best.distributions.map { Double($0[session.intent.probe]) }
        let total = here.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
        guard total > 0, here.indices.contains(session.intent.component) else { return "" }
        let share = here[session.intent.component] / total * 100
        return "\(share.isNaN ? "masked" : share.formatted(decimals: 0) + " %") at the probe"
    }

    /// The ranges of both pictures, under the tile.
    private static func caption(
        into buffer: inout CellBuffer, _ tile: ComponentTile, row: Int, _ pattern: LevelRange, _ map: LevelRange,
        _ scene: Scene
    ) {
        guard row < tile.rect.bottom else { return }
        let percent = "\((Double(pattern.high) * 100).formatted(significant: 2)) % a pixel"
        let words = ["0 … \(Readout.number(Double(map.high.rounded()))) counts", "to \(percent)"]
        buffer.write(
            Readout.fitting(words, width: tile.rect.columns), row: row, column: tile.rect.column, scene.dim)
    }

    private static func below(_ geometry: HeatmapGeometry, _ tile: ComponentTile) -> Rect {
        let column = geometry.cells.column - 1
        return Rect(
            row: geometry.cells.bottom, column: column, rows: min(2, tile.rect.bottom - geometry.cells.bottom),
            columns: min(max(geometry.cells.columns, 30), tile.rect.right - column))
    }
}
