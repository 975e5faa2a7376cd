import DataCube

/// Frames of a mapped file: laid out by strides when they are all there, else as many as are whole.
struct MappedFrames {
    /// The layout's scan may be `1 x frames`.
    let layout: FrameLayout
    /// True when frames follow one another, so that the first of a truncated file can be used.
    let isFrameByFrame: Bool

    /// All frames; of a file that ends early those that are whole, in one row.
    /// - Throws: `truncated` when the file ends before its first frame does, or early with frames that do not follow one
    ///   another.
    func source(in bytes: FileBytes) throws(FormatError) -> MappedSource {
        if let source = MappedSource(file: bytes.file, layout: layout) { return source }
        let whole = wholeFrames(in: bytes.count)
        var part = layout
        part.scan = ScanShape(rows: 1, columns: whole)
        if whole > 0, let source = MappedSource(file: bytes.file, layout: part) { return source }
        throw FormatError.noWholeFrame(
            of: layout.scan.count, whole: wholeFrames(in: bytes.count), path: bytes.path, place: "byte \(bytes.count)")
    }

    /// How many frames end before `count`, where frames follow one another.
    private func wholeFrames(in count: Int) -> Int {
        guard isFrameByFrame, layout.scanColumnStride > 0 else { return 0 }
        let (row, overflow) = layout.scan.columns.multipliedReportingOverflow(by: layout.scanColumnStride)
        guard layout.scan.rows == 1 || !overflow && layout.scanRowStride == row else { return 0 }
        var single = layout
        single.scan = ScanShape(rows: 1, columns: 1)
        guard let extent = single.extent, extent.upperBound <= count else { return 0 }
        return min(layout.scan.count, 1 + (count - extent.upperBound) / layout.scanColumnStride)
    }
}

extension FormatError {
    /// A file ends before its first frame does, or early with frames that cannot be told from one another.
    static func noWholeFrame(of promised: Int, whole: Int = 0, path: String, place: String) -> FormatError {
        FormatError(
            .truncated(wholeFrames: whole, promised: promised), path: path, place: place,
            what: "the file ends early: \(whole) whole frames are there, of \(promised)",
            remedy: "Fetch it again; what is there cannot be used")
    }
}
