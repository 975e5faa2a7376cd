import Formats
import Foundation
import TestSupport
import Testing

@Suite struct SweepVerbTests {
    private static let small = "sweep small.npy --k 2...4 --restarts 3 --seed 7"

    @Test func theArchiveHoldsEveryRunAndTheBestOfEachK() throws {
        let program = try Program(.planted)
        let outcome = try program.run(Self.small + " --mask 'disk(8,9,4)' --json -o runs.npz")
        #expect(outcome.status == 0, "\(outcome)")
        let archive = try program.archive("runs.npz")
        let perCount = ["02", "03", "04"].flatMap { ["components_k\($0)", "distributions_k\($0)"] }
        #expect(
            archive.arrays.map(\.name).sorted()
                == (["iterations", "k", "mask", "method", "mse", "provenance", "seed", "uncertainty"] + perCount)
                .sorted())
        #expect(archive["k"]?.doubles == [2, 3, 4])
        #expect(archive["seed"]?.doubles == [7])
        #expect(archive["seed"]?.shape == [])
        #expect(archive["method"]?.text == "als")
        let errors = try #require(archive["mse"])
        #expect(errors.shape == [3, 3])
        #expect(archive["iterations"]?.shape == [3, 3])
        #expect(archive["iterations"]?.doubles?.allSatisfy { (1...100).contains($0) } == true)

        // The mask is the disk, row before column.
        let detector = program.cube.detector
        let excluded = (0..<detector.count).map { index in
            let (row, column) = (index / detector.columns - 8, index % detector.columns - 9)
            return row * row + column * column <= 16
        }
        let mask = try #require(archive["mask"])
        #expect(mask.shape == [16, 18])
        #expect(mask.elements == .bool(excluded))

