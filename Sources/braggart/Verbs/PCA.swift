import ArgumentParser
import DataCube
import Formats
import Questions
import Runtime
import Session

/// Principal components, written as NumPy archive.
struct PCA: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pca",
        abstract: "Compute principal components: plain, centred, or Poisson-weighted.",
        discussion: """
            The archive holds singular_values (k; for a scree plot), components (k, rows, columns), distributions (k, rows, \
            columns) and mse (k): entry k - 1 is the error of the first k components in the data's own scale. Plain \
            components are the truncated SVD, whose errors are the lower bounds of every factorization; centred ones \
            leave out the mean pattern; Poisson-weighted ones (Keenan & Kotula 2004) make counting noise alike everywhere.

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
        try output.check()
        let opened = try dataset.open()
        let cube = opened.cube
        let request = Request.principalComponents(
            count: components, mask: AnalysisMask(exclusion: mask), scaling: scaling)
        guard case .principalComponents(let result) = try answer(request, on: cube, computing) else { return }
        var archive = NumpyArchive()
        archive["singular_values"] = NumpyArray(result.singularValues)
        archive["components"] = NumpyArray(
            shape: [result.components.count, cube.detector.rows, cube.detector.columns],
            elements: .float32(result.components.flatMap(\.values)))
        archive["distributions"] = NumpyArray(
            shape: [result.distributions.count, cube.scan.rows, cube.scan.columns],
            elements: .float32(result.distributions.flatMap(\.values)))
        archive["mse"] = NumpyArray(result.meanSquareErrors)
        archive["provenance"] = NumpyArray(
            Provenance(
                opened,
                command:
                    "braggart pca \(dataset.file) \(opened.openingFlags) --components \(components) --mask '\(mask.spelling)' --scaling \(scaling.rawValue)"
            ).json)
        try archive.write(to: output.output, overwrite: output.overwrite)
        if json {
            try printJSON(
                Result(
                    output: output.output, singularValues: result.singularValues, mse: result.meanSquareErrors))
        }
    }
}
