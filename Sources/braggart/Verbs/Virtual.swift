import ArgumentParser
import Formats
import Questions

/// A virtual image, written as NumPy array.
struct Virtual: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sum every pattern over a virtual detector.",
        discussion: """
            Shapes, in pixels (row, column), integer at pixel centres: \(VirtualDetector.grammar).

            Examples:
              braggart virtual scan.npy --detector 'annulus(63.5,63.5,12,40)' -o map.npy
              braggart virtual scan.npy --detector 'disk(20,31,3) + disk(107,96,3)' -o spots.npy
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "The virtual detector.", transform: spelled(VirtualDetector.init(spelling:)))
    var detector: VirtualDetector
    @OptionGroup var output: OutputOptions
    @Flag(help: "One compact JSON object.") var json = false

    private struct Result: Encodable {
        var output: String
        var detector: String
        var pixels: Int
        var scan: [Int]
        var values: Extremes
    }

    func run() throws {
        try output.check()
        let cube = try dataset.open().cube
        guard case .map(let map) = try answer(.virtualImage(detector), on: cube) else { return }
        try NumpyArray(map).write(to: output.output, overwrite: output.overwrite)
        let pixels = detector.runs(on: cube.detector).count
        if pixels == 0 {
            note("note: the detector holds no pixel of the \(cube.detector.rows) x \(cube.detector.columns) pattern")
        }
        if json {
            try printJSON(
                Result(
                    output: output.output, detector: detector.spelling, pixels: pixels,
                    scan: [map.shape.rows, map.shape.columns], values: Extremes(map.values)))
        }
    }
}
