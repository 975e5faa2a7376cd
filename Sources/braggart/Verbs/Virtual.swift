import ArgumentParser
import DataCube
import Formats
import Interface
import Questions
import Runtime

/// A virtual image.
struct Virtual: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sum every pattern over a virtual detector.",
        discussion: """
            Shapes, in pixels (row, column), integer at pixel centres: \(VirtualDetector.grammar).

            Written as \(WriterCatalog.extensions(of: .map).joined(separator: ", ")), by the extension.

            With --repeat the image is computed so often and each time measured: with --json, medianMilliseconds, \
            fastestMilliseconds and milliseconds (each) are of the imaging alone, from the open file to the sums, and \
            gigabytesPerSecond is the speed at which the detector's pixels were read in the median. Nothing need be \
            written then.

            Examples:
              braggart virtual scan.npy --detector 'annulus(63.5,63.5,12,40)' -o map.npy
              braggart virtual scan.npy --detector 'disk(20,31,3) + disk(107,96,3)' -o spots.npy
              braggart virtual scan.npy --detector 'annulus(63.5,63.5,12,40)' --repeat 9 --json
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "The virtual detector.", transform: spelled(VirtualDetector.init(spelling:)))
    var detector: VirtualDetector
    @Option(name: [.short, .long], help: "The file to write.", completion: .file())
    var output: String?
    @Flag(help: "Replace a file that is there.")
    var overwrite = false
    @Option(name: .customLong("repeat"), help: ArgumentHelp("Compute so often, and measure.", valueName: "n"))
    var repeats: Int?
    @OptionGroup var computing: ComputingOptions
    @Flag(help: "One compact JSON object.") var json = false

    func validate() throws {
        if output == nil, repeats == nil { throw ValidationError("say where the map goes: -o FILE") }
        if let repeats, !(1...100_000).contains(repeats) { throw ValidationError("--repeat takes 1 to 100000") }
    }

    private struct Result: Encodable {
        var output: String?
        var detector: String
        var pixels: Int
        var scan: [Int]
        var values: Extremes
        var threads: Int
        var repeats: Int?
        var medianMilliseconds: Double?
        var fastestMilliseconds: Double?
        var milliseconds: [Double]?
        var gigabytesPerSecond: Double?
    }

    func run() throws {
        if let output { try WriterCatalog.check(output, holding: .map, overwrite: overwrite) }
        let opened = try dataset.open()
        let cube = opened.cube
        var milliseconds: [Double] = []
        var map = ScanMap(shape: cube.scan, values: Array(repeating: 0, count: cube.scan.count))
        for _ in 0..<(repeats ?? 1) {
            let began = ContinuousClock.now
            guard case .map(let image) = try answer(.virtualImage(detector), on: cube, computing) else { return }
            milliseconds.append((ContinuousClock.now - began) / .milliseconds(1))
            map = image
        }
        if let output {
            let command = commandLine([
                "virtual", quoted(dataset.file), opened.openingFlags, "--detector", quoted(detector.spelling), "-o",
                quoted(output),
            ])
            var file = ResultFile(
                map, detector: detector, cube.calibration,
                provenance: Provenance(opened, command: command))
            try file.show { [$0.picture(of: map, $1.mapDisplay, cube.calibration)] }
            try WriterCatalog.write(file, to: output, overwrite: overwrite)
        }
        let pixels = detector.runs(on: cube.detector).count
        if pixels == 0 {
            note("note: the detector holds no pixel of the \(cube.detector.rows) x \(cube.detector.columns) pattern")
        }
        var result = Result(
            output: output, detector: detector.spelling, pixels: pixels, scan: [map.shape.rows, map.shape.columns],
            values: Extremes(map.values), threads: computing.count)
        if let repeats {
            let sorted = milliseconds.sorted()
            let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            result.repeats = repeats
            result.milliseconds = milliseconds
            result.medianMilliseconds = median
            result.fastestMilliseconds = sorted[0]
            result.gigabytesPerSecond =
                Double(pixels * cube.elementType.byteCount) * Double(cube.scan.count) / median / 1e6
            if !json {
                print("median \(median) ms, fastest \(sorted[0]) ms of \(repeats) with \(computing.count) threads")
            }
        }
        if json { try printJSON(result) }
    }
}
