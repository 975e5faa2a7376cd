import Formats
import TestSupport
import Testing

@Suite struct SeedTests {
    /// Stands between a file and its companion, whose name and a zero follow it.
    private static let beside = [0] + Array("BESIDE".utf8) + [0]

    @Test(.enabled(if: Seeds.areWanted, "Scripts/fuzz alone wants seeds")) func everySampleIsASeed() throws {
        for (number, sample) in CatalogueSample.all.enumerated() {
            let directory = try TemporaryDirectory()
            var seed = try fileBytes(sample.write(in: directory))
            if let raw = sample.options.raw { seed = Array((raw.spelling + "\n").utf8) + seed }
            try Seeds.write(seed, subject: sample.format, name: "sample\(number)")
            for (index, companion) in sample.beside.enumerated() {
                let both = seed + Self.beside + Array(companion.name.utf8) + [0] + companion.bytes
                try Seeds.write(both, subject: sample.format, name: "sample\(number)-\(index)")
            }
            if sample.format == "npy" { try Seeds.write(seed, subject: "numpy-array", name: "sample\(number)") }
            if sample.format == "npz" { try Seeds.write(seed, subject: "numpy-archive", name: "sample\(number)") }
        }
        for text in ["130x128:f32:big:offset=7:gap=9", "0.5 Å", "0.14/nm", "200000V", "patterns", "12"] {
            try Seeds.write(Array(text.utf8), subject: "spellings", name: "\(text.utf8.count)")
        }
    }
}
