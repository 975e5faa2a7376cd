import DataCube
import Questions
import Screen
import Session

/// What the mouse means: tabs and hints are pressed, the probe is placed, the detector is held, the wheel zooms.
func interpret(_ mouse: MouseEvent, _ session: Session, _ layout: ScreenLayout) -> [Action] {
    switch mouse.kind {
    case .press:
        if let places = layout.scanLayout, let place = places.list.place(atRow: mouse.row, column: mouse.column) {
            return [.takeProposal(place)]
        }
        if let overlay = session.view.overlay { return press(mouse, on: overlay, session, layout) }
        return [.say(nil), .clearCount] + press(mouse, session, layout)
    case .drag: return drag(mouse, session, layout)
    case .release: return session.view.grip == nil ? [] : [.release]
    case .wheelUp, .wheelDown: return wheel(mouse, session, layout)
    }
}

/// A key in the upper edge is pressed; a row is chosen, and the chosen one taken; outside is away.
private func press(
    _ mouse: MouseEvent, on overlay: Overlay, _ session: Session, _ layout: ScreenLayout
) -> [Action] {
    if let (hint, _) = layout.overlayHints.first(where: { $0.rect.contains(row: mouse.row, column: mouse.column) }) {
        return hint.key.map { overlayActions($0, overlay, session, layout) } ?? []
    }
    if let list = layout.list, let place = list.place(atRow: mouse.row, column: mouse.column) {
        if place != list.chosen { return [.moveSelection(place - list.chosen, limit: list.count)] }
        switch overlay {
        case .appearance: return [.adjustField(mouse.button == .right ? -1 : 1)]
        case .sweepForm: return []
        default: return overlayActions(Key(.enter), overlay, session, layout)
        }
    }
    return layout.overlay.contains(row: mouse.row, column: mouse.column) ? [] : [.closeOverlay]
}

private func press(_ mouse: MouseEvent, _ session: Session, _ layout: ScreenLayout) -> [Action] {
    func isOn(_ rect: Rect) -> Bool { rect.contains(row: mouse.row, column: mouse.column) }
    if let tab = layout.tabs.first(where: { isOn($0.rect) }) { return [.show(tab.workspace)] }
    if let hint = layout.hints.first(where: { isOn($0.rect) }) { return run(hint.command, session, 1) }
    if isOn(layout.corner) { return [.openAppearance] }
    if isOn(layout.commandLine) { return [.copy(reproducingCommand(session), what: "the command")] }
    if isOn(layout.name) { return [.copy(session.dataset.path, what: "the path")] }
    let pane = layout.panes.first { isOn($0.value) }
    if let pane, mouse.row == pane.value.row, !layout.curves.contains(where: { isOn($0.rect) }) {
        return [.focus(pane.key), .toggleMaximized]
    }
    switch session.view.workspace {
    case .explore:
        if let scan = layout.scan, isOn(scan.cells) {
            return [.focus(.scan), .placeProbe(position(mouse, scan)), .grip(.probe)]
        }
        if let pattern = layout.pattern, isOn(pattern.cells) { return pressPattern(mouse, session, pattern) }
        return pane.map { [.focus($0.key)] } ?? []
    case .sweep:
        if let name = layout.curves.first(where: { isOn($0.rect) }) { return [.chooseCurve(name.curve)] }
        guard let pane else { return [] }
        switch pane.key {
        case .suggestion: return [.open(.evidence(scroll: 0))]
        case .errors: return [.focus(pane.key)] + chooseCount(mouse, session, layout) + [.grip(.count)]
        default: return [.focus(pane.key)]
        }
    case .components:
        if let pane, pane.key != .components, layout.slider.map(isOn) != true { return [.focus(pane.key)] }
        if let slider = layout.slider, isOn(slider) {
            return [.slideExchange(part(mouse, slider)), .grip(.exchange)]
        }
        if let residual = layout.residual {
            return isOn(residual.map.cells) ? [.placeProbe(position(mouse, residual.map))] : []
        }
        if let tile = layout.tiles.first(where: { isOn($0.rect) }) {
            return tile.isLarge ? [.toggleMaximized] : [.chooseComponent(tile.component)]
        }
        return []
    }
}

private func pressPattern(_ mouse: MouseEvent, _ session: Session, _ geometry: HeatmapGeometry) -> [Action] {
    let point = detectorPoint(mouse, geometry)
    let reach = max(1.5 * max(geometry.rowStep, geometry.columnStep), 0.8)
    let nearest = session.detector?.part?.handles.map { ($0.kind, $0.distance(point)) }.min { $0.1 < $1.1 }
    if let (kind, distance) = nearest, distance <= reach { return [.focus(.pattern), .grip(.detector(kind))] }
    return [.focus(.pattern), .placePixel(point), .grip(.pixel)]
}

private func drag(_ mouse: MouseEvent, _ session: Session, _ layout: ScreenLayout) -> [Action] {
    switch session.view.grip {
    case .probe: layout.scan.map { [.placeProbe(position(mouse, $0))] } ?? []
    case .pixel: layout.pattern.map { [.placePixel(detectorPoint(mouse, $0))] } ?? []
    case .detector: layout.pattern.map { [.drag(detectorPoint(mouse, $0))] } ?? []
    case .count: chooseCount(mouse, session, layout)
    case .exchange: layout.slider.map { [.slideExchange(part(mouse, $0))] } ?? []
    case nil: []
    }
}

private func wheel(_ mouse: MouseEvent, _ session: Session, _ layout: ScreenLayout) -> [Action] {
    let step = mouse.kind == .wheelUp ? -1 : 1
    if layout.scanLayout != nil { return [.stepProposal(step)] }
    if let list = layout.list { return [.moveSelection(step, limit: list.count)] }
    if session.view.overlay != nil {
        return [.scroll(3 * step, limit: ScreenLayout.scrollLimit(session, in: layout.overlay))]
    }
    switch session.view.workspace {
    case .explore:
        guard
            let pane = layout.panes.first(where: { $0.value.contains(row: mouse.row, column: mouse.column) })?.key
        else { return [] }
        return [.zoom(pane, by: step < 0 ? 1.25 : 0.8)]
    case .sweep: return [.stepK(step)]
    case .components:
        let slider = layout.panes[.exchange] ?? layout.slider
        if slider?.contains(row: mouse.row, column: mouse.column) == true {
            return [.stepExchange(-0.02 * Double(step))]
        }
        return [.stepComponent(step)]
    }
}

/// The k under the mouse in the plot against k.
private func chooseCount(_ mouse: MouseEvent, _ session: Session, _ layout: ScreenLayout) -> [Action] {
    guard let plot = layout.panes[.errors], let counts = session.sweep?.parameters.componentCounts else { return [] }
    return [.chooseK(CountAxis(in: plot, counts).k(at: mouse.column))]
}

/// The place on a bar, 0…1.
private func part(_ mouse: MouseEvent, _ bar: Rect) -> Double {
    Double(mouse.column - bar.column) / Double(max(1, bar.columns - 1))
}

private func position(_ mouse: MouseEvent, _ geometry: HeatmapGeometry) -> ScanPosition {
    let point = geometry.imagePoint(row: mouse.row, column: mouse.column)
    return ScanPosition(row: Int(point.row.rounded()), column: Int(point.column.rounded()))
}

private func detectorPoint(_ mouse: MouseEvent, _ geometry: HeatmapGeometry) -> DetectorPoint {
    let point = geometry.imagePoint(row: mouse.row, column: mouse.column)
    return DetectorPoint(row: point.row, column: point.column)
}
