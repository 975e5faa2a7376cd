import ArgumentParser
import DataCube
import Formats
import Questions

/// A pattern, written as NumPy array.
struct Pattern: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write one pattern, or the mean or maximum of many.",
        discussion: """
            Examples:
              braggart pattern scan.npy --at 31,34 -o pattern.npy
              braggart pattern scan.npy --mean --region 'rectangle(20,20,11,11)' -o mean.npy
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "The probe position: row,column.", transform: spelled(CalibrationSpelling.center))
    var at: DetectorPoint?
    @Flag(help: "The mean over all positions.") var mean = false
    @Flag(help: "The maximum over all positions.") var max = false
    @Option(
        help: "Only positions in this region of the scan, spelled like a detector.",
        transform: spelled(VirtualDetector.init(spelling:)))
    var region: VirtualDetector?
    @OptionGroup var output: OutputOptions
    @OptionGroup var computing: ComputingOptions
    @Flag(help: "One compact JSON object.") var json = false

    func validate() throws {
        guard [at != nil, mean, max].count(where: { $0 }) == 1 else {
            throw ValidationError("say one of --at ROW,COLUMN, --mean or --max")
        }
        if let at {
            guard at.row == at.row.rounded(), at.column == at.column.rounded(), abs(at.row) < 1e9, abs(at.column) < 1e9
            else { throw ValidationError("--at takes whole numbers: row,column") }
            if region != nil { throw ValidationError("--region goes with --mean or --max") }
        }
    }

    private func position(_ point: DetectorPoint, on cube: DataCube) throws(FormatError) -> ScanPosition {
        let position = ScanPosition(row: Int(point.row), column: Int(point.column))
        guard cube.scan.contains(position) else {
            throw FormatError(
                .doesNotFit, path: dataset.file,
                what: "position (\(position.row), \(position.column)) lies off the scan",
                remedy: "Rows are 0 to \(cube.scan.rows - 1), columns 0 to \(cube.scan.columns - 1)")
        }
        return position
    }

    private struct Result: Encodable {
        var output: String
        var detector: [Int]
        var values: Extremes
    }

    func run() throws {
        try output.check()
        let cube = try dataset.open().cube
        let request: Request =
            if let at {
                .pattern(try position(at, on: cube))
            } else {
                .summary(mean ? .mean : .maximum, region: region)
            }
        guard case .pattern(let pattern) = try answer(request, on: cube, computing) else { return }
        try NumpyArray(pattern).write(to: output.output, overwrite: output.overwrite)
        if json {
            try printJSON(
                Result(
                    output: output.output, detector: [pattern.shape.rows, pattern.shape.columns],
                    values: Extremes(pattern.values)))
        }
    }
}
