import Questions

/// A batch between two iterations, and the fits that ended before, as numbers.
extension RunBatch {
    /// Appends where the batch stands.
    func append(to checkpoint: inout Checkpoint, fits: [Solver.Fit]) {
        checkpoint.append(fits.count)
        for fit in fits { checkpoint.append(fit) }
        checkpoint.append(slots.count)
        for slot in slots { slot.append(to: &checkpoint) }
        for matrix in rows(ofFirst: slots.count) { checkpoint.append(matrix) }
    }

    /// Takes up a batch that was just made where it stood.
    /// - Returns: the fits that had ended; nil, with nothing changed, when the numbers are not such a batch's.
    func restore(from reader: inout CheckpointReader, by rule: StoppingRule) -> [Solver.Fit]? {
        guard let ended = reader.count() else { return nil }
        var fits: [Solver.Fit] = []
        for _ in 0..<ended {
            guard let fit = reader.fit(k: k, pixels: pixels) else { return nil }
            fits.append(fit)
        }
        guard let running = reader.count(), running <= slots.count else { return nil }
        let matrixBytes = rows(ofFirst: running).reduce(0) { $0 + $1.byteCount }
        guard reader.remaining == running * RunSlot.checkpointBytes(k) + matrixBytes else { return nil }
        keepFirst(running)
        for slot in slots { guard slot.restore(from: &reader, by: rule) != nil else { return nil } }
        for matrix in rows(ofFirst: running) { guard reader.fill(matrix) != nil else { return nil } }
        return fits
    }
}

extension RunSlot {
    /// What a run of k components appends.
    fileprivate static func checkpointBytes(_ k: Int) -> Int {
        (RunProgress.checkpointNumbers + 2 * k * k + 2 * k + 1 + Extrapolation.stateCount) * MemoryLayout<Double>.stride
    }

    fileprivate func append(to checkpoint: inout Checkpoint) {
        progress.append(to: &checkpoint)
        checkpoint.append(coefficientGram.values)
        checkpoint.append(componentGram.values)
        checkpoint.append(scales.map(Double.init))
        checkpoint.append(lengths.map(Double.init))
        checkpoint.append(uncertainty)
        checkpoint.append((extrapolation ?? Extrapolation()).state)
    }

    fileprivate func restore(from reader: inout CheckpointReader, by rule: StoppingRule) -> Void? {
        let size = scales.count
        guard let progress = RunProgress(from: &reader, by: rule), let coefficientGram = reader.numbers(size * size),
            let componentGram = reader.numbers(size * size), let scales = reader.numbers(size),
            let lengths = reader.numbers(size), let uncertainty = reader.number(),
            let state = reader.numbers(Extrapolation.stateCount)
        else { return nil }
        self.progress = progress
        self.coefficientGram.values = coefficientGram
        self.componentGram.values = componentGram
        self.scales = scales.map { Float($0) }
        self.lengths = lengths.map { Float($0) }
        self.uncertainty = uncertainty
        if extrapolation != nil { extrapolation = Extrapolation(state: state) }
        hasComponents = true
        return ()
    }
}

extension Checkpoint {
    mutating func append(_ fit: Solver.Fit) {
        append(fit.summary.restart)
        append(fit.summary.meanSquareError)
        append(fit.summary.iterations)
        append(StopReason.allCases.firstIndex(of: fit.summary.stop) ?? 0)
        append(fit.summary.uncertainty)
        append(fit.components)
    }
}

extension CheckpointReader {
    /// A fit with k components.
    mutating func fit(k: Int, pixels: Int) -> Solver.Fit? {
        guard let restart = integer(), let error = number(), let iterations = integer(), let stop = integer(),
            StopReason.allCases.indices.contains(stop), let uncertainty = number(),
            let components = matrix(rows: k, columns: pixels)
        else { return nil }
        return Solver.Fit(
            summary: RunSummary(
                restart: restart, meanSquareError: error, iterations: iterations, stop: StopReason.allCases[stop],
                uncertainty: uncertainty),
            components: components)
    }
}
