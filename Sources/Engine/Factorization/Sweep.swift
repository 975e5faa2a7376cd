import DataCube
import Questions

/// The paper's nine steps: for every k, several random starts of a factorization; the best of each k is filed.
///
/// With equal cube, parameters and survey the results are the same, bit for bit, for any number of threads, and for a
/// sweep that was interrupted and continued. Memory holds one k at a time.
public struct Sweep: Sendable {
    private let cube: DataCube
    let parameters: SweepParameters
    private let survey: Survey
    let threads: Int

    /// - Parameters:
    ///   - cube: the dataset; it is read once in every iteration.
    ///   - survey: of the same dataset; it says what the automatic mask leaves out.
    ///   - threads: how many threads compute, at least 1.
    public init(cube: DataCube, parameters: SweepParameters, survey: Survey, threads: Int) {
        self.cube = cube
        self.parameters = parameters
        self.survey = survey
        self.threads = max(1, threads)
    }

    /// Runs the sweep: reports `began`, `bounds`, what is known of the noise, then for each k, ascending, every run's
    /// iterations and end, and which runs found the same solution; files the k's result, and reports `finished`. At the
    /// end the evidence for a k is gathered and reported as it grows.
    ///
    /// - Parameters:
    ///   - filed: the result of a k that was filed before; such k are not computed again, and reported as finished.
    ///   - keeper: keeps what is done between two results, for a process that goes on after this one died.
    ///   - report: called by one thread at a time.
    ///   - file: keeps a result; what it throws ends the sweep.
    /// - Throws: `parameter`, `tooManyComponents`, `nothingLeft`, `tooLarge`, `outOfRange` before anything is computed;
    ///   `cancelled` within 100 ms of the wish, everything finished being filed; `cube`; `filing`.
    /// - Complexity: on the data 4 · pixels · positions operations for each of some 100 columns in all; per iteration
    ///   4 · (pixels + positions) · k · rank, the rank being that of the compression.
    public func run(
        filed: (Int) -> FactorizationResult? = { _ in nil }, keeper: (any StepKeeper)? = nil,
        cancellation: Cancellation,
        report: (SweepEvent) -> Void, file: (FactorizationResult) throws -> Void
    ) throws(EngineError) {
        let workers = Workers(threads: threads, cancellation: cancellation)
        let steps = Steps(keeper: keeper)
        var gathering = try fitAll(filed: filed, workers: workers, steps, report: report, file: file)
        if parameters.gathersEvidence { try gathering.finish(steps, report: report) }
    }

    /// Computes and files the result of every k; what the fits have in common is gone when it returns.
    private func fitAll(
        filed: (Int) -> FactorizationResult?, workers: Workers, _ steps: Steps, report: (SweepEvent) -> Void,
        file: (FactorizationResult) throws -> Void
    ) throws(EngineError) -> EvidenceGathering {
        let basis = try basis(workers: workers, steps.within("data")) { report(.began($0)) }
        report(.bounds(basis.bounds))
        var gathering = try EvidenceGathering(
            basis.data, parameters: parameters, bounds: basis.bounds, workers: workers)
        report(.evidence(gathering.evidence))
        for k in parameters.componentCounts {
            if let result = filed(k) {
                gathering.add(result)
                // Its last words may not have been heard when the process died.
                for run in result.runs { report(.finishedRun(k: k, run)) }
                report(.families(k: k, result.families))
                report(.finished(k: k, seconds: result.seconds))
                continue
            }
            let result = try computed(
                k, basis: basis, noise: gathering.evidence.noise, workers: workers, steps.within("k\(k)"),
                report: report)
            do {
                try file(result)
            } catch {
                throw .filing("\(error)")
            }
            steps.within("k\(k)").forgetParts()
            gathering.add(result)
            report(.finished(k: k, seconds: result.seconds))
            report(.evidence(gathering.evidence))
        }
        return gathering
    }

    /// Representatives of solutions whose error lies within so much of the lowest are made exact, and at most so many.
    private static let consideredExcess = 0.01
    private static let consideredSolutions = 4

    /// What all fits of a sweep have in common.
    struct Basis {
        let data: AnalysisData
        let compression: Compression
        /// Where runs begin.
        let start: StartingPoint
        /// Lower bounds of the errors: entry k - 1 belongs to k.
        let bounds: [Double]
    }

