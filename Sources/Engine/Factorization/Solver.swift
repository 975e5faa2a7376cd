import Questions

/// Owns what is the same for every method: random starts, iteration, stopping, the best iterate, progress. All restarts
/// of a k stand side by side, so that one pass over the data serves them all.
struct Solver {
    /// The best run of a k: its components, k x pixels, rows of length 1 (or 0, where a component died).
    struct Best {
        let restart: Int
        let meanSquareError: Double
        let components: Matrix
    }

    /// All matrices of a batch together hold at most so many elements (2 GB), as long as one restart fits.
    private static let batchElements = 1 << 29

    let data: any DataOperator
    let parameters: SweepParameters
    let workers: Workers

    /// Computes all restarts of a k.
    /// - Parameter report: gets every run's error after every iteration, and every run's end.
    /// - Returns: the runs in restart order, and the one with the lowest error (the first of equals).
    /// - Throws: `cancelled`, `cube`.
    func solve(
        k: Int, report: (SweepEvent) -> Void
    ) throws(EngineError) -> (runs: [RunSummary], best: Best?) {
        let elementsPerRun = k * (3 * data.pixels + data.positions)
        let width = max(1, Self.batchElements / max(1, elementsPerRun))
        var runs: [RunSummary] = []
        var best: Best?
        for restarts in cut(parameters.restarts, every: width) {
            let batch = RestartBatch(
                k: k, restarts: restarts, data: data, method: parameters.method.method, workers: workers)
            try batch.start(seed: parameters.seed)
            while !batch.slots.isEmpty {
                try iterate(batch, report: report)
                for slot in batch.slots.indices {
                    guard let summary = batch.slots[slot].progress.summary else { continue }
                    runs.append(summary)
                    report(.finishedRun(k: k, summary))
                    guard Self.isBetter(summary, than: best) else { continue }
                    best = Best(
                        restart: summary.restart, meanSquareError: summary.meanSquareError,
                        components: batch.bestComponents(slot: slot))
                }
                batch.removeStopped()
            }
        }
        return (runs.sorted { $0.restart < $1.restart }, best)
    }

    private func iterate(_ batch: RestartBatch, report: (SweepEvent) -> Void) throws(EngineError) {
        try batch.updateComponents()
        let errors = try batch.updateCoefficients()
        for (slot, error) in zip(batch.slots.indices, errors) {
            let isBest = batch.slots[slot].progress.record(
                error, tolerance: parameters.tolerance, maximumIterations: parameters.maximumIterations)
            if isBest { batch.keepBest(slot: slot) }
            let progress = batch.slots[slot].progress
            report(
                .iteration(
                    k: batch.k, restart: progress.restart, iteration: progress.iteration, meanSquareError: error))
        }
    }

    private static func isBetter(_ run: RunSummary, than best: Best?) -> Bool {
        guard let best else { return true }
        return (run.meanSquareError, run.restart) < (best.meanSquareError, best.restart)
    }

    /// The coefficients (k x positions) that a method finds for given components, from zero. One pass over the data.
    /// - Throws: `cancelled`, `cube`.
    func coefficients(for components: Matrix) throws(EngineError) -> Matrix {
        let gram = try Gram(rowsOf: components, cancellation: workers.cancellation)
        let step = parameters.method.method.halfStep(gram: gram)
        let coefficients = Matrix(rows: components.rows, columns: data.positions)
        try data.pass(
            components: components, coefficients: coefficients, accumulated: nil, workers: workers
        ) { tile in step.apply(target: tile.target, coefficients: tile.coefficients) }
        return coefficients
    }
}
