import DataCube
import Questions

extension Session {
    /// Changes the session by one action. Never computes on data; never fails: what makes no sense is clamped or said.
    public mutating func apply(_ action: Action) {
        switch action {
        case .stepProbe, .placeProbe, .stepPixel, .placePixel, .choosePattern: applyToPlace(action)
        case .setDetector, .nextDetectorShape, .growDetector, .centerDetector, .nextDetectorPreset, .grip, .drag,
            .release:
            applyToDetector(action)
        case .setMask, .nextMask, .setCenter, .stepK, .chooseK, .stepComponent, .chooseComponent, .openSweepForm,
            .startSweep, .cancelSweep, .resumeSweep:
            applyToAnalysis(action)
        case .stepExchange, .slideExchange, .nextPartner, .resetExchange: applyToExchange(action)
        case .nextScale, .nextColorMap, .stepClip, .nextReduction, .zoom, .toggleMaximized, .stepCurve,
            .chooseCurve, .toggleResidual:
            applyToDisplay(action)
        case .nextTheme, .pick, .openAppearance, .keepAppearance: applyToAppearance(action)
        case .openScanLayout, .stepProposal, .takeProposal, .stepScanLayout, .nextOrder: applyToScanLayout(action)
        case .typeCharacter, .eraseCharacter, .moveSelection, .adjustField, .scroll, .acceptPrompt:
            applyToOverlay(action)
        case .openWriting, .written, .notWritten: applyToWriting(action)
        case .found, .failed, .loaded, .sweepChanged, .datasetsListed, .datasetChanged: applyFromOutside(action)
        case .show(let workspace): show(workspace)
        case .stepWorkspace(let step): show(Workspace.allCases.following(view.workspace, by: step))
        case .focus(let pane): focus(pane)
        case .otherPane: focus(panes.following(pane))
        case .otherDisplay: view.focus = view.focus == .scan ? .pattern : .scan
        case .digit(let digit): count(digit)
        case .clearCount: view.pending = nil
        case .open(let overlay): view.overlay = overlay
        case .openDatasets: openDatasets()
        case .closeOverlay:
            if case .scanLayout(let form)? = view.overlay { leave(form) }
            takeBackChoice()
            view.overlay = nil
        case .say(let message): view.message = message
        case .orientScan(let plane):
            orders.append(.reorient(Orientation(scan: plane, pattern: dataset.orientation.pattern)))
        case .orientPattern(let plane):
            orders.append(.reorient(Orientation(scan: dataset.orientation.scan, pattern: plane)))
        case .releaseMouse:
            view.mouseReleased.toggle()
            orders.append(.releaseMouse(view.mouseReleased))
        case .copy(let text, let what):
            orders.append(.copy(text))
            view.message = Message(.plain, "copied \(what): \(text)")
        case .undo: restore(history.undo(intent), otherwise: "nothing to undo")
        case .redo: restore(history.redo(intent), otherwise: "nothing to redo")
        case .redraw: orders.append(.redraw)
        case .suspend: orders.append(.suspend)
        case .quit: isFinished = true
        }
    }

    /// Changes the intent as one undo step.
    mutating func commit(_ kind: History.Kind = .other, _ change: (inout Intent) -> Void) {
        var changed = intent
        change(&changed)
        guard changed != intent else { return }
        history.commit(intent, kind)
        intent = changed
    }

    private mutating func restore(_ before: Intent?, otherwise text: String) {
        guard let before else {
            view.message = Message(.plain, text)
            return
        }
        intent = before
        // The k of another sweep need not be one of this.
        intent.k = max(counts.lowerBound, min(counts.upperBound, intent.k))
        intent.component = min(intent.component, intent.k - 1)
    }

    private mutating func show(_ workspace: Workspace) {
        view.workspace = workspace
        view.isMaximized = false
        view.overlay = nil
    }

    /// A digit 1…3 chooses a workspace, and may begin a count all the same; other digits only count.
    private mutating func count(_ digit: Int) {
        var pending =
            view.pending ?? PendingCount(value: 0, cameFrom: Workspace(rawValue: digit).map { _ in view.workspace })
        pending.value = min(9999, pending.value * 10 + digit)
        if pending.cameFrom != nil, let workspace = Workspace(rawValue: digit) { show(workspace) }
        view.pending = pending.value > 0 ? pending : nil
    }
}
