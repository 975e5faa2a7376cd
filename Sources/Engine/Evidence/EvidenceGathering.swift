import Questions

/// Gathers, while a sweep runs and after it, what speaks for a number of components beside the fits' own errors.
struct EvidenceGathering {
    private let data: AnalysisData
    private let parameters: SweepParameters
    private let workers: Workers
    /// Lower bounds of the errors: entry k - 1 belongs to k.
    private let bounds: [Double]
    private var minima: [Int: Double] = [:]
    private var previous: (k: Int, components: Matrix)?
    private(set) var evidence = Evidence()

    /// Independent splits of the counts, for error bars; then one on a quarter of the counts.
    static let splits = 3

    /// Estimates the noise.
    /// - Throws: `cancelled`, `cube`.
    init(
        _ data: AnalysisData, parameters: SweepParameters, bounds: [Double], workers: Workers
    ) throws(EngineError) {
        self.data = data
        self.parameters = parameters
        self.bounds = bounds
        self.workers = workers
        evidence.noise = try NoiseEstimation.estimate(data, workers: workers)
        guard let noise = evidence.noise, noise.areCounts else { return }
        let (pixels, positions) = (Double(data.pixels.count), Double(data.positions.count))
        let variance = noise.gain * noise.gain * noise.meanCounts + noise.readVariance
        for k in parameters.componentCounts {
            let freedom = Double(k) * (pixels + positions - Double(k)) / (pixels * positions)
            evidence.noiseFloor[k] = variance * max(0, 1 - freedom)
        }
    }

    /// Takes in the result of a k, in ascending order of k.
    mutating func add(_ result: FactorizationResult) {
        minima[result.k] = result.minimum
        evidence.stability[result.k] = result.stability
        let components = data.packed(result.best.components)
        if let previous, previous.k == result.k - 1 {
            evidence.persistence[previous.k] = ComponentMatching(previous.components, components).mean
        }
        previous = (result.k, components)
    }

    /// Finds the errors on data held out, reporting each time that some are known, and then what all that suggests.
    /// - Throws: `cancelled`, `cube`.
    mutating func finish(_ steps: Steps, report: (SweepEvent) -> Void) throws(EngineError) {
        let heldOut = HeldOutErrors(
            data: data, counts: parameters.componentCounts, seed: parameters.seed, workers: workers, steps: steps)
        if let noise = evidence.noise, noise.areCounts {
            var errors = HeldOut(kind: .countSplitting)
            for split in 0..<Self.splits {
                let found = try heldOut.countSplit(split, quarter: false, noise: noise)
                for (k, error) in found.errors { errors.errors[k, default: []].append(error) }
                errors.significance.append(found.directions.significance)
                errors.directions.append(found.directions.count)
                evidence.heldOut = errors
                report(.evidence(evidence))
            }
            errors.atLowerDose = try heldOut.countSplit(Self.splits, quarter: true, noise: noise).errors
            evidence.heldOut = errors
        } else {
            var errors = HeldOut(kind: .interpolatedPositions)
            for parity in 0..<2 {
                for (k, error) in try heldOut.interpolatedPositions(parity: parity) {
                    errors.errors[k, default: []].append(error)
                }
                guard !errors.errors.isEmpty else { break }
                evidence.heldOut = errors
                report(.evidence(evidence))
            }
        }
        evidence.suggestion =
            KSuggestion(
                evidence: evidence, counts: parameters.componentCounts, minima: minima, bounds: bounds,
                noiseEdge: Double(data.pixels.count).squareRoot() + Double(data.positions.count).squareRoot()
            ).suggestion
        report(.evidence(evidence))
    }
}
