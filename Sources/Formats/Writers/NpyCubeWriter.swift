import DataCube
import Glibc

/// Writes a dataset as a 4D .npy file, frame after frame.
final class NpyCubeWriter: CubeWriter {
    let unit = ScanShape(rows: 1, columns: 1)
    private let outline: CubeOutline
    private let file: AtomicFile
    private let descriptor: Int32
    /// Row-major index of the position that comes next.
    private var next = 0

    /// Writes the header.
    init(_ outline: CubeOutline, path: String, overwrite: Bool) throws(FormatError) {
        let file = try AtomicFile(path: path, overwrite: overwrite)
        let descriptor = try file.create()
        let type = outline.elementType
        let kind = type.isInteger ? (type.rawValue.hasPrefix("u") ? "u" : "i") : "f"
        let mark = type.byteCount == 1 ? "|" : ByteOrder.native == .little ? "<" : ">"
        let header = NpyHeader(
            descr: "\(mark)\(kind)\(type.byteCount)",
            shape: [outline.scan.rows, outline.scan.columns, outline.detector.rows, outline.detector.columns])
        guard header.bytes.withUnsafeBytes({ AtomicFile.writeAll($0, to: descriptor) }) else {
            let failure = file.failure()
            close(descriptor)
            throw failure
        }
        self.outline = outline
        self.file = file
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func write(_ block: CubeBlock) throws(FormatError) {
        let scan = outline.scan
        let frames = block.rows.count * block.columns.count
        // Frames that follow each other in the file: whole rows, or a part of one.
        let isRun = block.columns.count == scan.columns || block.rows.count == 1
        guard isRun, block.rows.lowerBound * scan.columns + block.columns.lowerBound == next,
            block.frames.count == frames * outline.frameBytes, frames <= scan.count - next
        else {
            throw FormatError(
                .doesNotFit, path: file.path,
                what: "rows \(block.rows), columns \(block.columns) of the scan do not follow frame \(next)")
        }
        guard AtomicFile.writeAll(block.frames, to: descriptor) else { throw file.failure() }
        next += frames
    }

    func finish() throws(FormatError) {
        try outline.check(written: next, path: file.path)
        try file.publish()
    }
}

extension CubeOutline {
    /// - Throws: `doesNotFit` unless so many frames are all.
    func check(written frames: Int, path: String) throws(FormatError) {
        guard frames == scan.count else {
            throw FormatError(
                .doesNotFit, path: path,
                what: "\(frames) frames were written of the \(scan.count) that the scan has")
        }
    }
}

/// NumPy's own format: one array, nothing else.
public struct NpyFileFormat: CubeFileFormat {
    public let name = "npy"
    public let extensions = ["npy"]
    public let describesItself = false

    public init() {}

    public func writer(_ outline: CubeOutline, path: String, _ options: CubeFileOptions) throws(FormatError)
        -> any CubeWriter
    {
        try NpyCubeWriter(outline, path: path, overwrite: options.overwrite)
    }
}
