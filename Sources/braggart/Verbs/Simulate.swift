import ArgumentParser
import DataCube
import Engine
import Formats
import Questions
import Runtime

/// Simulated datasets with a known answer.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulate datasets whose answer is known.", subcommands: [Nanosheets.self])
}

/// Overlapping titanium oxide nanosheets, as in the founding paper.
struct Nanosheets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Overlapping titanium oxide nanosheets: pristine, partly reduced, folded, on a carbon background.",
        discussion: """
            Kinematical patterns of sheets with their own rotation, a strong direct beam, CCD streaks and counting noise. \
            The defaults are of the founding paper's size: 100 x 100 positions, 128 x 128 pixels.

            Examples:
              braggart simulate nanosheets -o sheets.npy --truth truth.npz
              braggart simulate nanosheets --scan 50x50 --detector 64x64 --gain 3 --descan 0.5 -o unkind.npy
            """)

    @Option(help: "Rows x columns of the scan.", transform: spelled(CalibrationSpelling.scanShape))
    var scan = ScanShape(rows: 100, columns: 100)
    @Option(help: "Rows x columns of the detector.", transform: spelled(CalibrationSpelling.scanShape))
    var detector = ScanShape(rows: 128, columns: 128)
    @Option(help: "The same seed gives the same dataset.") var seed: UInt64 = 1
    @Option(help: "Planted components, 3 to 10: a background, sheets, a reduced area, a fold.") var components = 7
    @Option(help: "Mean counts in the pattern of a bare position.") var dose = 30_000.0
    @Option(help: "Number type: u8, u16 or f32.") var type = "u16"
    @Option(help: "Stored units per count.") var gain = 1.0
    @Option(help: "Stored units where nothing arrives.") var offset = 0.0
    @Option(help: "Standard deviation of the camera's noise, stored units.") var readNoise = 0.0
    @Option(help: "Part of a pixel's counts that its neighbours share, 0 to 1.") var chargeSharing = 0.0
    @Option(help: "Wander of the pattern over the scan, pixels each way.") var descan = 0.0
    @Option(help: "Bending of the sheets, 0 to 3.") var bending = 0.0
    @Option(help: "Number of hot pixels.") var hotPixels = 0
    @Option(help: "Number of dead pixels.") var deadPixels = 0
    @Option(help: "Also write the planted components, distributions and defects.", completion: .file())
    var truth: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        try AtomicFile.check(output.output, overwrite: output.overwrite)
        if let truth { try AtomicFile.check(truth, overwrite: output.overwrite) }
        var parameters = NanosheetScene.Parameters()
        parameters.scan = scan
        parameters.detector = DetectorShape(rows: detector.rows, columns: detector.columns)
        parameters.seed = seed
        parameters.componentCount = components
        parameters.dose = dose
        guard
            let element = NanosheetScene.Parameters.elementTypes.first(where: {
                $0.shortName == type || $0.rawValue == type
            })
        else { throw ValidationError("--type is one of u8, u16, f32") }
        parameters.elementType = element
        parameters.gain = gain
        parameters.offset = offset
        parameters.readNoise = readNoise
        parameters.chargeSharing = chargeSharing
        parameters.descan = descan
        parameters.bending = bending
        parameters.hotPixels = hotPixels
        parameters.deadPixels = deadPixels
        let scene: NanosheetScene
        do throws(SimulationError) { scene = try NanosheetScene(parameters) } catch {
            throw ValidationError(error.description)
        }
        try WriterCatalog.write(
            CubeExport(scene.cube), to: output.output, as: NpyFileFormat(), title: "nanosheets",
            CubeFileOptions(threads: Threads.available, overwrite: output.overwrite))
        // The scene's calibration is kept with the dataset: a .npy file has no place for it.
        let store = DatasetStore(path: output.output)
        var settings = DatasetSettings()
        settings.calibration = Calibration(
            scanStep: scene.calibration.scanStep, pixelSize: scene.calibration.pixelSize,
            voltage: scene.calibration.voltage)
        try store.file(settings)
        if let truth { try Self.truth(scene).write(to: truth, overwrite: output.overwrite) }
    }

    /// components (k, rows, columns), distributions (k, rows, columns), names, and the defects' row-major indices.
    private static func truth(_ scene: NanosheetScene) -> NumpyArchive {
        var archive = NumpyArchive()
        let planted = scene.components
        let detector = scene.parameters.detector
        let scan = scene.parameters.scan
        archive["components"] = NumpyArray(
            shape: [planted.count, detector.rows, detector.columns],
            elements: .float32(planted.flatMap(\.pattern.values)))
        archive["distributions"] = NumpyArray(
            shape: [planted.count, scan.rows, scan.columns], elements: .float32(planted.flatMap(\.distribution.values)))
        archive["names"] = NumpyArray(planted.map(\.name).joined(separator: "\n"))
        archive["hot_pixels"] = NumpyArray(
            shape: [scene.hotPixels.count], elements: .int64(scene.hotPixels.map(Int64.init)))
        archive["dead_pixels"] = NumpyArray(
            shape: [scene.deadPixels.count], elements: .int64(scene.deadPixels.map(Int64.init)))
        return archive
    }
}
