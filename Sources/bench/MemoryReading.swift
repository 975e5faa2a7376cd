import ArgumentParser
import Engine
import Foundation

/// What no sum over a file that is in memory can be faster than.
struct MemoryReading: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Time the reading of a mapped file that is in memory already.")

    @Argument(help: "A file.") var file: String
    @Option(help: "How often, after once that is not measured.") var repeats = 9
    @Option(help: "Threads.") var threads = 2

    private struct Result: Encodable {
        var seconds: [Double]
        var bytes: Int
    }

    /// Bytes that a thread takes at a time.
    private static let part = 1 << 20

    func run() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped)
        let workers = Workers(threads: threads, cancellation: Cancellation())
        let parts = bytes.count / Self.part
        var sums = [UInt64](repeating: 0, count: parts)
        let times = try bytes.withUnsafeBytes { bytes in
            try sums.withUnsafeMutableBufferPointer { sums in
                // Safe: every part has a sum of its own.
                nonisolated(unsafe) let sums = sums
                nonisolated(unsafe) let bytes = bytes
                return try seconds(repeats + 1) {
                    try workers.forEachTile(parts) { (index, _) throws(EngineError) in
                        sums[index] &+= Self.sum(bytes, from: index * Self.part)
                    }
                }
            }
        }
        // The sums are used, so that nothing is left out.
        guard sums.reduce(0, &+) != 1 else { throw ExitCode.failure }
        try printLine(Result(seconds: Array(times.dropFirst()), bytes: parts * Self.part))
    }

    private static func sum(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        var lanes = (SIMD8<UInt64>.zero, SIMD8<UInt64>.zero)
        for offset in Swift.stride(from: start, to: start + part, by: 128) {
            lanes.0 &+= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
            lanes.1 &+= bytes.loadUnaligned(fromByteOffset: offset + 64, as: SIMD8<UInt64>.self)
        }
        return (lanes.0 &+ lanes.1).wrappedSum()
    }
}
