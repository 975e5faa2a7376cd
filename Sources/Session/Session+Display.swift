import Questions

extension Session {
    /// How things are drawn. Display keys act on the focused picture: maps in the scan pane, patterns elsewhere.
    mutating func applyToDisplay(_ action: Action) {
        switch action {
        case .nextScale: changeDisplay { $0.scale = Display.Scale.allCases.following($0.scale) }
        case .nextColorMap(let step):
            let names = colorMaps
            guard !names.isEmpty else { return }
            changeDisplay { $0.colorMap = names.following($0.colorMap, by: step) }
        case .stepClip(let step):
            changeDisplay { display in
                let place = Display.clips.firstIndex(of: display.clip) ?? 1
                display.clip = Display.clips[max(0, min(Display.clips.count - 1, place + step))]
            }
        case .nextReduction: changeDisplay { $0.reduction = Display.Reduction.allCases.following($0.reduction) }
        case .zoom(let pane, let factor): zoom(pane, factor)
        case .toggleMaximized: view.isMaximized.toggle()
        case .stepCurve(let step): stepCurve(step)
        case .toggleResidual: view.showsResidual.toggle()
        case .chooseCurve(let curve): view.curve = curve
        default: break
        }
    }

    /// True when display keys act on maps rather than patterns.
    public var displaysMap: Bool { view.focus == .scan }

    private mutating func changeDisplay(_ change: (inout Display) -> Void) {
        let onMap = displaysMap
        commit { intent in
            if onMap { change(&intent.mapDisplay) } else { change(&intent.patternDisplay) }
        }
    }

    private mutating func stepCurve(_ step: Int) {
        let offered = sweep?.curves ?? [.errors]
        let awaited = sweep?.awaitedCurves ?? []
        view.curve = offered.contains(view.curve) ? offered.following(view.curve, by: step) : offered[0]
        guard !awaited.isEmpty else { return }
        let names = awaited.map(\.title).joined(separator: ", ")
        view.message = Message(.plain, "\(view.curve.title); not yet: \(names)")
    }

    private mutating func zoom(_ pane: Pane, _ factor: Double) {
        let largest = 32.0
        switch pane {
        case .scan: view.scanZoom = max(1, min(largest, view.scanZoom * factor))
        case .pattern: view.patternZoom = max(1, min(largest, view.patternZoom * factor))
        default: break
        }
    }
}
