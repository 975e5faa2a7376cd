import ArgumentParser
import DataCube
import Engine
import Formats
import Questions

/// Principal components, from the opened file to the answer.
struct PrincipalDirections: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "components", abstract: "Time the principal components of an opened dataset.")

    @Argument(help: "A dataset.") var file: String
    @Option(help: "How many components.") var components = 20
    @Option(help: "How often.") var repeats = 5
    @Option(help: "Threads.") var threads = 2

    private struct Result: Encodable {
        var seconds: [Double]
        /// Of all components together.
        var meanSquareError: Double
    }

    func run() throws {
        let cube = try FormatCatalog.open(path: file)
        let request = Request.principalComponents(count: components, mask: AnalysisMask())
        var error = Double.nan
        let times = try seconds(repeats) {
            let finding = try perform(request, on: cube, cancellation: Cancellation(), threads: threads)
            if case .principalComponents(let found) = finding { error = found.meanSquareErrors.last ?? .nan }
        }
        try printLine(Result(seconds: times, meanSquareError: error))
    }
}
