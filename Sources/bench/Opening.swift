import ArgumentParser
import Formats

/// How soon a file's format is known, and how soon its frames can be read.
struct Opening: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opening", abstract: "Time the recognition and the opening of a file.")

    @Argument(help: "A dataset.") var file: String
    @Option(help: "Its dataset, where it holds several.") var dataset: String?
    @Option(help: "How often.") var repeats = 9

    private struct Result: Encodable {
        /// Until the format is known.
        var recognition: [Double]
        /// Until the frames can be read, recognition included.
        var opening: [Double]
    }

    func run() throws {
        let recognition = try seconds(repeats) { _ = try FormatCatalog.format(of: file) }
        let options = OpenOptions(dataset: dataset)
        let opening = try seconds(repeats) { _ = try FormatCatalog.open(path: file, options: options) }
        try printLine(Result(recognition: recognition, opening: opening))
    }
}
