import ArgumentParser
import COpenBLAS

/// What the linked library reaches where it is best: large squares in single precision.
struct SquareProduct: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sgemm", abstract: "Time the product of two square matrices by the linked OpenBLAS.")

    @Option(help: "Rows and columns.") var size = 3000
    @Option(help: "How often, after once that is not measured.") var repeats = 5
    @Option(help: "Threads.") var threads: Int32 = 2

    private struct Result: Encodable {
        var seconds: [Double]
        var operations: Double
    }

    func run() throws {
        openblas_set_num_threads(threads)
        let left = (0..<size * size).map { Float($0 % 97) / 97 }
        let right = (0..<size * size).map { Float($0 % 89) / 89 }
        var product = [Float](repeating: 0, count: size * size)
        let side = Int32(size)
        let multiply = {
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1, left, side, right, side, 0, &product,
                side)
        }
        multiply()
        let times = seconds(repeats, multiply)
        try printLine(Result(seconds: times, operations: 2 * Double(size) * Double(size) * Double(size)))
    }
}
