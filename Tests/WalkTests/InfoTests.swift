import Formats
import Foundation
import TestSupport
import Testing

@Suite struct InfoTests {
    @Test func factsHaveTheirKeys() throws {
        let program = try Program()
        let outcome = try program.succeed("info small.npy --json")
        #expect(outcome.lines.count == 1)
        let facts = try #require(outcome.objects().first)
        for key in [
            "file", "format", "scan", "detector", "elementType", "bytes", "calibration", "guesses", "hotPixels",
            "deadPixels", "surveyedPositions", "preparation", "sweep", "metadata", "frames",
        ] { #expect(facts[key] != nil, "\(key)") }
        #expect(facts["file"] as? String == "small.npy")
        #expect((facts["format"] as? String)?.lowercased().contains("n") == true)
        #expect(facts["scan"] as? [Int] == [3, 5])
        #expect(facts["detector"] as? [Int] == [7, 6])
        #expect(facts["elementType"] as? String == "uint16")
        #expect(facts["bytes"] as? Int == 3 * 5 * 7 * 6 * 2)
        #expect(facts["guesses"] as? [String] == [])
        #expect((facts["calibration"] as? [String: Any])?.isEmpty == true)
        let sweep = try #require(facts["sweep"] as? [String: Any])
        #expect(try #require(sweep["seconds"] as? Double) > 0)
        #expect(try #require(sweep["bytes"] as? Int) > 0)
        #expect(sweep["k"] as? [Int] == [2, 15])
    }

    @Test func theBeamIsTold() throws {
        let facts = try #require(Program(.planted).succeed("info small.npy --json").objects().first)
        let beam = try #require(facts["beam"] as? [String: Any])
        let center = try #require(beam["center"] as? [Double])
        #expect(abs(center[0] - 8) < 0.3 && abs(center[1] - 9) < 0.3)
        #expect(try #require(beam["radius"] as? Double) > 0.5)
    }

    @Test func peopleReadAFactPerLine() throws {
        let lines = try Program().succeed("info small.npy").lines
        for name in [
            "file", "format", "scan", "detector", "elements", "scan step", "pixel size", "voltage", "defects", "sweep",
        ] {
            #expect(lines.contains { $0.hasPrefix(name + " ") }, "\(name)")
        }
        #expect(lines.contains { $0.hasPrefix("scan ") && $0.hasSuffix("3 x 5 positions") })
    }

    @Test func whatIsSaidOnceIsRemembered() throws {
        let program = try Program()
        let flags = "--scan-step 5nm --pixel-size 0.14/nm --voltage 80kV --center 2.5,3"
        func calibration(_ words: String) throws -> [String: Any] {
            try #require(
                program.succeed("info small.npy \(words) --json").objects().first?["calibration"] as? [String: Any])
        }
        for words in [flags, ""] {
            let told = try calibration(words)
            #expect(told["scanStepNanometres"] as? Double == 5)
            #expect(told["pixelSizePerNanometre"] as? Double == 0.14)
            #expect(told["voltageKilovolts"] as? Double == 80)
            #expect(told["center"] as? [Double] == [2.5, 3])
            // 4.1757 pm at 80 kV.
            let angle = try #require(told["pixelSizeMilliradian"] as? Double)
            #expect(abs(angle - 0.14 * 4.1757) < 1e-3)
        }
        // One word more changes only what it names.
        #expect(try calibration("--voltage 200kV")["scanStepNanometres"] as? Double == 5)
        let last = try calibration("")
        #expect(last["voltageKilovolts"] as? Double == 200)
        #expect(last["center"] as? [Double] == [2.5, 3])
        // Nothing is written beside the data while BRAGGART_STORE names another place.
        let names = try FileManager.default.contentsOfDirectory(atPath: program.directory.path).sorted()
        #expect(names == ["small.npy", "store"])
    }

    @Test func lookingLeavesNothingBehind() throws {
        let program = try Program()
        try program.succeed("info small.npy")
        try program.succeed("frame small.npy")
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.directory.path) == ["small.npy"])
    }

    @Test func anOrientationTurnsShapesAndIsRemembered() throws {
        let program = try Program()
        try program.succeed("pattern small.npy --at 1,3 -o before.npy")
        try program.succeed("info small.npy --scan-orientation transposed --pattern-orientation rows-reversed")
        let facts = try #require(program.succeed("info small.npy --json").objects().first)
        #expect(facts["scan"] as? [Int] == [5, 3])
        #expect(facts["detector"] as? [Int] == [7, 6])
        try program.succeed("pattern small.npy --at 3,1 -o after.npy")
        let before = try #require(program.array("before.npy").doubles)
        let after = try #require(program.array("after.npy").doubles)
        for row in 0..<7 { #expect(after[row * 6..<row * 6 + 6] == before[(6 - row) * 6..<(6 - row) * 6 + 6]) }
    }

    @Test func aSettingsFileThatIsDamagedIsSaid() throws {
        let program = try Program()
        try program.succeed("info small.npy --voltage 80kV")
        let store = program.directory.file("store")
        let folder = try #require(FileManager.default.contentsOfDirectory(atPath: store).first)
        let path = "\(store)/\(folder)/settings.toml"
        try Data("voltage = [\n".utf8).write(to: URL(fileURLWithPath: path))
        let outcome = try program.run("info small.npy")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains(path))
    }

    @Test(arguments: ["small file.npy", "-dash.npy", "ünïcode.npy", "quo'te.npy", "new\nline.npy"])
    func namesOfAnyKindAreOpened(_ name: String) throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(SmallCube.scattered.npy, to: name)
        let outcome = try BuiltProgram().run(["info", "--json", "--", name], in: directory)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try outcome.objects().first?["file"] as? String == name)
    }
}
