import ArgumentParser
import DataCube
import Formats
import Questions
import Runtime

/// The file and what a command line may say about it; the same for every verb that opens a dataset.
struct DatasetOptions: ParsableArguments {
    @Argument(help: "The dataset.", completion: .file(), transform: { withoutFinalSlash($0) })
    var file: String

    @Option(
        help: "Rows x columns of the scan, where the file does not say: 100x100.",
        transform: spelled(CalibrationSpelling.scanShape))
    var scan: ScanShape?

    @Option(
        help: ArgumentHelp("Frames before the first position's, which are left out.", valueName: "n"),
        transform: spelled(CalibrationSpelling.frameCount))
    var skipFrames: Int?

    @Option(
        help: ArgumentHelp(
            "Frames behind each scan row, taken while the probe returned, which are left out.", valueName: "n"),
        transform: spelled(CalibrationSpelling.frameCount))
    var flyback: Int?

    @Option(help: "The dataset inside the file, where there are several: /entry/data.")
    var dataset: String?

    @Option(
        help: ArgumentHelp("How a raw file lies: \(RawLayout.grammar).", valueName: "layout"),
        transform: spelled(RawLayout.init(spelling:)))
    var raw: RawLayout?

    @Option(
        help: ArgumentHelp(
            "What lies in one piece where the file does not say it: \(names(StorageOrder.self)).", valueName: "order"),
        transform: spelled(CalibrationSpelling.order))
    var order: StorageOrder?

    @Option(help: "Distance between probe positions: 5nm.", transform: spelled(CalibrationSpelling.scanStep))
    var scanStep: Double?

    @Option(
        help: "Width of a detector pixel, before binning: 0.14/nm or 0.5mrad.",
        transform: spelled(CalibrationSpelling.pixelSize))
    var pixelSize: PixelSize?

    @Option(help: "Acceleration voltage: 80kV.", transform: spelled(CalibrationSpelling.voltage))
    var voltage: Double?

    @Option(
        help: "Centre of the direct beam in pixels of the whole detector: 63.5,63.5 (row,column).",
        transform: spelled(CalibrationSpelling.center))
    var center: DetectorPoint?

    @Option(
        help: ArgumentHelp(
            "How the scan is laid: as-stored, transposed, rows-reversed, columns-reversed, joined by +.",
            valueName: "plane"),
        transform: spelled(CalibrationSpelling.plane))
    var scanOrientation: PlaneOrientation?

    @Option(
        help: ArgumentHelp("How the patterns are laid, in the same words.", valueName: "plane"),
        transform: spelled(CalibrationSpelling.plane))
    var patternOrientation: PlaneOrientation?

    @OptionGroup(title: "Preparation, kept with the dataset like everything above")
    var preparation: PreparationOptions

    /// How the dataset is opened.
    func opening() throws(FormatError) -> Opening {
        var settings = DatasetSettings(
            calibration: Calibration(
                scanStep: scanStep, pixelSize: pixelSize, voltage: voltage, center: center),
            preparation: preparation.said)
        if scanOrientation != nil || patternOrientation != nil {
            let kept = try DatasetStore(path: file).settings()?.orientation ?? .identity
            settings.orientation = Orientation(
                scan: scanOrientation ?? kept.scan, pattern: patternOrientation ?? kept.pattern)
        }
        let options = OpenOptions(
            scan: scan, skippedFrames: skipFrames, flyback: flyback, dataset: dataset, raw: raw, order: order)
        return Opening(path: file, options: options, settings: settings)
    }

    /// Opens the dataset.
    func open() throws(FormatError) -> OpenedDataset {
        let opened = try opening().open()
        if let unkept = opened.unkept { note(unkept) }
        return opened
    }
}

/// A transform that turns a refused spelling into a usage error.
func spelled<Value>(
    _ read: @escaping @Sendable (String) throws(SpellingError) -> Value
) -> @Sendable (String) throws -> Value {
    { text in
        do throws(SpellingError) { return try read(text) } catch { throw ValidationError(error.description) }
    }
}

/// Where a result goes.
struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The file to write.", completion: .file())
    var output: String

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    /// Refuses before any work is done what would be refused at its end.
    /// - Throws: `FormatError` for a file that is there, or an extension that does not hold such a result.
    func check(holding kind: ResultKind) throws(FormatError) {
        try WriterCatalog.check(output, holding: kind, overwrite: overwrite)
    }

    /// Writes a result in the format that the extension stands for.
    func write(_ result: ResultFile) throws(FormatError) {
        try WriterCatalog.write(result, to: output, overwrite: overwrite)
    }
}

/// A path as shells complete that of a folder, which ends in a slash: what is kept beside a dataset is named after it.
private func withoutFinalSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
}
