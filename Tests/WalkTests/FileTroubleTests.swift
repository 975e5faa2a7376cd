import Formats
import Foundation
import TestSupport
import Testing

@Suite struct FileTroubleTests {
    @Test(arguments: [
        "virtual small.npy --detector 'disk(3,3,2)' -o out", "pattern small.npy --mean -o out",
        "pca small.npy --components 2 -o out", "sweep small.npy --k 2 --restarts 1 -o out",
        "simulate nanosheets --scan 8x9 --detector 32x32 -o out", "frame small.npy -o out",
    ])
    func aFileThatIsThereIsReplacedOnlyWhenAsked(_ words: String) throws {
        let program = try Program(.planted)
        _ = try program.directory.write("precious".utf8, to: "out")
        let refused = try program.run(words)
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.standardError.contains("out"))
        #expect(refused.standardError.contains("--overwrite"))
        #expect(try program.bytes("out") == Data("precious".utf8))
        #expect(try program.run(words + " --overwrite").status == 0)
        #expect(try program.bytes("out") != Data("precious".utf8))
        let names = try FileManager.default.contentsOfDirectory(atPath: program.directory.path).sorted()
        #expect(names == ["out", "small.npy", "store"] || names == ["out", "small.npy"])
    }

    @Test func aTruthThatIsThereIsNotReplacedEither() throws {
        let program = try Program()
        _ = try program.directory.write("precious".utf8, to: "truth.npz")
        let outcome = try program.run("simulate nanosheets --scan 8x9 --truth truth.npz -o new.npy")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(try program.bytes("truth.npz") == Data("precious".utf8))
        #expect(!FileManager.default.fileExists(atPath: program.directory.file("new.npy")))
    }

    @Test(arguments: ["absent/out.npy", ".", "/proc/out.npy"])
    func aPlaceThatCannotBeWrittenIsSaid(_ place: String) throws {
        let program = try Program()
        let outcome = try program.run("pattern small.npy --mean -o \(place)")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains(place))
    }

    /// What is wrong with a file, and words that the message must hold.
    static let damages: [(String, @Sendable (Program) throws -> Void, [String])] = [
        ("cut in its first frame", { _ = try $0.directory.write($0.cube.npy.prefix(200), to: "bad.npy") }, ["0 whole"]),
        ("headerless", { _ = try $0.directory.write($0.cube.npy.prefix(20), to: "bad.npy") }, []),
        ("empty", { _ = try $0.directory.write([], to: "bad.npy") }, ["empty"]),
        (
            "directory",
            {
                try FileManager.default.createDirectory(
                    atPath: $0.directory.file("bad.npy"), withIntermediateDirectories: false)
            }, ["directory"]
        ),
        ("text", { _ = try $0.directory.write("these are words, no counts\n".utf8, to: "bad.npy") }, []),
        ("absent", { _ in }, ["No such file"]),
        (
            "object array",
            { program in
                let text = String(decoding: program.cube.npy.prefix(128).map { $0 < 128 ? $0 : 63 }, as: UTF8.self)
                let header = text.replacing("<u2", with: "|O8").utf8.dropFirst()
                _ = try program.directory.write([0x93] + header + program.cube.npy.dropFirst(128), to: "bad.npy")
            }, []
        ),
        ("no frames", { _ = try $0.directory.write(SmallCube.npy(shape: [0, 3, 4, 4], []), to: "bad.npy") }, []),
        (
            "huge shape",
            {
                _ = try $0.directory.write(
                    SmallCube.npy(shape: [4_000_000_000, 4_000_000_000, 4_000_000_000, 2], [1, 2]), to: "bad.npy")
            }, []
        ),
        ("pipe", { mkfifo($0.directory.file("bad.npy"), 0o600) }, []),
    ]

    @Test(arguments: damages.indices) func badDataAreSaidByName(_ index: Int) throws {
        let (_, damage, words) = Self.damages[index]
        let program = try Program()
        try damage(program)
        for verb in ["info bad.npy", "virtual bad.npy --detector 'disk(1,1,1)' -o out.npy", "frame bad.npy", "bad.npy"]
        {
            let outcome = try program.run(verb)
            #expect(outcome.status == 1, "\(verb): \(outcome)")
            #expect(outcome.standardError.contains("bad.npy"))
            #expect(outcome.standardOutput.isEmpty)
            for word in words { #expect(outcome.standardError.contains(word), "\(verb): \(outcome)") }
        }
        #expect(!FileManager.default.fileExists(atPath: program.directory.file("out.npy")))
        #expect(!FileManager.default.fileExists(atPath: program.directory.file("store")))
    }

    @Test func aFileThatMayNotBeReadIsSaid() throws {
        guard geteuid() != 0 else {
            print("skipped: root may read every file")
            return
        }
        let program = try Program()
        chmod(program.directory.file("small.npy"), 0)
        let outcome = try program.run("info small.npy")
        #expect(outcome.status == 1)
        #expect(outcome.standardError.contains("small.npy") && outcome.standardError.contains("Permission denied"))
    }

    @Test func aTruncatedFileOpensWithItsWholeRows() throws {
        let program = try Program()
        // 13 of 15 frames are whole: two rows of three.
        _ = try program.directory.write(program.cube.npy.dropLast(100), to: "part.npy")
        let facts = try #require(program.succeed("info part.npy --json").objects().first)
        #expect(facts["scan"] as? [Int] == [2, 5])
        #expect(facts["missing"] as? [String: Int] == ["promised": 15, "whole": 13])
        #expect(try program.succeed("info part.npy").standardOutput.contains("2 of 15 frames are missing"))
        let frame = try program.succeed("frame part.npy --size 80x24").standardOutput
        #expect(frame.contains("2 of 15 frames are missing"))
        #expect(try program.succeed("frame part.npy --keys i").standardOutput.contains("missing"))
        #expect(try program.run("info part.npy --scan 16x1").status == 1)
    }

    private func stack(_ program: Program) throws {
        _ = try program.directory.write(
            SmallCube.npy(shape: [15, 7, 6], Array(program.cube.npy.suffix(15 * 42 * 2))), to: "stack.npy")
    }

    @Test func aStackWithoutAScanIsGuessedAndSaid() throws {
        let program = try Program()
        try stack(program)
        let facts = try #require(program.succeed("info stack.npy --json").objects().first)
        let guesses = try #require(facts["guesses"] as? [String])
        #expect(!guesses.isEmpty)
        #expect((facts["scan"] as? [Int])?.reduce(1, *) == 15)
        #expect(try program.succeed("info stack.npy").standardOutput.contains("assumed"))
        let told = try #require(program.succeed("info stack.npy --scan 3x5 --json").objects().first)
        #expect(told["scan"] as? [Int] == [3, 5])
        #expect(told["guesses"] as? [String] == [])
        // It is remembered, and the data are the same as with four axes.
        let later = try #require(program.succeed("info stack.npy --json").objects().first)
        #expect(later["scan"] as? [Int] == [3, 5])
        #expect(later["guesses"] as? [String] == [])
        try program.succeed("virtual stack.npy --detector 'disk(3,3,2)' -o one.npy")
        try program.succeed("virtual small.npy --detector 'disk(3,3,2)' -o two.npy")
        #expect(try program.bytes("one.npy") == program.bytes("two.npy"))
    }

    @Test func skippedFramesAndFlybackAreLeftOutAndRemembered() throws {
        let program = try Program()
        // Two frames first, then the rows of 5 with one frame more behind each but the last.
        let frame = 42 * 2
        let frames = program.cube.npy.suffix(15 * frame)
        let other = [UInt8](repeating: 7, count: frame)
        var bytes = other + other
        for row in 0..<3 {
            bytes += frames.dropFirst(row * 5 * frame).prefix(5 * frame)
            if row < 2 { bytes += other }
        }
        _ = try program.directory.write(SmallCube.npy(shape: [19, 7, 6], bytes), to: "stack.npy")
        let words = "--scan 3x5 --skip-frames 2 --flyback 1"
        for words in [words, ""] {
            let facts = try #require(program.succeed("info stack.npy \(words) --json").objects().first)
            #expect(facts["scan"] as? [Int] == [3, 5])
            #expect(facts["guesses"] as? [String] == [])
            let told = try #require(facts["frames"] as? [String: Any])
            #expect(told["inFile"] as? Int == 19 && told["skipped"] as? Int == 2 && told["flyback"] as? Int == 1)
        }
        #expect(try program.succeed("info stack.npy").lines.contains { $0.hasPrefix("frames ") })
        try program.succeed("virtual stack.npy --detector 'disk(3,3,2)' -o one.npy")
        try program.succeed("virtual small.npy --detector 'disk(3,3,2)' -o two.npy")
        #expect(try program.bytes("one.npy") == program.bytes("two.npy"))
        #expect(try program.succeed("frame stack.npy --size 160x40").standardOutput.contains(words))
        for words in ["--scan 4x5", "--skip-frames 19", "--flyback 6"] {
            let outcome = try program.run("info stack.npy \(words)")
            #expect(outcome.status == 1 && outcome.standardError.contains("19"), "\(outcome)")
        }
        #expect(try program.run("info stack.npy --skip-frames -1").status == 64)
    }

    @Test(arguments: ["4x5", "100x100", "16x1"]) func aScanThatDoesNotFitIsSaid(_ scan: String) throws {
        let program = try Program()
        try stack(program)
        for file in ["stack.npy", "small.npy"] {
            let outcome = try program.run("info \(file) --scan \(scan)")
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.standardError.contains(file))
            #expect(outcome.standardError.contains("15"))
        }
        // What does not fit is not kept.
        #expect(try program.run("info small.npy").status == 0)
    }
}
