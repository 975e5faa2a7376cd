import TestSupport
import Testing

@Suite struct SeedTests {
    /// Stands between a file and its companion, whose name and a zero follow it.
    private static let beside = [0] + Array("BESIDE".utf8) + [0]

    @Test(.enabled(if: Seeds.areWanted, "Scripts/fuzz alone wants seeds")) func everySampleIsASeed() throws {
        // HDF5 files are spelled line by line, in Fuzz/Seeds.
        for (number, sample) in CatalogueSample.all.enumerated() where sample.format != "HDF5" {
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
        for step in ChunkFilterTests.cases {
            let packed = step.pack(ChunkFilterTests.bytes(2400))
            // Which byte stands for the step is the subject's own; all but one find nothing and are forgotten.
            for choice in 0..<32 as Range<UInt8> {
                try Seeds.write([choice, 0] + packed, subject: "chunks", name: "\(step.testDescription)-\(choice)")
            }
        }
        for text in [
            "130x128:f32:big:offset=7:gap=9", "0.5 Å", "0.14/nm", "200000V", "patterns", "12",
            "annulus(3,4,1,2) - disk(1,2,3)", "volume:1e-4", "1...4,2...7",
        ] {
            try Seeds.write(Array(text.utf8), subject: "spellings", name: "\(text.utf8.count)")
        }
    }
}
