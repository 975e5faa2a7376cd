import DataCube
import Formats
import TestSupport
import Testing

@Suite struct VirtualTests {
    /// Each spelling with what belongs to it, said anew: row r, column c of the 7 x 6 pattern.
    static let detectors: [(String, @Sendable (Double, Double) -> Bool)] = [
        ("annulus(3,2.5,1.2,2.6)", { r, c in (1.44...6.76).contains((r - 3) * (r - 3) + (c - 2.5) * (c - 2.5)) }),
        ("disk(1,4,2)", { r, c in (r - 1) * (r - 1) + (c - 4) * (c - 4) <= 4 }),
        ("rectangle(4,2,3,1)", { r, c in (3...5).contains(r) && c == 2 }),
        ("point(6,0)", { r, c in r == 6 && c == 0 }),
        ("disk(1,1,1) + point(5,4)", { r, c in (r - 1) * (r - 1) + (c - 1) * (c - 1) <= 1 || (r == 5 && c == 4) }),
        ("disk(3,3,2) - point(3,3)", { r, c in (r - 3) * (r - 3) + (c - 3) * (c - 3) <= 4 && !(r == 3 && c == 3) }),
        ("!rectangle(0,0,1,11)", { r, c in !(r == 0 && c <= 5) }),
        (
            "!(point(0,0) + point(0,5)) - disk(6,5,1)",
            { r, c in
                !(r == 0 && (c == 0 || c == 5)) && (r - 6) * (r - 6) + (c - 5) * (c - 5) > 1
            }
        ),
        ("disk(100,100,3)", { _, _ in false }),
    ]

    @Test(arguments: detectors.indices) func theMapIsTheSumOverTheDetector(_ index: Int) throws {
        let (spelling, contains) = Self.detectors[index]
        let program = try Program()
        let outcome = try program.run("virtual small.npy --detector '\(spelling)' -o map.npy --json")
        #expect(outcome.status == 0, "\(outcome)")
        let cube = program.cube
        var pixels: [(Int, Int)] = []
        for row in 0..<cube.detector.rows {
            for column in 0..<cube.detector.columns where contains(Double(row), Double(column)) {
                pixels.append((row, column))
            }
        }
        let map = try program.array("map.npy")
        #expect(map.shape == [3, 5])
        let sums = (0..<cube.scan.count).map { index in
            pixels.reduce(0.0) { $0 + cube[cube.scan.position(index), $1.0, $1.1] }
        }
        #expect(map.doubles == sums)
        let line = try #require(try outcome.objects().first)
        #expect(line["pixels"] as? Int == pixels.count)
        #expect(line["scan"] as? [Int] == [3, 5])
        #expect(line["output"] as? String == "map.npy")
        let values = try #require(line["values"] as? [String: Any])
        #expect(values["sum"] as? Double == sums.reduce(0, +))
        #expect(values["minimum"] as? Double == sums.min())
        #expect(values["maximum"] as? Double == sums.max())
        #expect(outcome.standardError.contains("no pixel") == pixels.isEmpty)
    }

    @Test(arguments: [
        "disk(1,2)", "disk(1,2,-3)", "circle(1,2,3)", "annulus(1,2,4,3)", "disk(1,2,3", "disk(1,2,3))", "disk(1,2,3) *",
        "disk(a,2,3)", "", "+", "disk(nan,1,2)",
    ])
    func aSpellingThatCannotBeReadIsAUsageError(_ spelling: String) throws {
        let program = try Program()
        let outcome = try program.run("virtual small.npy --detector '\(spelling)' -o map.npy")
        #expect(outcome.status == 64, "\(outcome)")
        #expect(outcome.standardError.contains("--detector"))
        #expect(throws: (any Error).self) { try program.array("map.npy") }
    }

    @Test func aRepeatedImageIsMeasured() throws {
        let program = try Program()
        let outcome = try program.succeed("virtual small.npy --detector 'disk(3,3,2)' --repeat 5 --threads 2 --json")
        #expect(outcome.lines.count == 1)
        let line = try #require(outcome.objects().first)
        let times = try #require(line["milliseconds"] as? [Double])
        #expect(times.count == 5 && times.allSatisfy { $0 > 0 })
        #expect(line["medianMilliseconds"] as? Double == times.sorted()[2])
        #expect(line["fastestMilliseconds"] as? Double == times.min())
        #expect(line["repeats"] as? Int == 5)
        #expect(line["threads"] as? Int == 2)
        #expect(line["output"] == nil)
        try program.succeed("virtual small.npy --detector 'disk(3,3,2)' --repeat 2 -o map.npy")
        #expect(try program.array("map.npy").shape == [3, 5])
    }

    @Test(arguments: ["--json", "--repeat 0 --json", "--threads 0 -o map.npy", "--threads 5000 -o map.npy"])
    func whatIsMissingOrBeyondIsAUsageError(_ words: String) throws {
        #expect(try Program().run("virtual small.npy --detector 'point(1,1)' \(words)").status == 64)
    }

    @Test(arguments: [
        "virtual small.npy --detector 'disk(3,3,2)'", "pattern small.npy --mean", "pca small.npy --components 2",
    ])
    func theNumberOfThreadsChangesNothing(_ words: String) throws {
        let program = try Program(.planted)
        for threads in [1, 2, 5] { try program.succeed("\(words) --threads \(threads) -o \(threads)") }
        if words.hasPrefix("pca") {
            // The archive tells when it was made.
            #expect(try program.archive("1")["distributions"] == program.archive("2")["distributions"])
        } else {
            #expect(try program.bytes("1") == program.bytes("2"))
            #expect(try program.bytes("1") == program.bytes("5"))
        }
    }
}
