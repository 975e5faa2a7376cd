import ArgumentParser
import DataCube
import Engine
import Questions
import Runtime

/// What is in a file.
struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what a dataset is.",
        discussion: """
            What a sweep with default options needs is foretold from a short measurement, right to a factor of two or so.

            Examples:
              braggart info scan.dm4
              braggart info frames.npy --scan 8x10 --json
            """)

    @OptionGroup var dataset: DatasetOptions
    @OptionGroup var computing: ComputingOptions
    @Flag(help: "One compact JSON object.") var json = false

    /// What is told, in the JSON's keys.
    private struct Facts: Encodable {
        struct Calibrated: Encodable {
            var scanStepNanometres: Double?
            var pixelSizePerNanometre: Double?
            var pixelSizeMilliradian: Double?
            var voltageKilovolts: Double?
            var center: [Double]?
        }

        struct Frames: Encodable {
            var inFile: Int
            var skipped: Int
            var flyback: Int
            var scanIsGuessed: Bool

            /// Nil where each frame is a position.
            var sentence: String? {
                guard skipped > 0 || flyback > 0 else { return nil }
                return "\(inFile) in the file; left out are the first \(skipped) and \(flyback) behind each scan row"
            }
        }

        struct Beam: Encodable {
            var center: [Double]
            var radius: Double
        }

        var file: String
        var format: String
        var dataset: String?
        var scan: [Int]
        /// Whole frames in the file, and which of them are left out.
        var frames: Frames?
        var detector: [Int]
        var elementType: String
        var bytes: Int
        var calibration: Calibrated
        /// What else the file tells.
        var metadata: [Metadatum]
        /// What was assumed because the file does not say it, as sentences.
        var guesses: [String]
        /// What the file promises and does not hold.
        var missing: MissingFrames?
        /// What was done to the patterns, as sentences.
        var preparation: [String]
        /// How far the beam wandered before the patterns were aligned, pixels.
        var beamWander: BeamWander?
        var beam: Beam?
        var hotPixels: Int
        var deadPixels: Int
        var surveyedPositions: Int
        /// About what a sweep with default options needs.
        var sweep: Sweep?
    }

    private struct Sweep: Encodable {
        var seconds: Double
        var bytes: Int
        /// Lowest and highest number of components.
        var k: [Int]
    }

    func run() throws {
        let opened = try dataset.open()
        let cube = opened.cube
        let survey = try survey(cube, computing)
        let facts = Facts(
            file: dataset.file, format: cube.origin.format, dataset: cube.origin.dataset,
            scan: [cube.scan.rows, cube.scan.columns],
            frames: cube.origin.scan.map {
                Facts.Frames(
                    inFile: $0.frames, skipped: $0.layout.skipped, flyback: $0.layout.flyback,
                    scanIsGuessed: $0.isGuess)
            }, detector: [cube.detector.rows, cube.detector.columns],
            elementType: cube.elementType.rawValue, bytes: cube.byteCount,
            calibration: Facts.Calibrated(
                scanStepNanometres: cube.calibration.scanStep, pixelSizePerNanometre: cube.calibration.reciprocalStep,
                pixelSizeMilliradian: cube.calibration.angleStep, voltageKilovolts: cube.calibration.voltage,
                center: cube.calibration.center.map { [$0.row, $0.column] }),
            metadata: cube.origin.metadata, guesses: cube.origin.guesses, missing: cube.origin.missing,
            preparation: cube.origin.preparation,
            beamWander: opened.track?.wander,
            beam: survey.beam.map { Facts.Beam(center: [$0.center.row, $0.center.column], radius: $0.radius) },
            hotPixels: survey.hotPixels.count, deadPixels: survey.deadPixels.count,
            surveyedPositions: survey.surveyedPositions, sweep: try sweep(cube, survey))
        if json { try printJSON(facts) } else { Self.describe(facts) }
    }

    private func sweep(_ cube: DataCube, _ survey: Survey) throws(EngineError) -> Sweep? {
        try forecast(
            SweepParameters(), on: cube, survey: survey, mapsFile: cube.source.parts != nil,
            cancellation: Cancellation(), threads: computing.count
        ).map {
            Sweep(
                seconds: $0.seconds, bytes: $0.bytes, k: [$0.componentCounts.lowerBound, $0.componentCounts.upperBound])
        }
    }

    /// As people say it: two digits, seconds up to two minutes, then minutes, hours.
    private static func about(seconds: Double) -> String {
        func short(_ value: Double) -> String {
            value < 10 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
        }
        return switch seconds {
        case ..<120: short(seconds) + " s"
        case ..<7200: short(seconds / 60) + " min"
        default: short(seconds / 3600) + " h"
        }
    }

    private static func describe(_ facts: Facts) {
        var lines: [(name: String, value: String)] = []
        func line(_ name: String, _ value: String?) {
            if let value { lines.append((name, value)) }
        }
        line("file", facts.file)
        line("format", facts.format)
        line("dataset", facts.dataset)
        line("scan", "\(facts.scan[0]) x \(facts.scan[1]) positions")
        line("frames", facts.frames?.sentence)
        line("detector", "\(facts.detector[0]) x \(facts.detector[1]) pixels")
        line("elements", "\(facts.elementType), \(facts.bytes) bytes in all")
        line("scan step", facts.calibration.scanStepNanometres.map { "\($0) nm" } ?? "unknown")
        line("pixel size", facts.calibration.pixelSizePerNanometre.map { "\($0) 1/nm" })
        line("pixel angle", facts.calibration.pixelSizeMilliradian.map { "\($0) mrad" })
        if facts.calibration.pixelSizePerNanometre == nil, facts.calibration.pixelSizeMilliradian == nil {
            line("pixel size", "unknown")
        }
        line("voltage", facts.calibration.voltageKilovolts.map { "\($0) kV" } ?? "unknown")
        for told in facts.metadata { line(told.name, told.value) }
        line(
            "direct beam",
            facts.beam.map { "centre \($0.center[0]), \($0.center[1]), radius \($0.radius) pixels" } ?? "not found")
        line(
            "defects",
            "\(facts.hotPixels) hot, \(facts.deadPixels) dead pixels (in \(facts.surveyedPositions) patterns)")
        line(
            "sweep",
            facts.sweep.map {
                "about \(about(seconds: $0.seconds)) and \(max(1, $0.bytes >> 20)) MB for k = \($0.k[0])...\($0.k[1])"
            })
        line("missing", facts.missing?.sentence)
        for step in facts.preparation { line("prepared", step) }
        for guess in facts.guesses { line("assumed", guess) }
        let width = 2 + max(12, lines.map(\.name.count).max() ?? 0)
        for (name, value) in lines { print(name + String(repeating: " ", count: width - name.count) + value) }
    }
}
