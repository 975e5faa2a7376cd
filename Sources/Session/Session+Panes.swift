extension Session {
    /// The panes of the workspace, in the order that keys step through.
    public var panes: [Pane] {
        switch view.workspace {
        case .explore: [.scan, .pattern]
        case .sweep: [.errors, .choice, .convergence] + (hasEvidence ? [.suggestion] : []) + [.plan]
        case .components: [.components] + (hasSolutions ? [.exchange, .families] : [])
        }
    }

    /// The pane with the focus.
    public var pane: Pane {
        if view.workspace == .explore { return view.focus }
        return view.resultPanes[view.workspace].flatMap { panes.contains($0) ? $0 : nil } ?? panes[0]
    }

    mutating func focus(_ pane: Pane) {
        switch pane {
        case .scan, .pattern: view.focus = pane
        default: view.resultPanes[view.workspace] = pane
        }
    }

    /// True where something speaks for a number of components, or will.
    public var hasEvidence: Bool {
        sweep.map { $0.parameters.gathersEvidence || $0.evidence.suggestion != nil } ?? false
    }

    /// True where something is known about the solutions of the chosen k beside the best one.
    public var hasSolutions: Bool {
        if let result { return result.exchanges != nil || !result.families.isEmpty }
        return sweep?.families[intent.k]?.isEmpty == false
    }
}