        let mse = try #require(errors.doubles)
        let uncertainty = try #require(archive["uncertainty"]?.doubles)
        var lines = try outcome.objects()
        let last = lines.popLast()
        let conclusion = try #require(last)
        #expect(Set(conclusion.keys) == ["suggestedK", "verdict", "reasons", "evidence"])
        try #require(lines.map { $0["k"] as? Int } == [2, 3, 4])
        for (row, line) in lines.enumerated() {
            #expect(Set(line.keys) == ["k", "minimumMSE", "meanMSE", "seconds"])
            let runs = Array(mse[row * 3..<row * 3 + 3])
            let exact = (row * 3..<row * 3 + 3).filter { uncertainty[$0] == 0 }.map { mse[$0] }
            let lowest = try #require(exact.min())
            #expect(abs(try #require(line["minimumMSE"] as? Double) - lowest) < 1e-12 * lowest)
            let mean = try #require(line["meanMSE"] as? Double)
            #expect(abs(mean - runs.reduce(0, +) / 3) < 1e-9 * mean)
            #expect(try #require(line["seconds"] as? Double) >= 0)

            let k = row + 2
            let components = try #require(archive["components_k0\(k)"])
            let distributions = try #require(archive["distributions_k0\(k)"])
            #expect(components.shape == [k, 16, 18])
            #expect(distributions.shape == [k, 6, 8])
            let patterns = try #require(components.doubles)
            let maps = try #require(distributions.doubles)
            for component in 0..<k {
                let pattern = patterns[component * detector.count..<(component + 1) * detector.count]
                #expect(zip(pattern, excluded).allSatisfy { $0.isNaN == $1 })
                let sum = pattern.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
                #expect(abs(sum - 1) < 1e-4)
                #expect(pattern.allSatisfy { $0.isNaN || $0 >= 0 })
            }
            #expect(maps.allSatisfy { $0 >= 0 })
            // The archive's own numbers explain its MSE: X - C S over the kept pixels.
            let kept = excluded.indices.filter { !excluded[$0] }
            var squares = 0.0
            for position in 0..<48 {
                for pixel in kept {
                    var model = 0.0
                    for component in 0..<k {
                        model += patterns[component * detector.count + pixel] * maps[component * 48 + position]
                    }
                    let difference = Double(program.cube.counts[position * detector.count + pixel]) - model
                    squares += difference * difference
                }
            }
            let minimum = try #require(runs.min())
            #expect(abs(squares / Double(48 * kept.count) - minimum) < 1e-3 * minimum)
        }
        let provenance = try #require(archive["provenance"]?.text)
        #expect(provenance.contains("sweep small.npy"))
        #expect(provenance.contains("disk(8,9,4)"))
    }

    @Test func progressIsALinePerK() throws {
        let program = try Program(.planted)
        let outcome = try program.run(Self.small + " -o runs.npz")
        #expect(outcome.standardOutput.isEmpty)
        let lines = outcome.standardError.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("k = ") }.count == 3)
        #expect(lines.contains { $0.contains("suggested") })
        #expect(lines.first?.hasPrefix("k = 2: minimum MSE ") == true)
    }

    @Test func theSeedAloneDecidesTheResult() throws {
        let program = try Program(.planted)
        for (name, words) in [
            ("one", "--seed 7 --threads 1"), ("two", "--seed 7 --threads 2"), ("again", "--seed 7"),
            ("other", "--seed 8 --threads 1"),
        ] {
            #expect(try program.run("sweep small.npy --k 3-4 --restarts 2 \(words) -o \(name).npz").status == 0)
        }
        let archives = try ["one", "two", "again", "other"].map { try program.archive($0 + ".npz") }
        for name in ["mse", "iterations", "components_k03", "distributions_k04"] {
            let bytes = archives.map { $0[name]?.bits }
            #expect(bytes[0] != nil)
            #expect(bytes[0] == bytes[1])
            #expect(bytes[0] == bytes[2])
        }
        #expect(archives[0]["mse"]?.bits != archives[3]["mse"]?.bits)
    }

    @Test func aRegionLeavesOtherPositionsOut() throws {
        let program = try Program(.planted)
        let words = "sweep small.npy --k 2 --restarts 1 --region 'rectangle(1,2,3,5)' --mask none -o runs.npz"
        #expect(try program.run(words).status == 0)
        let archive = try program.archive("runs.npz")
        #expect(archive["mask"]?.elements == .bool(Array(repeating: false, count: 288)))
        let map = try #require(archive["distributions_k02"]?.doubles?.prefix(48))
        for (index, value) in map.enumerated() {
            #expect(value.isNaN == !(index / 8 <= 2 && index % 8 <= 4), "position \(index)")
        }
    }

    @Test func theAutomaticMaskCoversTheBeam() throws {
        let program = try Program(.planted)
        #expect(try program.run("sweep small.npy --k 1 --restarts 1 -o runs.npz").status == 0)
        let mask = try #require(program.archive("runs.npz")["mask"]?.doubles)
        #expect(mask[8 * 18 + 9] == 1)
        #expect(mask[8 * 18 + 11] == 1)
        #expect(mask[3 * 18 + 4] == 0)
        #expect(mask.reduce(0, +) < 60)
    }

    @Test func interruptingKeepsWhatIsFinished() throws {
        let program = try Program(.planted)
        let built = try BuiltProgram()
        var sent = false
        let words = [
            "sweep", "small.npy", "--k", "2...30", "--restarts", "100", "--tolerance", "1e-15", "--max-iterations",
            "20000", "--mask", "none", "-o", "runs.npz",
        ]
        let outcome = try built.run(words, in: program.directory) { process in
            guard !sent, Self.finished(in: program.directory) else { return }
            sent = kill(process, SIGINT) == 0
        }
        #expect(outcome.status == 1 || outcome.status == 130 || outcome.signal == SIGINT, "\(outcome)")
        #expect(outcome.standardError.contains("runs.npz"))
        let archive = try program.archive("runs.npz")
        #expect(archive["components_k02"]?.shape == [2, 16, 18])
        let errors = try #require(archive["mse"]?.doubles)
        #expect(errors.count == 2900)
        #expect(errors.contains { $0.isNaN })
        #expect(!errors[..<100].contains { $0.isNaN })
    }

    /// True once the first k is filed.
    private static func finished(in directory: TemporaryDirectory) -> Bool {
        let store = directory.file("store")
        let paths = FileManager.default.enumerator(atPath: store)
        while let path = paths?.nextObject() as? String { if path.hasSuffix("k02.npz") { return true } }
        return false
    }

    @Test(arguments: [
        "--k 0", "--k 4...2", "--k two", "--k 2...100", "--restarts 0", "--restarts 1001", "--tolerance 0",
        "--tolerance 1", "--max-iterations 0", "--threads 0", "--method magic", "--mask 'disk(1,2)'", "--seed -1",
        "--region 'nowhere'", "--k 1...2...3", "--k ''",
    ])
    func parametersThatMakeNoSenseAreUsageErrors(_ words: String) throws {
        let program = try Program()
        let outcome = try program.run("sweep small.npy -o runs.npz \(words)")
        #expect(outcome.status == 64, "\(outcome)")
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test func moreComponentsThanTheDataHaveAreRefused() throws {
        let program = try Program()
        let outcome = try program.run("sweep small.npy --k 2...40 --restarts 1 -o runs.npz")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains("Error:"))
    }
}

extension NumpyArray {
    /// The elements bit for bit, so that NaN equals NaN.
    var bits: [UInt64]? { doubles?.map(\.bitPattern) }
}
