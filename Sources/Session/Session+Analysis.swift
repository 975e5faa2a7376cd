import DataCube
import Questions

extension Session {
    /// Mask, sweep, k and component.
    mutating func applyToAnalysis(_ action: Action) {
        switch action {
        case .setMask(let mask): commit { $0.mask = mask }
        case .nextMask: nextMask()
        case .setCenter(let point): orders.append(.setCenter(point))
        case .stepK(let step): choose(k: intent.k + step)
        case .chooseK(let k): choose(k: k)
        case .stepComponent(let step): choose(component: intent.component + step)
        case .chooseComponent(let component): choose(component: component)
        case .openSweepForm:
            if sweep?.isRunning == true {
                view.message = Message(.warning, "a sweep is running: x cancels it and keeps what is finished")
            } else {
                view.overlay = .sweepForm(SweepForm(proposedSweep))
            }
        case .startSweep(let parameters): start(parameters)
        case .cancelSweep:
            if sweep?.isRunning == true {
                orders.append(.cancelSweep)
            } else {
                view.message = Message(.plain, "no sweep is running")
            }
        case .resumeSweep: if sweep?.canBeResumed == true { orders.append(.resumeSweep) }
        default: break
        }
    }

    /// The k that can be chosen: the sweep's.
    var counts: ClosedRange<Int> { sweep?.parameters.componentCounts ?? 1...99 }

    private mutating func choose(k: Int) {
        let clamped = max(counts.lowerBound, min(counts.upperBound, k))
        commit(.component) {
            if $0.k != clamped { $0.exchange = nil }
            $0.k = clamped
            $0.component = min($0.component, clamped - 1)
        }
    }

    private mutating func choose(component: Int) {
        let clamped = max(0, min(intent.k - 1, component))
        commit(.component) { $0.component = clamped }
    }

    private mutating func nextMask() {
        let next: AnalysisMask.Exclusion =
            switch intent.mask {
            case .automatic: .none
            case .none: detector.map { .shape($0) } ?? .automatic
            case .shape: .automatic
            }
        commit { $0.mask = next }
        let words =
            switch next {
            case .automatic: "mask: the direct beam"
            case .none: "mask: nothing is excluded"
            case .shape(let shape): "mask: the detector, \(shape.spelling)"
            }
        view.message = Message(.plain, words)
    }

    private mutating func start(_ parameters: SweepParameters) {
        view.overlay = nil
        view.workspace = .sweep
        commit {
            $0.mask = parameters.mask.exclusion
            $0.k = max(parameters.componentCounts.lowerBound, min(parameters.componentCounts.upperBound, $0.k))
        }
        orders.append(.startSweep(parameters))
    }
}
