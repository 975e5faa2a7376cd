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
            PaneFrame.draw(into: &buffer, rect, title: "Components", focused: true, scene)
            buffer.write(
                absence(session), row: rect.row + rect.rows / 2, centeredIn: rect.column + 1..<rect.right - 1, scene.dim
            )
            return
        }
        let best = result.best
        PaneFrame.draw(
            into: &buffer, rect, title: "k = \(k)",
            detail:
                "run \(best.restart + 1) of \(result.runs.count) · MSE \(Readout.error(best.meanSquareError)) · descending",
            focused: true, scene)
        let shares = best.shares
        for tile in scene.layout.tiles where best.components.indices.contains(tile.component) {
            draw(into: &buffer, tile, best, share: shares[tile.component], scene)
        }
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
        let selected = tile.component == session.intent.component
        let pattern = best.components[tile.component]
        let map = best.distributions[tile.component]
        let full = session.view.isMaximized
        var heading = scene.theme.style(
            selected ? .accentText : .title, on: selected ? .accent : .background, bold: true)
        heading.reversed = selected && buffer.ability.colors == .none
        let taken = buffer.write(" \(tile.component + 1) ", row: tile.rect.row, column: tile.rect.column, heading)
        let words = "\((share * 100).formatted(decimals: share < 0.1 ? 1 : 0)) %"
        buffer.write(
            full ? "component \(tile.component + 1) of \(session.intent.k) · \(words) of the counts" : words,
            row: tile.rect.row, column: tile.rect.column + taken + 1, scene.text, width: tile.rect.columns - taken - 1)
        let (patternImage, patternColors) = scene.picture(
            rows: pattern.shape.rows, columns: pattern.shape.columns, values: pattern.values,
            display: session.intent.patternDisplay)
        var mapDisplay = session.intent.mapDisplay
        if mapDisplay.colorMap == "grey" { mapDisplay.colorMap = "viridis" }
        let (mapImage, mapColors) = scene.picture(
            rows: map.shape.rows, columns: map.shape.columns, values: map.values, display: mapDisplay)
        var distribution = PixelCanvas(mapImage, geometry: tile.distribution)
        if full {
            distribution.mark(
                row: session.intent.probe.row, column: session.intent.probe.column, arm: 2, scene.theme[.probe])
        }
        let component = PixelCanvas(patternImage, geometry: tile.pattern)
        guard full else {
            component.draw(into: &buffer, map: patternColors, mask: scene.theme[.mask])
            distribution.draw(into: &buffer, map: mapColors, mask: scene.theme[.mask])
            caption(into: &buffer, tile, mapImage.range, scene)
            return
        }
        let calibration = session.dataset.calibration
        PictureView.draw(
            into: &buffer, component, image: patternImage, map: patternColors,
            measure: calibration.reciprocalStep.map { .init(step: $0, unit: "nm⁻¹") }, unit: "of the component",
            caption: below(tile.pattern, tile), note: session.intent.patternDisplay.scale.rawValue, scene)
        PictureView.draw(
            into: &buffer, distribution, image: mapImage, map: mapColors,
            measure: calibration.scanStep.map { .init(step: $0, unit: "nm") }, unit: "counts",
            caption: below(tile.distribution, tile),
            note: probeShare(best, session), scene)
    }

    /// The share of the selected component at the probe.
    private static func probeShare(_ best: Decomposition, _ session: Session) -> String {
        // The scan may have been laid another way since.
        let here = best.distributions.filter { $0.shape.contains(session.intent.probe) }.map {
            Double($0[session.intent.probe])
        }
        let total = here.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
        guard total > 0, here.indices.contains(session.intent.component) else { return "" }
        let share = here[session.intent.component] / total * 100
        return "\(share.isNaN ? "masked" : share.formatted(decimals: 0) + " %") at the probe"
    }

    /// Range of the distribution, under the tile.
    private static func caption(
        into buffer: inout CellBuffer, _ tile: ComponentTile, _ range: LevelRange, _ scene: Scene
    ) {
        let row = max(tile.pattern.cells.bottom, tile.distribution.cells.bottom)
        guard row < tile.rect.bottom else { return }
        let text = "\(Readout.number(Double(range.low))) … \(Readout.number(Double(range.high)))"
        buffer.write(
            text, row: row, column: tile.distribution.cells.column, scene.dim,
            width: max(tile.distribution.cells.columns, 14))
    }

    private static func below(_ geometry: HeatmapGeometry, _ tile: ComponentTile) -> Rect {
        Rect(
            row: geometry.cells.bottom, column: geometry.cells.column - 1,
            rows: min(2, tile.rect.bottom - geometry.cells.bottom), columns: max(geometry.cells.columns, 30))
    }
}
