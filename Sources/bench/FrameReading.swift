import ArgumentParser
import DataCube
import Engine
import Formats

/// How fast all patterns of a file are there as numbers, and nothing is done with them.
struct FrameReading: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frames", abstract: "Time the reading of all frames in order, the file opened anew each time.")

    @Argument(help: "A dataset.") var file: String
    @Option(help: "How often, after once that is not measured.") var repeats = 5
    @Option(help: "Threads.") var threads = 2

    private struct Result: Encodable {
        var seconds: [Double]
        /// Of pixels as stored.
        var bytes: Int
        /// The sum of all pixels, so that readers can be compared.
        var sum: Double
    }

    func run() throws {
        let workers = Workers(threads: threads, cancellation: Cancellation())
        var bytes = 0
        var sum = 0.0
        let times = try seconds(repeats + 1) {
            let cube = try FormatCatalog.open(path: file)
            let reads = Self.reads(cube)
            var sums = [Double](repeating: 0, count: reads.count)
            let longest = reads.map(\.count).max() ?? 1
            let buffers = (0..<threads).map { _ in
                UnsafeMutableBufferPointer<Float>.allocate(capacity: longest * cube.detector.count)
            }
            defer { for buffer in buffers { buffer.deallocate() } }
            try sums.withUnsafeMutableBufferPointer { sums in
                // Safe: every read has a sum of its own, every worker a buffer.
                nonisolated(unsafe) let sums = sums
                nonisolated(unsafe) let buffers = buffers
                try workers.forEachTile(reads.count) { (read, worker) throws(EngineError) in
                    do throws(CubeError) {
                        try cube.source.read(reads[read], into: buffers[worker])
                    } catch { throw .cube(error) }
                    guard let values = buffers[worker].baseAddress else { return }
                    sums[read] = Summation.sum(
                        values, count: reads[read].count * cube.detector.count,
                        exactRun: Summation.exactRun(of: cube.elementType))
                }
            }
            bytes = cube.byteCount
            sum = sums.reduce(0, +)
        }
        try printLine(Result(seconds: Array(times.dropFirst()), bytes: bytes, sum: sum))
    }

    /// As many frames at a time as the source likes, or as a cache holds.
    private static func reads(_ cube: DataCube) -> [Range<Int>] {
        let batch = max(cube.source.preferredBatch, (1 << 16) / max(1, cube.detector.count), 1)
        return stride(from: 0, to: cube.scan.count, by: batch).map { $0..<min(cube.scan.count, $0 + batch) }
    }
}
