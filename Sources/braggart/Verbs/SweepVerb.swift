import ArgumentParser
import CSystem
import DataCube
import Engine
import Formats
import Foundation
import Questions
import Runtime
import Session

/// A sweep without a screen.
struct SweepVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Factorize for every k from several random starts (NMF).",
        discussion: """
            Non-negative matrix factorization X ~ S C by alternating least squares, steps 1-9 of Uesugi et al. (2021). \
            The archive holds mse (k, restart), iterations (k, restart), k, mask (rows, columns; true is excluded), seed, \
            provenance, and for each k the best run's components_kKK (k, rows, columns; each sums to 1, masked pixels \
            NaN) and distributions_kKK (k, rows, columns; counts). Progress goes to standard error; Ctrl-C keeps what is \
            finished.

            Examples:
              braggart sweep scan.npy --k 2...15 --restarts 20 --seed 1 -o runs.npz
              braggart sweep scan.npy --k 7 --mask 'disk(63.5,63.5,4)' -o seven.npz --json
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "The numbers of components: 2...15, or 7.", transform: spelled(Self.counts))
    var k: ClosedRange<Int> = 2...15
    @Option(help: "Random starts for each k.") var restarts = 20
    @Option(help: "The same seed gives the same result.") var seed: UInt64 = 1
    @Option(help: "How coefficients are found: \(MethodName.allCases.map(\.rawValue).joined(separator: ", ")).")
    var method: String = MethodName.als.rawValue
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
    @OptionGroup var computing: ComputingOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "One compact JSON object per k.") var json = false

    /// Reads `2...15`, `2-15` or `7`.
    private static let counts: @Sendable (String) throws(SpellingError) -> ClosedRange<Int> = {
        text throws(SpellingError) in
        let numbers = text.split(whereSeparator: { ".-…".contains($0) }).map { Int($0) }
        guard let low = numbers.first ?? nil, let high = numbers.last ?? nil, numbers.count <= 2, low >= 1, low <= high,
            high <= 99
        else { throw SpellingError("'\(text)': expected a range as 2...15 or one number, from 1 to 99") }
        return low...high
    }

    func validate() throws {
        guard (1...1000).contains(restarts) else { throw ValidationError("--restarts takes 1 to 1000") }
        guard MethodName(rawValue: method) != nil else {
            throw ValidationError("--method is one of \(MethodName.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard tolerance > 0, tolerance < 1 else { throw ValidationError("--tolerance lies between 0 and 1, as 1e-5") }
        guard (1...100_000).contains(maxIterations) else { throw ValidationError("--max-iterations takes 1 to 100000") }
    }

    private struct Finished: Encodable {
        var k: Int
        var minimumMSE: Double
        var meanMSE: Double
        var seconds: Double
        /// How far the beam wandered before the patterns were aligned, pixels.
        var beamWander: BeamWander?
    }

    func run() throws {
        try output.check()
        let opened = try dataset.open()
        let cube = opened.cube
        if let wander = opened.track?.wander { note("aligned: \(wander.sentence)") }
        let parameters = SweepParameters(
            componentCounts: k, restarts: restarts, seed: seed, method: MethodName(rawValue: method) ?? .als,
            tolerance: tolerance, maximumIterations: maxIterations,
            mask: AnalysisMask(exclusion: mask, region: region))
        let directory = try RunDirectory.create(
            in: opened.opening.store.runsDirectory,
            record: RunRecord(opening: opened.reopening, parameters: parameters, threads: computing.threads))
        let keptPixels = parameters.mask.keptPixels(on: cube.detector, survey: try survey(cube, computing))
        var archive = SweepArchive(
            parameters, keptPixels: keptPixels, detector: cube.detector,
            provenance: Provenance(input: dataset.file, dataset: opened, command: command(parameters, opened)))
        let cancellation = Cancellation()
        let interrupt = Interruption(cancelling: cancellation)
        defer { interrupt.stop() }
        var progress = ProgressLine(parameters)
        var failure: RuntimeError?
        do throws(RuntimeError) {
            try SweepWork(directory).run(cancellation: cancellation) { event in progress.show(event) }
        } catch { failure = error }
        progress.end()
        for k in k where FileManager.default.fileExists(atPath: directory.resultPath(k: k)) {
            let result = try directory.result(k: k)
            archive.add(result)
            if json {
                try printJSON(
                    Finished(
                        k: k, minimumMSE: result.minimum, meanMSE: result.mean, seconds: result.seconds,
                        beamWander: opened.track?.wander))
            }
        }
        if archive.finishedCounts > 0 {
            try archive.write(to: output.output, overwrite: output.overwrite)
            if failure != nil {
                note("what is finished is in \(output.output): \(archive.finishedCounts) of \(k.count) k")
            }
        }
        if let failure { throw failure }
    }

    private func command(_ parameters: SweepParameters, _ opened: OpenedDataset) -> String {
        "braggart sweep \(dataset.file) \(dataset.flags(of: opened)) --k \(k.lowerBound)...\(k.upperBound) --restarts \(restarts) --seed \(seed) --method \(method) --mask '\(mask.spelling)'\(region.map { " --region '\($0.spelling)'" } ?? "") --tolerance \(tolerance) --max-iterations \(maxIterations)"
    }
}
