import DataCube

/// Headerless binary: frames as the user describes them.
struct RawFormat: CubeFormat {
    static let formatName = "raw"
    let name = RawFormat.formatName
    let extensions = ["raw", "bin"]
    let mark = "is described with --raw"

    /// Never by itself: only `OpenOptions.raw` says that a file is one.
    func recognise(header: [UInt8], path: String) -> Confidence { .none }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        guard let raw = options.raw else {
            throw FormatError(
                .doesNotFit, path: path, what: "headerless binary needs its layout described", remedy: "Give --raw")
        }
        let detector = raw.detector
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [], rows: detector.rows, columns: detector.columns, path: path, place: "--raw")
        guard raw.offset >= 0, raw.gap >= 0, raw.offset <= bytes.count, raw.gap <= bytes.count else {
            throw FormatError(
                .doesNotFit, path: path, place: "--raw",
                what: "offset \(raw.offset) and gap \(raw.gap) lie outside the file's \(bytes.count) bytes",
                remedy: "Both are counted in bytes")
        }
        if options.order == .maps { return try maps(raw, bytes, options) }
        let frame = detector.count * raw.elementType.byteCount
        let step = frame + raw.gap
        // A gap after the last frame may be missing.
        let room = bytes.count - raw.offset
        let whole = room < frame ? 0 : 1 + (room - frame) / step
        let rest = whole == 0 ? room : (room - frame) % step
        let remainder = rest == raw.gap ? 0 : rest
        let frames: Int
        if let scan = options.scan {
            frames =
                ScanLayout(scan, skipped: options.skippedFrames ?? 0, flyback: options.flyback ?? 0).frameCount ?? whole
        } else {
            frames = whole
            guard remainder == 0 else { throw misfit(raw, frames: nil, whole: whole, size: bytes.count, path: path) }
        }
        guard frames >= 1, frames <= whole,
            let layout = FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: whole), detector: detector, elementType: raw.elementType,
                byteOrder: raw.byteOrder, offset: raw.offset, gap: raw.gap),
            let source = MappedSource(file: bytes.file, layout: layout)
        else {
            throw misfit(raw, frames: options.scan == nil ? nil : frames, whole: whole, size: bytes.count, path: path)
        }
        var assembly = CubeAssembly(path: path, format: name)
        assembly.order = options.order
        if remainder > 0 { assembly.guesses.append("The last \(remainder) bytes of the file are not a whole frame.") }
        return try assembly.cube(source, options: options)
    }

    /// Scan maps one after the other, one for each pixel of the detector, `gap` bytes between them.
    private func maps(_ raw: RawLayout, _ bytes: FileBytes, _ options: OpenOptions) throws(FormatError) -> DataCube {
        guard let scan = options.scan else {
            throw FormatError(
                .doesNotFit, path: bytes.path, place: "--order maps",
                what: "where each scan map lies in one piece, only the scan's shape tells where the next begins",
                remedy: "Give --scan")
        }
        let frames = try CubeAssembly.checkedFrames(
            scanSizes: [scan.rows, scan.columns], rows: raw.detector.rows, columns: raw.detector.columns,
            path: bytes.path, place: "--scan")
        let width = raw.elementType.byteCount
        let map = frames * width + raw.gap
        let (row, overflow) = raw.detector.columns.multipliedReportingOverflow(by: map)
        let layout = FrameLayout(
            scan: scan, detector: raw.detector, elementType: raw.elementType, byteOrder: raw.byteOrder,
            offset: raw.offset, scanRowStride: scan.columns * width, scanColumnStride: width, detectorRowStride: row,
            detectorColumnStride: map)
        let expected = overflow ? nil : layout.extent?.upperBound
        guard let expected, let source = MappedSource(file: bytes.file, layout: layout) else {
            throw FormatError(
                .doesNotFit, path: bytes.path, place: "--raw",
                what: "\(raw.detector.count) maps of \(scan.rows) x \(scan.columns) \(raw.elementType.shortName) with "
                    + "offset \(raw.offset) and gap \(raw.gap) take "
                    + "\(expected.map(String.init) ?? "more than \(Int.max)") bytes, the file has \(bytes.count)",
                remedy: "Change detector, type, offset or gap in --raw, or --scan")
        }
        var assembly = CubeAssembly(path: bytes.path, format: name)
        assembly.order = .maps
        assembly.storedScan = scan
        let rest = bytes.count - expected
        if rest > 0, rest != raw.gap { assembly.guesses.append("The last \(rest) bytes of the file are no map's.") }
        return try assembly.cube(source, options: options)
    }

    /// The expected size beside the actual one.
    private func misfit(_ raw: RawLayout, frames: Int?, whole: Int, size: Int, path: String) -> FormatError {
        let frame = raw.detector.count * raw.elementType.byteCount
        let wanted = max(1, frames ?? whole + 1)
        let gaps = (wanted - 1).multipliedReportingOverflow(by: frame + raw.gap)
        let total = gaps.partialValue.addingReportingOverflow(raw.offset + frame)
        let expected = gaps.overflow || total.overflow ? "more than \(Int.max)" : String(total.partialValue)
        return FormatError(
            .doesNotFit, path: path, place: "--raw",
            what: "\(wanted) frames of \(raw.detector.rows) x \(raw.detector.columns) \(raw.elementType.shortName) "
                + "with offset \(raw.offset) and gap \(raw.gap) take \(expected) bytes, the file has \(size): "
                + "room for \(whole) whole frames",
            remedy: "Change detector, type, offset or gap in --raw, or give --scan a shape of at most \(whole) frames")
    }
}
