import DataCube
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct ConvertTests {
    private func pattern(_ program: Program, _ file: String) throws -> [Double]? {
        try program.succeed("pattern \(file) --at 2,3 -o pattern.npy --overwrite")
        return try program.array("pattern.npy").doubles
    }

    @Test(arguments: ["npy", "emd", "h5", "hspy"]) func aDatasetIsTheSameInEveryFormat(_ ending: String) throws {
        let program = try Program()
        let told = try #require(
            program.succeed("convert small.npy --scan-step 4nm --pixel-size 0.2/nm out.\(ending) --json").objects()
                .first)
        #expect(told["scan"] as? [Int] == [3, 5])
        #expect(told["detector"] as? [Int] == [7, 6])
        #expect(told["elementType"] as? String == "uint16")
        #expect(try told["bytes"] as? Int == program.bytes("out.\(ending)").count)
        let facts = try #require(program.succeed("info out.\(ending) --json").objects().first)
        #expect(facts["scan"] as? [Int] == [3, 5])
        #expect(facts["elementType"] as? String == "uint16")
        let calibration = try #require(facts["calibration"] as? [String: Any])
        #expect(calibration["scanStepNanometres"] as? Double == 4)
        #expect(abs((calibration["pixelSizePerNanometre"] as? Double ?? 0) - 0.2) < 1e-12)
        #expect(try pattern(program, "out.\(ending)") == pattern(program, "small.npy"))
    }

    @Test func preparationAndRegionAreApplied() throws {
        let program = try Program()
        let words = "convert small.npy out.hspy --crop 1...6,0...5 --bin 2 --region 'rectangle(1.5,3,1,2)' --json"
        let told = try #require(program.succeed(words).objects().first)
        #expect(told["scan"] as? [Int] == [2, 3])
        #expect(told["detector"] as? [Int] == [3, 3])
        #expect(told["elementType"] as? String == "uint32")
        // What was prepared once is not prepared again.
        try program.succeed("pattern out.hspy --at 1,1 -o part.npy")
        try program.succeed("pattern small.npy --at 2,3 -o whole.npy")
        #expect(try program.array("part.npy") == program.array("whole.npy"))
        let refused = try program.run("convert small.npy disk.hspy --region 'disk(1,2,1)'")
        #expect(refused.status == 1)
        #expect(refused.standardError.contains("rectangle("))
    }

    @Test func theCommandInsideMakesTheFileAgain() throws {
        let program = try Program()
        try program.succeed("convert small.npy out.emd --bin 2 --region 'rectangle(1,2,2,2)' --compression none")
        let text = String(decoding: try program.bytes("out.emd"), as: UTF8.self)
        let command =
            "braggart convert small.npy out.emd --bin 2 --region 'rectangle(1,2,2,2)' --compression none"
        #expect(text.contains(command))
        let first = try CubeBytes(program.directory.file("out.emd"))
        try program.run(String(command.dropFirst(9)) + " --overwrite")
        #expect(try CubeBytes(program.directory.file("out.emd")) == first)
    }

    @Test(arguments: [
        ("out", 1, "no extension"), ("out.tif", 1, ".tif"), ("out.npy --format zspy", 1, "zspy"),
        ("absent/out.npy", 1, "absent"), ("small.npy", 1, "--overwrite"), ("small.npy --overwrite", 1, "itself"),
        ("./small.npy --overwrite", 1, "itself"), ("", 64, "output"), ("out.npy --compression lzma", 64, "lzma"),
        ("/proc/out.hspy", 1, "/proc/out.hspy"),
    ])
    func whatCannotBeWrittenIsSaid(_ words: String, _ status: Int32, _ said: String) throws {
        let program = try Program()
        let before = try program.bytes("small.npy")
        let outcome = try program.run("convert small.npy \(words)")
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.standardError.contains(said), "\(outcome)")
        #expect(try program.bytes("small.npy") == before)
        let left = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
        #expect(left.allSatisfy { $0 == "small.npy" || $0 == "store" })
    }

    @Test func aFileThatIsThereIsReplacedOnlyWhenAsked() throws {
        let program = try Program()
        _ = try program.directory.write("precious".utf8, to: "out.hspy")
        let refused = try program.run("convert small.npy out.hspy")
        #expect(refused.status == 1 && refused.standardError.contains("--overwrite"))
        #expect(try program.bytes("out.hspy") == Data("precious".utf8))
        try program.succeed("convert small.npy out.hspy --overwrite")
        // What was kept about the file before does not hold for the new one.
        try program.succeed("info out.hspy --bin 2")
        try program.succeed("convert small.npy out.hspy --overwrite")
        let facts = try #require(program.succeed("info out.hspy --json").objects().first)
        #expect(facts["detector"] as? [Int] == [7, 6])
    }

    /// A dataset of zeros that takes no room on the disk.
    private func large(_ program: Program, _ name: String, rows: Int) throws {
        let path = try program.directory.write(SmallCube.npy(shape: [rows, 64, 64, 64], []), to: name)
        let file = try #require(FileHandle(forWritingAtPath: path))
        let head = try file.seekToEnd()
        try file.truncate(atOffset: head + UInt64(rows * 64 * 64 * 64 * 2))
        try file.close()
    }

    /// Zeros that take no room when they are packed, and seconds to pack.
    @Test(arguments: ["emd", "hspy"]) func anInterruptLeavesNothing(_ ending: String) throws {
        let program = try Program()
        try large(program, "large.npy", rows: 6400)
        var isSent = false
        let outcome = try program.run("convert large.npy out.\(ending) --threads 1") { process in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: program.directory.path)) ?? []
            guard !isSent, names.contains(where: { $0.hasSuffix(".partial") }) else { return }
            isSent = kill(process, SIGINT) == 0
        }
        #expect(isSent)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains("cancelled"))
        let left = try FileManager.default.contentsOfDirectory(atPath: program.directory.path).sorted()
        #expect(left.filter { $0 != "store" } == ["large.npy", "small.npy"])
    }

    @Test(arguments: ["npy", "emd", "hspy"], ["gzip", "none"])
    func aFullDiskIsSaidAndLeavesNothing(_ ending: String, _ compression: String) throws {
        let program = try Program()
        let limit = "ulimit -f 8; exec \"$0\" \"$@\""
        let outcome = try program.run(
            "convert small.npy big.npy --overwrite", wrappedBy: ["sh", "-c", limit])
        #expect(outcome.status == 0, "\(outcome)")
        _ = try program.directory.write(SmallCube.scattered.npyRepeated(400), to: "big.npy")
        let refused = try program.run(
            "convert big.npy out.\(ending) --compression \(compression)", wrappedBy: ["sh", "-c", limit])
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.standardError.contains("out.\(ending)"))
        #expect(refused.standardError.contains("File too large"))
        let left = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
        #expect(!left.contains { $0.contains("out") }, "\(left)")
    }
}

/// The numbers of a dataset, for comparing files that also say when they were made.
private struct CubeBytes: Equatable {
    let values: [Float]

    init(_ path: String) throws {
        let cube = try FormatCatalog.open(path: path)
        values = try (0..<cube.scan.count).flatMap { try cube.pattern(at: cube.scan.position($0)).values }
    }
}

extension SmallCube {
    /// A .npy file whose scan has so many rows for each of this one's, its counts changed from row to row so that
    /// nothing packs them small.
    fileprivate func npyRepeated(_ times: Int) -> [UInt8] {
        var numbers = SeededNumbers(7)
        let count = counts.count * times
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * count)
        for _ in 0..<count {
            let value = UInt16.random(in: .min ... .max, using: &numbers)
            bytes += [UInt8(value & 0xff), UInt8(value >> 8)]
        }
        return Self.npy(shape: [scan.rows * times, scan.columns, detector.rows, detector.columns], bytes)
    }
}
