import DataCube

/// Headerless binary: frames as the user describes them.
struct RawFormat: CubeFormat {
    static let formatName = "raw"
    let name = RawFormat.formatName
    let extensions = ["raw", "bin"]

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
        if remainder > 0 { assembly.guesses.append("The last \(remainder) bytes of the file are not a whole frame.") }
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
