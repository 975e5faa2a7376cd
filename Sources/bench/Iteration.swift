import ArgumentParser
import DataCube
import Engine
import Formats
import Questions

/// Iterations on the data themselves, all restarts side by side.
struct Iteration: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time exact iterations: both half-steps of all restarts, one pass over the data.")

    @Argument(help: "A dataset.") var file: String
    @Option(help: "The number of components.") var k = 7
    @Option(help: "Runs side by side.") var restarts = 1
    @Option(help: "als, hals or nnls.") var method = MethodName.als.rawValue
    @Option(help: "Iterations measured, after one that is not.") var repeats = 5
    @Option(help: "Threads.") var threads = 2

    private struct Result: Encodable {
        var seconds: [Double]
        var pixels: Int
        var positions: Int
        /// Of the products with the data, in one iteration.
        var operations: Double
    }

    func run() throws {
        guard let method = MethodName(rawValue: method) else { throw ValidationError("--method is als, hals or nnls") }
        let cube = try FormatCatalog.open(path: file)
        let workers = Workers(threads: threads, cancellation: Cancellation())
        guard
            case .survey(let survey) = try perform(
                .survey, on: cube, cancellation: workers.cancellation, threads: threads)
        else { return }
        let data = try AnalysisData(cube: cube, mask: AnalysisMask(), survey: survey, workers: workers)
        let batch = RunBatch(
            k: k, restarts: 0..<restarts, data: StreamedOperator(data), method: method.method, tieBreaker: nil,
            workers: workers)
        try batch.start { restart, coefficients in
            RandomStart(seed: 1, k: k, restart: restart).fill(coefficients)
        }
        let iterate = {
            try batch.updateComponents()
            _ = try batch.updateCoefficients()
        }
        try iterate()
        try printLine(
            Result(
                seconds: try seconds(repeats, iterate), pixels: data.pixels.count, positions: data.positions.count,
                operations: 4 * Double(data.pixels.count) * Double(data.positions.count) * Double(k * restarts)))
    }
}
