import DataCube
import Questions

extension Session {
    /// Answers of the engine and news of a sweep.
    mutating func applyFromOutside(_ action: Action) {
        switch action {
        case .found(let request, let finding):
            findings.insert(finding, for: request)
            switch (request, finding) {
            case (.virtualImage, .map(let map)): lastMap = map
            case (.frameSeries, .frameSeries(let series)): take(series)
            case (.pattern, .pattern(let pattern)), (.summary, .pattern(let pattern)): lastPattern = pattern
            default: break
            }
        case .failed(let need, let reason):
            findings.fail(need, reason)
            view.message = Message(.failure, reason)
        case .loaded(let key, let result): findings.insert(result, for: key)
        case .sweepChanged(let status): follow(status)
        case .datasetsListed(let listed): list(listed)
        case .datasetChanged(let changed): reopen(changed)
        default: break
        }
    }

    private mutating func follow(_ status: SweepStatus?) {
        let before = sweep
        sweep = status
        guard let status else { return }
        if before?.identifier != status.identifier {
            let counts = status.parameters.componentCounts
            intent.k = max(counts.lowerBound, min(counts.upperBound, intent.k))
            intent.component = min(intent.component, intent.k - 1)
            intent.exchange = nil
        }
        // A k that is filed again is read again.
        for (k, seconds) in before?.seconds ?? [:] where before?.identifier == status.identifier {
            if status.seconds[k] != seconds { findings.forget(ResultKey(run: status.identifier, k: k)) }
        }
        guard before?.identifier == status.identifier, before?.state != status.state else { return }
        switch status.state {
        case .finished:
            let found = status.evidence.suggestion.map { $0.headline + "; " } ?? ""
            view.message = Message(.plain, "the sweep is finished: \(found)choose a k, Enter shows its components")
        case .cancelled: view.message = Message(.plain, "the sweep was cancelled; what is finished is kept")
        case .failed(let reason): view.message = Message(.failure, "the sweep failed: \(reason)")
        case .starting, .running: break
        }
    }

    /// The same file laid another way, or with another centre: what was found no longer holds.
    private mutating func reopen(_ changed: Dataset) {
        let isLaidTheSame =
            changed.scan == dataset.scan && changed.detector == dataset.detector
            && changed.orientation == dataset.orientation
        let hasSameFrames =
            changed.path == dataset.path && changed.scanOrigin.frames == dataset.scanOrigin.frames
            && changed.detector == dataset.detector && changed.order == dataset.order
            && changed.orientation.pattern == dataset.orientation.pattern && changed.preparation == dataset.preparation
        if let form = scanLayoutForm {
            view.overlay = .scanLayout(ScanLayoutForm(changed, firstOrder: form.firstOrder))
        }
        dataset = changed
        findings = hasSameFrames ? findings.aboutFrames : Findings()
        if !hasSameFrames { lastSeries = nil }
        lastMap = nil
        lastPattern = nil
        history = History()
        if !isLaidTheSame {
            intent.detector = nil
            if case .shape = intent.mask { intent.mask = .automatic }
        }
        view.grip = nil
        beforeDrag = nil
        intent.pixel = nil
        intent.probe = ScanPosition(
            row: min(intent.probe.row, changed.scan.rows - 1),
            column: min(intent.probe.column, changed.scan.columns - 1))
    }
}
