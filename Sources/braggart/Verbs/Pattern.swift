import ArgumentParser
import DataCube
import Formats
import Interface
import Questions
import Runtime

/// A pattern.
struct Pattern: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write one pattern, or the mean or maximum of many.",
        discussion: """
            Written as \(WriterCatalog.extensions(of: .pattern).joined(separator: ", ")), by the extension.

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
        try output.check(holding: .pattern)
        let opened = try dataset.open()
        let cube = opened.cube
        let request: Request =
            if let at {
                .pattern(try position(at, on: cube))
            } else {
                .summary(mean ? .mean : .maximum, region: region)
            }
        guard case .pattern(let pattern) = try answer(request, on: cube, computing) else { return }
        let which = at.map { "--at \(Int($0.row)),\(Int($0.column))" } ?? (mean ? "--mean" : "--max")
        var provenance = Provenance(
            opened,
            command: commandLine(
                ["pattern", quoted(dataset.file), opened.openingFlags, which]
                    + (region.map { ["--region", quoted($0.spelling)] } ?? []) + ["-o", quoted(output.output)]))
        provenance.region = region?.spelling
        var file = ResultFile(
            pattern, title: "pattern, \(which.dropFirst(2))", cube.calibration, provenance: provenance)
        try file.show { [$0.picture(of: pattern, $1.patternDisplay, cube.calibration)] }
        try output.write(file)
        if json {
            try printJSON(
                Result(
                    output: output.output, detector: [pattern.shape.rows, pattern.shape.columns],
                    values: Extremes(pattern.values)))
        }
    }
}
