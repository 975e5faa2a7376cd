import ArgumentParser
import DataCube
import Engine
import Formats
import Interface
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

            \(Self.formats)

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

    private static var formats: String {
        "Written as \(WriterCatalog.extensions(of: .factors).joined(separator: ", ")), by the extension: .npz and .emd "
            + "hold every run, .hspy (learning results for HyperSpy), .tif (two stacks) and .png the best, .csv the curves."
    }

    private struct Told: Encodable {
        var output: String
        var minimumMSE: Double
        var meanMSE: Double
        var families: [RunFamily]
        var exchange: [[Double]]
    }

    func run() throws {
        try output.check(holding: .factors)
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
        try output.write(file(found, parameters, opened, survey))
        guard json else { return }
        let errors = found.runs.map(\.meanSquareError)
        try printJSON(
            Told(
                output: output.output, minimumMSE: errors.min() ?? .nan,
                meanMSE: errors.reduce(0, +) / Double(errors.count), families: found.families,
                exchange: found.exchanges.largest))
    }

    private func file(
        _ found: AllRuns, _ parameters: SweepParameters, _ opened: OpenedDataset, _ survey: Survey
    ) throws -> ResultFile {
        let cube = opened.cube
        // Whether evidence is gathered is no question here.
        var asked = parameters
        asked.gathersEvidence = true
        var provenance = Provenance(
            opened,
            command: commandLine(
                ["nmf", quoted(dataset.file), opened.openingFlags, "--k \(k) --restarts \(restarts)"]
                    + asked.fittingFlags(quoted: quoted) + ["-o", quoted(output.output)]))
        provenance.add(parameters)
        var file = ResultFile(
            found, keptPixels: parameters.mask.keptPixels(on: cube.detector, survey: survey), cube,
            provenance: provenance)
        let best = found.decompositions.min { $0.meanSquareError < $1.meanSquareError }
        try file.show { look, intent in best.map { look.pictures(of: $0, intent, cube.calibration) } ?? [] }
        return file
    }
}
