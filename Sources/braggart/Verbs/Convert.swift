import ArgumentParser
import DataCube
import Engine
import Formats
import Foundation
import Interface
import Questions
import Runtime

/// A dataset in another format.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a dataset, or a part of it, in another format.",
        discussion: """
            \(Self.formats). Numbers keep their type where nothing changes them; summed pixels get a wider integer, \
            everything else float32. HDF5 files are cut into chunks of 4 x 4 positions and at most 1 MiB, so that one \
            pattern and one map are both read fast. The file appears when it is whole; Ctrl-C leaves nothing behind. A \
            .npy file has no place for calibration: it is kept beside it, as everything that is said about a dataset.

            Examples:
              braggart convert scan.mib scan.hspy
              braggart convert scan.npy small.emd --bin 2 --crop 20...107,20...107
              braggart convert scan.dm4 part.npy --region 'rectangle(31.5,31.5,20,20)'
            """)

    private static var formats: String {
        "Formats by the extension: "
            + WriterCatalog.cubeFormats.map { $0.extensions.map { ".\($0)" }.joined(separator: " ") }
            .joined(separator: ", ")
    }

    @OptionGroup var dataset: DatasetOptions
    @Argument(help: "The file to write.", completion: .file())
    var output: String
    @Option(
        help: "Its format, whatever its extension: \(WriterCatalog.cubeFormats.map(\.name).joined(separator: ", ")).")
    var format: String?
    @Option(
        help: "Only the positions of this rectangle of the scan, spelled like a detector.",
        transform: spelled(VirtualDetector.init(spelling:)))
    var region: VirtualDetector?
    @Option(
        help: "How the chunks of HDF5 files are packed: \(names(ChunkCompression.self)).",
        transform: named(ChunkCompression.self))
    var compression = ChunkCompression.gzip
    @Flag(help: "Replace a file that is there.") var overwrite = false
    @OptionGroup var computing: ComputingOptions
    @Flag(help: "One compact JSON object.") var json = false

    private struct Result: Encodable {
        var output: String
        var format: String
        var scan: [Int]
        var detector: [Int]
        var elementType: String
        var bytes: Int
    }

    func run() throws {
        let format = try WriterCatalog.cubeFormat(of: output, named: format)
        try AtomicFile.check(output, overwrite: overwrite)
        let opened = try dataset.open()
        try refuseItself()
        let export = try CubeExport(opened.cube, region: region, path: dataset.file)
        let cancellation = Cancellation()
        let interruption = Interruption(cancelling: cancellation)
        defer { interruption.stop() }
        var bar = ProgressBar()
        defer { bar.end() }
        let outline = export.outline(title: "")
        let isWritten = try WriterCatalog.write(
            export, to: output, as: format,
            title: URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent,
            provenance: provenance(opened),
            CubeFileOptions(compression: compression, threads: computing.count, overwrite: overwrite)
        ) { written in
            bar.show(
                Double(written) / Double(outline.scan.count), before: "patterns",
                after: "\(written) / \(outline.scan.count)")
            return !cancellation.isCancelled
        }
        guard isWritten else { throw EngineError.cancelled }
        try keepCalibration(outline.calibration, describesItself: format.describesItself)
        guard json else { return }
        let attributes = try FileManager.default.attributesOfItem(atPath: output)
        try printJSON(
            Result(
                output: output, format: format.name, scan: [outline.scan.rows, outline.scan.columns],
                detector: [outline.detector.rows, outline.detector.columns],
                elementType: outline.elementType.rawValue, bytes: (attributes[.size] as? NSNumber)?.intValue ?? 0))
    }

    /// A file that is replaced by itself would be read from what is being replaced the next time it is opened.
    private func refuseItself() throws {
        func identity(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        if identity(dataset.file) == identity(output) {
            throw FormatError(
                .exists, path: output, what: "is the dataset itself", remedy: "Give another name, then move it there")
        }
    }

    private func provenance(_ opened: OpenedDataset) -> Provenance {
        var words = ["convert", quoted(dataset.file), quoted(output), opened.openingFlags]
        if let region { words += ["--region", quoted(region.spelling)] }
        if let format { words += ["--format", format] }
        if compression != .gzip { words += ["--compression", compression.rawValue] }
        var provenance = Provenance(opened, command: commandLine(words))
        provenance.region = region?.spelling
        return provenance
    }

    /// What a file cannot say of itself is kept beside it; what was kept about a file that was replaced is forgotten.
    private func keepCalibration(_ calibration: Calibration, describesItself: Bool) throws {
        let store = DatasetStore(path: output)
        let settings = DatasetSettings(calibration: describesItself ? Calibration() : calibration)
        if try !settings.isEmpty || store.settings() != nil { try store.file(settings) }
    }
}
