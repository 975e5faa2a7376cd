import Dispatch
import Questions

/// Runs all restarts of a k on one operator.
///
/// Where the data are read from a file, all restarts stand side by side, so that one pass over the file serves them all;
/// where they are compressed, each run stays on one thread and its caches. Either way a run's numbers depend on the
/// data, the parameters and its place among the restarts alone.
struct Solver {
    /// A run that has ended, with the components (k x pixels, of length 1 or 0) of its best iterate.
    struct Fit {
        var summary: RunSummary
        let components: Matrix
    }

    /// All matrices of a batch together hold at most so many elements (2 GB), as long as one restart fits.
    private static let batchElements = 1 << 29

    let data: any DataOperator
    /// Passes are so dear that all restarts share them.
    let sharesPasses: Bool
    let parameters: SweepParameters
    /// Where runs begin.
    let start: StartingPoint
    let workers: Workers
    /// What is done already.
    var steps = Steps.none

    /// Computes all restarts of a k.
    /// - Parameter report: gets every run's error after every iteration, and every run's end; on one thread at a time.
    /// - Returns: in restart order.
    /// - Throws: `cancelled`, `cube`.
    func fits(k: Int, report: (SweepEvent) -> Void) throws(EngineError) -> [Fit] {
        guard sharesPasses else { return try runsApart(k: k, report: report) }
        let elementsPerRun = k * (5 * data.pixels + 2 * data.positions)
        let width = max(1, Self.batchElements / max(1, elementsPerRun))
        var fits: [Fit] = []
        for restarts in cut(parameters.restarts, every: width) {
            fits += try run(restarts, k: k, workers: workers, report: report)
        }
        return fits.sorted { $0.summary.restart < $1.summary.restart }
    }

    private func runsApart(k: Int, report: (SweepEvent) -> Void) throws(EngineError) -> [Fit] {
        var fits = [Fit?](repeating: nil, count: parameters.restarts)
        let alone = Workers(threads: 1, cancellation: workers.cancellation)
        let reports = DispatchQueue(label: "braggart.reports")
        try fits.withUnsafeMutableBufferPointer { fits throws(EngineError) in
            // Safe: every restart has a place of its own.
            nonisolated(unsafe) let fits = fits
            try withoutActuallyEscaping(report) { (report) throws(EngineError) in
                // Safe: called on the queue only.
                nonisolated(unsafe) let report = report
                try workers.forEachTile(parameters.restarts) { (restart, _) throws(EngineError) in
                    fits[restart] = try run(restart..<restart + 1, k: k, workers: alone) { event in
                        reports.sync { report(event) }
                    }.first
                }
            }
        }
        return fits.compactMap { $0 }
    }

    private func run(
        _ restarts: Range<Int>, k: Int, workers: Workers, report: (SweepEvent) -> Void
    ) throws(EngineError) -> [Fit] {
        let batch = RunBatch(
            k: k, restarts: restarts, data: data, method: parameters.method.method,
            tieBreaker: parameters.tieBreaker, workers: workers)
        return try batch.iterate(by: parameters.stoppingRule, steps.within("restart\(restarts.lowerBound)")) {
            (batch) throws(EngineError) in
            try batch.start { restart, coefficients in
                start.fill(coefficients, seed: parameters.seed, k: k, restart: restart)
            }
        } iterated: { slot, error in
            report(
                .iteration(
                    k: k, restart: slot.progress.restart, iteration: slot.progress.iteration,
                    meanSquareError: error))
        } ended: { summary in
            report(.finishedRun(k: k, summary))
        }
    }
}

extension RunBatch {
    /// Starts, or goes on where the step was left, and iterates until every run has stopped by the rule.
    func iterate(
        by rule: StoppingRule, _ step: Steps, start: (RunBatch) throws(EngineError) -> Void,
        iterated: (RunSlot, Double) -> Void = { _, _ in }, ended: (RunSummary) -> Void = { _ in }
    ) throws(EngineError) -> [Solver.Fit] {
        var fits: [Solver.Fit] = []
        if let ended = step.kept({ restore(from: &$0, by: rule) }) { fits = ended } else { try start(self) }
        var kept = ContinuousClock.now
        while !slots.isEmpty {
            try updateComponents()
            let errors = try updateCoefficients()
            for (index, error) in errors.enumerated() {
                let slot = slots[index]
                guard let error else {
                    if slot.progress.countTakenBack(by: rule) { iterated(slot, slot.progress.current) }
                    continue
                }
                let isTelling = slot.extrapolation?.hasRested != true
                if slot.progress.record(error, by: rule, isTelling: isTelling) { keepBest(slot: index) }
                iterated(slot, error)
                guard let summary = summary(slot: index) else { continue }
                ended(summary)
                fits.append(Solver.Fit(summary: summary, components: bestComponents(slot: index)))
            }
            removeStopped()
            guard slots.isEmpty || step.isDue(since: kept) else { continue }
            step.keep { append(to: &$0, fits: fits) }
            kept = .now
        }
        return fits
    }
}
