import ArgumentParser
import DataCube
import Engine
import Formats
import Questions
import Runtime

/// One k, every run kept.
struct NMF: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nmf",
        abstract: "Factorize for one k, and write every run.",
        discussion: """
            Every run is polished until it changes no more (not with --exact) and its error is that on the data. The \
            archive holds components (restart, k, rows, columns; each sums to 1, masked pixels NaN), distributions \
            (restart, k, rows, columns; counts), both in the order of the best run's components that they are matched to; \
            mse (restart), iterations (restart), family (restart; runs of one number found the same solution, 0 is that \
            of the lowest mse), exchange (k, k; how much of component j may be taken from component i of the best run), \
            mask (rows, columns; true is excluded) and provenance.

            Example:
              braggart nmf scan.npy --k 7 --restarts 20 --method hals -o runs.npz
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "The number of components.") var k: Int
    @Option(help: "Random starts.") var restarts = 20
    @OptionGroup var fitting: FittingOptions
    @OptionGroup var computing: ComputingOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "One compact JSON object.") var json = false

    func validate() throws {
        guard (1...99).contains(k) else { throw ValidationError("--k takes 1 to 99") }
        guard (1...1000).contains(restarts) else { throw ValidationError("--restarts takes 1 to 1000") }
    }

    private struct Told: Encodable {
        var output: String
        var minimumMSE: Double
        var meanMSE: Double
        var families: [RunFamily]
        var exchange: [[Double]]
    }

    func run() throws {
        try output.check()
        let opened = try dataset.open()
        let cube = opened.cube
        let parameters = fitting.parameters(k...k, restarts: restarts, gathersEvidence: false)
        let survey = try survey(cube, computing)
        let cancellation = Cancellation()
        let interrupt = Interruption(cancelling: cancellation)
        defer { interrupt.stop() }
        var progress = ProgressLine(parameters)
        defer { progress.end() }
        let found = try Sweep(
            cube: cube, parameters: parameters, survey: survey, threads: computing.count
        ).allRuns(cancellation: cancellation) { progress.show($0) }
        try archive(found, parameters, opened, survey).write(to: output.output, overwrite: output.overwrite)
        guard json else { return }
        let errors = found.runs.map(\.meanSquareError)
        try printJSON(
            Told(
                output: output.output, minimumMSE: errors.min() ?? .nan,
                meanMSE: errors.reduce(0, +) / Double(errors.count), families: found.families,
                exchange: found.exchanges.largest))
    }

    private func archive(
        _ found: AllRuns, _ parameters: SweepParameters, _ opened: OpenedDataset, _ survey: Survey
    ) -> NumpyArchive {
        let cube = opened.cube
        var archive = NumpyArchive()
        archive["components"] = NumpyArray(
            shape: [found.runs.count, k, cube.detector.rows, cube.detector.columns],
            elements: .float32(found.decompositions.flatMap { $0.components.flatMap(\.values) }))
        archive["distributions"] = NumpyArray(
            shape: [found.runs.count, k, cube.scan.rows, cube.scan.columns],
            elements: .float32(found.decompositions.flatMap { $0.distributions.flatMap(\.values) }))
        archive["mse"] = NumpyArray(found.runs.map(\.meanSquareError))
        archive["iterations"] = NumpyArray(
            shape: [found.runs.count], elements: .int32(found.runs.map { Int32(clamping: $0.iterations) }))
        archive["family"] = NumpyArray(
            shape: [found.runs.count],
            elements: .int32(
                found.runs.map { run in
                    Int32(clamping: found.families.firstIndex { $0.restarts.contains(run.restart) } ?? -1)
                }))
        archive["exchange"] = NumpyArray(
            shape: [k, k], elements: .float64(found.exchanges.largest.flatMap { $0 }))
        archive["mask"] = ResultArchive.mask(
            keptPixels: parameters.mask.keptPixels(on: cube.detector, survey: survey), detector: cube.detector)
        let words = ["braggart nmf \(dataset.file) \(opened.openingFlags) --k \(k) --restarts \(restarts)"]
        archive["provenance"] = NumpyArray(
            Provenance(
                opened,
                command: (words + parameters.fittingFlags { "'\($0)'" }).joined(separator: " ")
            ).json)
        return archive
    }
}
