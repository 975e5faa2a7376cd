import DataCube
import Questions

/// The paper's nine steps: for every k, several random starts of a factorization; the best of each k is filed.
///
/// With equal cube, parameters and survey the results are the same, bit for bit, for any number of threads, and for a
/// sweep that was interrupted and continued. Memory holds one k at a time.
public struct Sweep: Sendable {
    private let cube: DataCube
    private let parameters: SweepParameters
    private let survey: Survey
    private let threads: Int

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

    /// Runs the sweep: reports `began`, `bounds`, then for each k, ascending, every run's iterations and end; files the
    /// k's result, and reports `finished`.
    ///
    /// - Parameters:
    ///   - finishedCounts: those k are not computed (they were filed before).
    ///   - report: called on the caller's thread.
    ///   - file: keeps a result; what it throws ends the sweep.
    /// - Throws: `parameter`, `tooManyComponents`, `nothingLeft`, `tooLarge`, `outOfRange` before anything is computed;
    ///   `cancelled` within 100 ms of the wish, everything finished being filed; `cube`; `filing`.
    /// - Complexity: per iteration, 4 · pixels · positions · k · active restarts operations.
    public func run(
        skipping finishedCounts: Set<Int> = [], cancellation: Cancellation, report: (SweepEvent) -> Void,
        file: (FactorizationResult) throws -> Void
    ) throws(EngineError) {
        try checkParameters()
        let workers = Workers(threads: threads, cancellation: cancellation)
        let data = try AnalysisData(cube: cube, mask: parameters.mask, survey: survey, workers: workers)
        let most = parameters.componentCounts.upperBound
        guard most <= min(data.pixels.count, data.positions.count) else {
            throw .tooManyComponents(
                asked: most, keptPixels: data.pixels.count, keptPositions: data.positions.count)
        }
        report(.began(data.exclusions))
        let streamed = StreamedOperator(data)
        let svd = try KrylovSVD(
            of: streamed, count: most, rank: parameters.isExact ? most : Compression.rank(for: most, of: streamed),
            seed: parameters.seed, workers: workers)
        report(.bounds(Array(svd.meanSquareErrors.prefix(most))))
        let compression = Compression(svd)
        let start: StartingPoint =
            parameters.start == .random
            ? .random : .singular(parameters.start, components: svd.components, scores: svd.scores)
        for k in parameters.componentCounts where !finishedCounts.contains(k) {
            let began = ContinuousClock.now
            let compressed = compression.data(for: k)
            let solver = Solver(
                data: parameters.isExact ? streamed : compressed, sharesPasses: parameters.isExact,
                parameters: parameters, start: start, workers: workers)
            let fits = try solver.fits(k: k, report: report)
            var runs = fits.map(\.summary)
            let winners = Winners(
                compressed: compressed, data: streamed, tieBreaker: parameters.tieBreaker, workers: workers)
            guard let lowest = Self.lowest(fits) else { continue }
            let exact =
                parameters.isExact
                ? try winners.measured([lowest], by: parameters.method.method) : try winners.exact([lowest])
            guard let best = exact.min(by: { ($0.meanSquareError, $0.restart) < ($1.meanSquareError, $1.restart) })
            else { continue }
            if !parameters.isExact {
                for winner in exact {
                    guard let index = runs.firstIndex(where: { $0.restart == winner.restart }) else { continue }
                    runs[index].meanSquareError = winner.meanSquareError
                    runs[index].uncertainty = 0
                    report(.finishedRun(k: k, runs[index]))
                }
            }
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            let result = FactorizationResult(k: k, runs: runs, best: data.decomposition(best), seconds: seconds)
            do {
                try file(result)
            } catch {
                throw .filing("\(error)")
            }
            report(.finished(k: k, seconds: seconds))
        }
    }

    private static func lowest(_ fits: [Solver.Fit]) -> Solver.Fit? {
        fits.min {
            ($0.summary.meanSquareError, $0.summary.restart) < ($1.summary.meanSquareError, $1.summary.restart)
        }
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