    func basis(
        workers: Workers, _ steps: Steps = .none, began: (Exclusions) -> Void
    ) throws(EngineError) -> Basis {
        try checkParameters()
        let data = try AnalysisData(cube: cube, mask: parameters.mask, survey: survey, workers: workers, steps)
        let most = parameters.componentCounts.upperBound
        guard most <= min(data.pixels.count, data.positions.count) else {
            throw .tooManyComponents(
                asked: most, keptPixels: data.pixels.count, keptPositions: data.positions.count)
        }
        began(data.exclusions)
        let streamed = StreamedOperator(data)
        let svd = try KrylovSVD(
            of: streamed, count: most, rank: parameters.isExact ? most : Compression.rank(for: most, of: streamed),
            seed: parameters.seed, workers: workers, steps)
        return Basis(
            data: data, compression: Compression(svd), start: StartingPoint(parameters.start, svd, most: most),
            bounds: Array(svd.meanSquareErrors.prefix(most)))
    }

    /// All restarts of a k, on the compression or, where the sweep is exact, on the data.
    func fits(
        _ k: Int, basis: Basis, workers: Workers, _ steps: Steps = .none, report: (SweepEvent) -> Void
    ) throws(EngineError) -> [Solver.Fit] {
        let solver = Solver(
            data: fitted(k, basis: basis),
            sharesPasses: parameters.isExact, parameters: parameters, start: basis.start, workers: workers,
            steps: steps)
        return try solver.fits(k: k, report: report)
    }

    /// What fits of k components are found on.
    func fitted(_ k: Int, basis: Basis) -> any DataOperator {
        parameters.isExact ? StreamedOperator(basis.data) : basis.compression.data(for: k)
    }

    /// Fits as they are on the data: polished first where they were found on the compression. Lowest error first.
    func exact(
        _ fits: [Solver.Fit], basis: Basis, workers: Workers, _ steps: Steps = .none
    ) throws(EngineError) -> [Winners.Exact] {
        guard let k = fits.first?.components.rows else { return [] }
        guard !parameters.isExact else {
            return try Winners.measured(
                fits, by: parameters.method.method, on: basis.data, workers: workers, steps
            ).bestFirst
        }
        let winners = Winners(
            compressed: basis.compression.data(for: k), data: basis.data, method: parameters.method.method,
            tieBreaker: parameters.tieBreaker, workers: workers, steps: steps)
        return try winners.exact(fits)
    }

    private func computed(
        _ k: Int, basis: Basis, noise: NoiseModel?, workers: Workers, _ steps: Steps, report: (SweepEvent) -> Void
    ) throws(EngineError) -> FactorizationResult {
        let began = ContinuousClock.now
        let data = basis.data
        let fits = try fits(k, basis: basis, workers: workers, steps, report: report)
        var runs = fits.map(\.summary)
        let grouping = RunGrouping(fits)
        let exact = try exact(
            parameters.isExact
                ? grouping.representatives(within: 0, atMost: 1)
                : grouping.representatives(within: Self.consideredExcess, atMost: Self.consideredSolutions),
            basis: basis, workers: workers, steps)
        guard let best = exact.first else { throw .parameter("A sweep needs at least 1 restart.") }
        for winner in exact where !parameters.isExact {
            if let run = runs.settle(winner) { report(.finishedRun(k: k, run)) }
        }
        let unexplained = try Unexplained(best, of: data, by: fitted(k, basis: basis), workers: workers)
        let residual = unexplained.residual(noise: noise)
        let order = data.order(of: best)
        let families = grouping.families(runs, exact: exact, order: order)
        let exchanges = unexplained.exchanges(order: order)
        report(.families(k: k, families))
        return FactorizationResult(
            k: k, runs: runs, best: data.decomposition(best, order: order), families: families,
            stability: grouping.stability, exchanges: exchanges, residual: residual,
            seconds: (ContinuousClock.now - began) / .seconds(1))
    }

    private func checkParameters() throws(EngineError) {
        if parameters.componentCounts.lowerBound < 1 {
            throw .parameter(
                "A factorization needs at least 1 component, not \(parameters.componentCounts.lowerBound).")
        }
        if parameters.restarts < 1 {
            throw .parameter("A sweep needs at least 1 restart, not \(parameters.restarts).")
        }
        if parameters.maximumIterations < 1 {
            throw .parameter("A run needs at least 1 iteration, not \(parameters.maximumIterations).")
        }
        if !(parameters.tolerance >= 0) || parameters.tolerance >= 1 {
            throw .parameter("The tolerance must lie in 0 ..< 1; it is \(parameters.tolerance).")
        }
    }
}

extension [RunSummary] {
    /// Takes in the error that a run has on the data themselves.
    /// - Returns: the run as it then stands; nil where it is not among these.
    @discardableResult
    mutating func settle(_ exact: Winners.Exact) -> RunSummary? {
        guard let index = firstIndex(where: { $0.restart == exact.restart }) else { return nil }
        self[index].meanSquareError = exact.meanSquareError
        self[index].uncertainty = 0
        return self[index]
    }
}
