import Foundation
import TestSupport
import Testing

/// What fuzzing begins with: every sample of the catalogue in a folder of its format.
@Suite struct SeedTests {
    /// Where `Scripts/fuzz` wants them.
    private static let target = ProcessInfo.processInfo.environment["BRAGGART_SEEDS"]

    /// Stands between a file and its companion, whose name and a zero follow it.
    private static let beside = [0] + Array("BESIDE".utf8) + [0]

    @Test(.enabled(if: target != nil, "Scripts/fuzz alone wants seeds")) func seedsAreWritten() throws {
        for (number, sample) in CatalogueSample.all.enumerated() {
            let directory = try TemporaryDirectory()
            var seed = try fileBytes(sample.write(in: directory))
            if let raw = sample.options.raw { seed = Array((raw.spelling + "\n").utf8) + seed }
            try write(seed, sample.format, number)
            for companion in sample.beside {
                try write(
                    seed + Self.beside + Array(companion.name.utf8) + [0] + companion.bytes, sample.format, -number)
            }
        }
    }

    private func write(_ bytes: [UInt8], _ format: String, _ number: Int) throws {
        let name = String(format.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
        let folder = URL(fileURLWithPath: try #require(Self.target)).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: folder.appendingPathComponent("seed\(number)"))
    }
}
