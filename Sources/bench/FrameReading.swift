import ArgumentParser
import DataCube
import Engine
import Formats

/// How fast all patterns of a file are there as numbers, as they are stored, and nothing is done with them.
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
        let first = try FormatCatalog.open(path: file)
        let sum = try sum(first, workers)
        let times = try seconds(repeats) {
            let cube = try FormatCatalog.open(path: file)
            let frameBytes = cube.detector.count * cube.elementType.byteCount
            try forEachRead(of: cube, workers, frameBytes: frameBytes) { (_, frames, buffer) throws(CubeError) in
                guard let stored = cube.source.stored else { throw .outside("numbers as they are stored") }
                try stored.readStored(frames, into: buffer)
            }
        }
        try printLine(Result(seconds: times, bytes: first.byteCount, sum: sum))
    }

    private func sum(_ cube: DataCube, _ workers: Workers) throws -> Double {
        var sums = [Double](repeating: 0, count: Self.reads(cube).count)
        try sums.withUnsafeMutableBufferPointer { sums in
            // Safe: every read has a sum of its own.
            nonisolated(unsafe) let sums = sums
            try forEachRead(of: cube, workers, frameBytes: 4 * cube.detector.count) {
                (read, frames, buffer) throws(CubeError) in
                let values = buffer.bindMemory(to: Float.self)
                try cube.source.read(frames, into: values)
                guard let base = values.baseAddress else { return }
                sums[read] = Summation.sum(
                    base, count: frames.count * cube.detector.count, exactRun: Summation.exactRun(of: cube.elementType))
            }
        }
        return sums.reduce(0, +)
    }

    /// Calls `body` with each read's number and frames and a buffer for them, which is the worker's own.
    private func forEachRead(
        of cube: DataCube, _ workers: Workers, frameBytes: Int,
        _ body: @Sendable (Int, Range<Int>, UnsafeMutableRawBufferPointer) throws(CubeError) -> Void
    ) throws {
        let reads = Self.reads(cube)
        let longest = reads.map(\.count).max() ?? 1
        let buffers = (0..<threads).map { _ in
            UnsafeMutableRawBufferPointer.allocate(byteCount: longest * frameBytes, alignment: 64)
        }
        defer { for buffer in buffers { buffer.deallocate() } }
        // Safe: every worker has a buffer of its own.
        nonisolated(unsafe) let room = buffers
        try workers.forEachTile(reads.count) { (read, worker) throws(EngineError) in
            do throws(CubeError) { try body(read, reads[read], room[worker]) } catch { throw .cube(error) }
        }
    }

    /// As many frames at a time as the source likes, or as a cache holds.
    private static func reads(_ cube: DataCube) -> [Range<Int>] {
        let batch = max(cube.source.preferredBatch, (1 << 16) / max(1, cube.detector.count), 1)
        return stride(from: 0, to: cube.scan.count, by: batch).map { $0..<min(cube.scan.count, $0 + batch) }
    }
}
