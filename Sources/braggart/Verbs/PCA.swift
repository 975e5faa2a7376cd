import ArgumentParser
import DataCube
import Formats
import Interface
import Questions
import Runtime
import Session

/// Principal components.
struct PCA: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pca",
        abstract: "Compute principal components: plain, centred, or Poisson-weighted.",
        discussion: """
            The archive holds singular_values (k; for a scree plot), components (k, rows, columns), distributions (k, rows, \
            columns) and mse (k): entry k - 1 is the error of the first k components in the data's own scale. Plain \
            components are the truncated SVD, whose errors are the lower bounds of every factorization; centred ones \
            leave out the mean pattern; Poisson-weighted ones (Keenan & Kotula 2004) make counting noise alike everywhere.

            Written as \(WriterCatalog.extensions(of: .factors).joined(separator: ", ")), by the extension: .hspy holds \
            learning results for HyperSpy, .tif two stacks, .csv the scree.

            Example:
              braggart pca scan.npy --components 20 -o pca.npz
              braggart pca scan.npy --scaling poisson -o weighted.npz
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "How many components.") var components = 20
    @Option(
        help: "What is done to the data first: \(names(ComponentScaling.self)).",
        transform: named(ComponentScaling.self))
    var scaling = ComponentScaling.plain
    @Option(
        help: "What is excluded: auto (the direct beam), none, or a shape.",
        transform: spelled(AnalysisMask.Exclusion.init(spelling:)))
    var mask: AnalysisMask.Exclusion = .automatic
    @OptionGroup var output: OutputOptions
    @OptionGroup var computing: ComputingOptions
    @Flag(help: "One compact JSON object.") var json = false

    func validate() throws {
        guard (1...1000).contains(components) else { throw ValidationError("--components takes 1 to 1000") }
    }

    private struct Result: Encodable {
        var output: String
        var singularValues: [Double]
        var mse: [Double]
    }

    func run() throws {
        try output.check(holding: .factors)
        let opened = try dataset.open()
        let cube = opened.cube
        let request = Request.principalComponents(
            count: components, mask: AnalysisMask(exclusion: mask), scaling: scaling)
        guard case .principalComponents(let result) = try answer(request, on: cube, computing) else { return }
        var provenance = Provenance(
            opened,
            command: commandLine([
                "pca", quoted(dataset.file), opened.openingFlags, "--components \(components)", "--mask",
                quoted(mask.spelling), "--scaling \(scaling.rawValue) -o", quoted(output.output),
            ]))
        provenance.method = "pca, \(scaling.rawValue)"
        provenance.mask = mask.spelling
        let kept = result.components.first?.values.count { !$0.isNaN } ?? 0
        var file = ResultFile(result, keptPixels: kept, cube.calibration, provenance: provenance)
        try file.show { look, _ in look.pictures(of: result, cube.calibration) }
        try output.write(file)
        if json {
            try printJSON(
                Result(
                    output: output.output, singularValues: result.singularValues, mse: result.meanSquareErrors))
        }
    }
}
