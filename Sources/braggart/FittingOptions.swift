import ArgumentParser
import Questions

/// How a factorization is fitted: what `sweep` and `nmf` have in common.
struct FittingOptions: ParsableArguments {
    @Option(help: "The same seed gives the same result.") var seed: UInt64 = 1
    @Option(help: "How coefficients are found: \(names(MethodName.self)).", transform: named(MethodName.self))
    var method = SweepParameters().method
    @Option(help: "Where runs begin: \(names(StartName.self)).", transform: named(StartName.self))
    var start = StartName.random
    @Flag(help: "Compute every iteration on the data themselves, instead of on their largest singular vectors.")
    var exact = false
    @Option(
        help:
            "Prefer among solutions of nearly equal error: \(names(TieBreaker.Kind.self)), with a weight, as volume:1e-4.",
        transform: spelled(TieBreaker.init(spelling:)))
    var tieBreaker: TieBreaker?
    @Option(
        help: "What is excluded: auto (the direct beam), none, or a shape.",
        transform: spelled(AnalysisMask.Exclusion.init(spelling:)))
    var mask: AnalysisMask.Exclusion = .automatic
    @Option(
        help: "Only positions in this region of the scan, spelled like a detector.",
        transform: spelled(VirtualDetector.init(spelling:)))
    var region: VirtualDetector?
    @Option(help: "Relative decrease of the MSE that ends a run.") var tolerance = 1e-5
    @Option(help: "Iterations after which a run ends anyway.") var maxIterations = 100
    @Option(help: "Seconds after which a run ends anyway.") var timeBudget: Double?

    func validate() throws {
        guard tolerance > 0, tolerance < 1 else { throw ValidationError("--tolerance lies between 0 and 1, as 1e-5") }
        guard (1...100_000).contains(maxIterations) else { throw ValidationError("--max-iterations takes 1 to 100000") }
        if let timeBudget, !(timeBudget > 0) || !timeBudget.isFinite {
            throw ValidationError("--time-budget takes seconds above 0")
        }
    }

    /// The sweep that these options, k and the number of restarts stand for.
    func parameters(_ counts: ClosedRange<Int>, restarts: Int, gathersEvidence: Bool) -> SweepParameters {
        var parameters = SweepParameters(
            componentCounts: counts, restarts: restarts, seed: seed, method: method, tolerance: tolerance,
            maximumIterations: maxIterations, mask: AnalysisMask(exclusion: mask, region: region))
        parameters.start = start
        parameters.isExact = exact
        parameters.tieBreaker = tieBreaker
        parameters.timeBudget = timeBudget
        parameters.gathersEvidence = gathersEvidence
        return parameters
    }
}
