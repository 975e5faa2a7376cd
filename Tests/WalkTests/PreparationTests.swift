import Formats
import Foundation
import TestSupport
import Testing

/// What happens between the file and every verb.
@Suite struct PreparationWalks {
    private func sum(_ program: Program, _ words: String) throws -> [Double] {
        try program.succeed("pattern small.npy --at 1,3 -o pattern.npy --overwrite \(words)")
        return try #require(program.array("pattern.npy").doubles)
    }

    /// The pattern at 1,3 of the 7 x 6 pixels.
    private func pattern(_ program: Program) -> [[Double]] {
        (0..<7).map { row in
            (0..<6).map { program.cube[.init(row: 1, column: 3), row, $0] }
        }
    }

    @Test func cropAndBinAreKeptUntilTheyAreTakenBack() throws {
        let program = try Program()
        let stored = pattern(program)
        let cropped = try sum(program, "--crop 1...5,2...5")
        #expect(cropped == stored[1...5].flatMap { $0[2...5] })
        // Kept, and one word more changes only what it names.
        let binned = try sum(program, "--bin 2")
        func four(_ row: Int, _ column: Int) -> Double {
            let upper = stored[row][column] + stored[row][column + 1]
            return upper + stored[row + 1][column] + stored[row + 1][column + 1]
        }
        let expected: [Double] = [four(1, 2), four(1, 4), four(3, 2), four(3, 4)]
        #expect(binned == expected)
        let facts = try #require(program.succeed("info small.npy --json").objects().first)
        #expect(facts["detector"] as? [Int] == [2, 2])
        #expect(facts["elementType"] as? String == "uint32")
        #expect((facts["preparation"] as? [String])?.count == 2)
        let lines = try program.succeed("info small.npy").lines
        #expect(lines.count { $0.hasPrefix("prepared ") } == 2)
        #expect(try sum(program, "--crop all --bin 1") == stored.flatMap { $0 })
        let bare = try #require(program.succeed("info small.npy --json").objects().first)
        #expect(bare["preparation"] as? [String] == [])
    }

    @Test func darkOffsetAndGainGiveCounts() throws {
        let program = try Program()
        let stored = pattern(program)
        try program.succeed("pattern small.npy --mean --region 'point(0,0)' -o dark.npy")
        let dark = try #require(program.array("dark.npy").doubles)
        let counts = try sum(program, "--dark dark.npy --offset 7 --gain 2")
        let expected = zip(stored.flatMap { $0 }, dark).map { ($0 - $1 - 7) / 2 }
        #expect(zip(counts, expected).allSatisfy { abs($0 - $1) < 1e-3 })
        // The dark frame is as stored, whichever way the patterns are laid.
        let turned = try sum(program, "--pattern-orientation transposed")
        let laid = (0..<6).flatMap { column in (0..<7).map { row in counts[row * 6 + column] } }
        #expect(turned == laid)
        #expect(
            try sum(program, "--pattern-orientation as-stored --dark none --offset 0 --gain 1") == stored.flatMap { $0 }
        )
    }

    @Test func theCentreIsThatOfTheWholeDetector() throws {
        let program = try Program()
        let words = "--center 3.5,2.5 --pixel-size 0.25/nm --crop 1...6,0...5 --bin 2"
        let facts = try #require(program.succeed("info small.npy \(words) --json").objects().first)
        let calibration = try #require(facts["calibration"] as? [String: Any])
        #expect(calibration["center"] as? [Double] == [1, 1])
        #expect(calibration["pixelSizePerNanometre"] as? Double == 0.5)
    }

    @Test(arguments: [
        ("--crop 0...7,all", 1, "rows are 0...6"), ("--crop 3...4,0...5 --bin 3", 1, "do not fit"),
        ("--dark missing.npy", 1, "missing.npy"), ("--bin 0", 64, "--bin"), ("--gain 0", 64, "--gain"),
        ("--crop 5", 64, "--crop"), ("--offset x", 64, "--offset"),
    ])
    func whatCannotBeIsSaidAndNotKept(_ words: String, _ status: Int32, _ says: String) throws {
        let program = try Program()
        let outcome = try program.run("info small.npy \(words)")
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.standardError.contains(says), "\(outcome)")
        #expect(try program.succeed("info small.npy --json").objects().first?["preparation"] as? [String] == [])
    }

    @Test func aDarkFrameOfAnotherShapeIsRefused() throws {
        let program = try Program()
        try program.succeed("virtual small.npy --detector 'point(1,1)' -o map.npy")
        let outcome = try program.run("info small.npy --dark map.npy")
        #expect(outcome.status == 1)
        #expect(outcome.standardError.contains("7 x 6"), "\(outcome)")
    }

    @Test func descanIsUndoneInEveryVerb() throws {
        let program = try Program()
        try program.succeed("simulate nanosheets --scan 12x12 --detector 48x48 --descan 3 -o moved.npy")
        let facts = try #require(program.succeed("info moved.npy --align --json").objects().first)
        let wander = try #require(facts["beamWander"] as? [String: Any])
        let largest = try #require(wander["largest"] as? Double)
        #expect(largest > 3 && largest < 4.8)
        #expect(try #require(wander["rms"] as? Double) > 1.5)
        // The centre of mass of every aligned pattern's beam is where the mean pattern has it.
        let beam = try #require((facts["beam"] as? [String: Any])?["center"] as? [Double])
        for (row, column) in [(0, 0), (0, 11), (5, 6), (11, 11)] {
            try program.succeed("pattern moved.npy --at \(row),\(column) -o one.npy --overwrite")
            let values = try #require(program.array("one.npy").doubles)
            var (sum, down, across) = (0.0, 0.0, 0.0)
            for y in Int(beam[0]) - 3...Int(beam[0]) + 4 {
                for x in Int(beam[1]) - 3...Int(beam[1]) + 4 {
                    let value = max(0, values[y * 48 + x] - 60)
                    sum += value
                    down += value * Double(y)
                    across += value * Double(x)
                }
            }
            #expect(abs(down / sum - beam[0]) < 1 && abs(across / sum - beam[1]) < 1, "\(row),\(column)")
        }
        let outcome = try program.run("sweep moved.npy --k 2 --restarts 2 --max-iterations 5 -o runs.npz --json")
        #expect(outcome.status == 0 && outcome.standardError.contains("aligned: the beam wandered by"), "\(outcome)")
        let told = try #require(outcome.objects().first?["beamWander"] as? [String: Any])
        #expect(told["largest"] as? Double == largest)
        let provenance = try #require(program.archive("runs.npz")["provenance"]?.text)
        #expect(provenance.contains("\"aligns\":true") && provenance.contains("--align"))
        #expect(provenance.contains("beamWander"))
        let still = try #require(program.succeed("info moved.npy --no-align --json").objects().first)
        #expect(still["beamWander"] == nil)
    }
}
