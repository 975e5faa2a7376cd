import DataCube
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct OtherVerbTests {
    @Test func theComponentsOfPCAExplainTheData() throws {
        let program = try Program(.planted)
        let outcome = try program.succeed("pca small.npy --components 5 --mask none -o pca.npz --json")
        let archive = try program.archive("pca.npz")
        let names = ["singular_values", "components", "distributions", "mse", "provenance"]
        #expect(archive.arrays.map(\.name).sorted() == names.sorted())
        #expect(archive["components"]?.shape == [5, 16, 18])
        #expect(archive["distributions"]?.shape == [5, 6, 8])
        let values = try #require(archive["singular_values"]?.doubles)
        let errors = try #require(archive["mse"]?.doubles)
        #expect(values == values.sorted(by: >))
        #expect(errors == errors.sorted(by: >))
        let line = try #require(outcome.objects().first)
        #expect(isNear(line["singularValues"] as? [Double], values))
        #expect(isNear(line["mse"] as? [Double], errors))
        // What the first k values leave of the sum of squares.
        let squares = program.cube.counts.reduce(0.0) { $0 + Double($1) * Double($1) }
        for k in 1...5 {
            let left = (squares - values[..<k].reduce(0) { $0 + $1 * $1 }) / Double(program.cube.counts.count)
            #expect(abs(left - errors[k - 1]) < 1e-5 * squares / Double(program.cube.counts.count))
        }
        let components = try #require(archive["components"]?.doubles)
        for component in 0..<5 {
            let norm = components[component * 288..<(component + 1) * 288].reduce(0) { $0 + $1 * $1 }
            #expect(abs(norm - 1) < 1e-4)
        }
    }

    /// The JSON reader is allowed the last digit.
    private func isNear(_ read: [Double]?, _ values: [Double]) -> Bool {
        guard let read, read.count == values.count else { return false }
        return zip(read, values).allSatisfy { abs($0 - $1) <= 1e-12 * abs($1) }
    }

    @Test func simulationsTellTheirTruth() throws {
        let program = try Program()
        let words = "simulate nanosheets --scan 8x9 --detector 32x24 --components 4 --seed 3 --hot-pixels 2"
        try program.succeed(words + " --truth truth.npz -o sheets.npy")
        try program.succeed(words + " -o again.npy")
        try program.succeed(words + " --type f32 -o float.npy")
        #expect(try program.bytes("sheets.npy") == program.bytes("again.npy"))
        #expect(try program.array("sheets.npy").shape == [8, 9, 32, 24])
        guard case .float32 = try program.array("float.npy").elements else {
            Issue.record("--type f32 wrote another type")
            return
        }
        let truth = try program.archive("truth.npz")
        #expect(truth["components"]?.shape == [4, 32, 24])
        #expect(truth["distributions"]?.shape == [4, 8, 9])
        #expect(truth["hot_pixels"]?.shape == [2])
        #expect(truth["dead_pixels"]?.shape == [0])
        #expect(truth["names"]?.text?.split(separator: "\n").count == 4)
        let calibration = try #require(
            program.succeed("info sheets.npy --json").objects().first?["calibration"] as? [String: Any])
        #expect(calibration["scanStepNanometres"] is Double)
        #expect(calibration["voltageKilovolts"] is Double)
        #expect(try program.run(words + " --type i64 -o x.npy").status == 64)
        #expect(try program.run("simulate nanosheets --components 99 -o x.npy").status == 64)
        #expect(try program.run("simulate nanosheets --scan 6x -o x.npy").status == 64)
        #expect(try program.run("simulate nanosheets --charge-sharing 7 -o x.npy").status == 64)
        #expect(try program.run("simulate nanosheets --dose=-1 -o x.npy").status == 64)
    }

    @Test func everyKeyIsInTheTable() throws {
        let program = try Program()
        let page = try program.succeed("keys --markdown").standardOutput
        #expect(page.hasPrefix("# Keys and commands\n"))
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") || $0.hasPrefix("|  |") }
        let list = try program.succeed("keys").lines
        #expect(rows.count == list.count)
        #expect(list.count > 40)
        for id in ["probe.right", "sweep.start", "quit", "detector.shape"] {
            #expect(page.contains("`\(id)`"))
            #expect(list.contains { $0.contains(" \(id) ") })
        }
    }

    @Test func framesAreTextColouredTextOrAPicture() throws {
        let program = try Program(.planted)
        let text = try program.succeed("frame small.npy --size 100x30").standardOutput
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 31)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(text.contains("probe (3, 4)"))
        #expect(!text.contains("\u{1B}"))
        let coloured = try program.succeed("frame small.npy --size 100x30 --format ansi").standardOutput
        #expect(coloured.contains("\u{1B}[0;38;5;") || coloured.contains(";48;5;"))
        let plain = try program.succeed("frame small.npy --size 100x30 --format ansi --color none").standardOutput
        #expect(!plain.contains("38;5;") && !plain.contains("48;5;") && !plain.contains("38;2;"))
        let direct = try program.succeed("frame small.npy --size 100x30 --format ansi --color true").standardOutput
        #expect(direct.contains("48;2;"))
        let ascii = try program.succeed("frame small.npy --size 100x30 --glyphs ascii").standardOutput
        #expect(ascii.unicodeScalars.allSatisfy { $0.isASCII })
        try program.succeed("frame small.npy --size 100x30 --format svg -o frame.svg")
        let picture = try program.bytes("frame.svg")
        let parser = XMLReading(picture)
        #expect(parser.isWellFormed)
        #expect(String(decoding: picture, as: UTF8.self).hasPrefix("<svg "))
        #expect(try program.run("frame small.npy --format svg -o frame.svg").status == 1)
    }

    @Test func equalKeysGiveEqualFrames() throws {
        let program = try Program(.planted)
        let words = "frame small.npy --size 90x28 --keys 'l j d ] ] a c Down*2 : text:view.zoomIn Enter' --format ansi"
        let first = try program.succeed(words).standardOutput
        #expect(try program.succeed(words).standardOutput == first)
        #expect(try program.succeed("frame small.npy --size 90x28 --format ansi").standardOutput != first)
    }

    @Test func framesWaitForSweepsAndShowTheirComponents() throws {
        let program = try Program(.planted)
        let words = "frame small.npy --keys 's text:2 Down text:3 Down text:2 Enter Enter'"
        let frame = try program.succeed(words).standardOutput
        #expect(frame.contains("finished: k = 2…3, 4 / 4 fits"))
        #expect(frame.contains("k = 3"))
        #expect(frame.contains("descending"))
    }

    @Test(arguments: [
        "--size 12", "--size 0x0", "--format png", "--keys Dwn", "--keys 'click:1'", "--color pink", "--theme absent",
    ])
    func frameOptionsThatCannotBeReadAreUsageErrors(_ words: String) throws {
        let outcome = try Program().run("frame small.npy \(words)")
        #expect(outcome.status == 64, "\(outcome)")
    }

    @Test(arguments: [
        "", "absent-verb-and-file small.npy x", "info", "virtual small.npy", "virtual small.npy -o x.npy",
        "info small.npy --nonsense", "pca small.npy --components 0 -o x.npz",
        "pca small.npy --components 1001 -o x.npz",
        "info small.npy --scan 5", "info small.npy --scan-step 5parsec", "info small.npy --pixel-size big",
        "info small.npy --voltage 80parsec", "info small.npy --center 1", "info small.npy --scan-orientation sideways",
        "info small.npy --raw nonsense",
    ])
    func usageErrorsExitWith64(_ words: String) throws {
        let outcome = try Program().run(words)
        #expect(outcome.status == 64, "\(outcome)")
        #expect(outcome.standardError.contains("Usage:") || outcome.standardError.contains("Error:"))
    }

    @Test func helpAndVersionAreNoErrors() throws {
        let program = try Program()
        for verb in ["", "info ", "virtual ", "pattern ", "sweep ", "pca ", "simulate ", "frame ", "keys ", "explore "]
        {
            let outcome = try program.succeed(verb + "--help")
            #expect(outcome.standardOutput.contains("USAGE: braggart"))
        }
        #expect(try program.succeed("--version").standardOutput.contains("."))
    }
}

/// Whether bytes are XML.
private final class XMLReading {
    let isWellFormed: Bool

    /// Tags that are opened are closed, in order.
    init(_ data: Data) {
        var open: [Substring] = []
        var isGood = true
        for part in String(decoding: data, as: UTF8.self).split(separator: "<").dropFirst(0) {
            guard let end = part.firstIndex(of: ">") else {
                isGood = false
                break
            }
            let tag = part[..<end]
            if tag.hasPrefix("/") {
                isGood = isGood && open.popLast() == tag.dropFirst()
            } else if !tag.hasSuffix("/") {
                open.append(tag.prefix { $0 != " " && $0 != "\n" })
            }
            let text = part[part.index(after: end)...]
            isGood =
                isGood
                && !text.replacing("&amp;", with: "").replacing("&lt;", with: "").replacing("&gt;", with: "").contains(
                    "&")
        }
        isWellFormed = isGood && open.isEmpty
    }
}
