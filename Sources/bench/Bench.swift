import ArgumentParser
import Foundation

/// What Scripts/bench asks of the engine itself: a verb per file, one line of JSON each.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the engine's own kernels, for Scripts/bench.",
        subcommands: [
            Iteration.self, PrincipalDirections.self, SquareProduct.self, MemoryReading.self, FrameReading.self,
            Opening.self, Kernel.self,
        ])
}

/// The seconds that each of several calls took.
func seconds(_ repeats: Int, _ body: () throws -> Void) rethrows -> [Double] {
    try (0..<repeats).map { _ in
        let began = ContinuousClock.now
        try body()
        return (ContinuousClock.now - began) / .seconds(1)
    }
}

/// One line of JSON.
func printLine(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
