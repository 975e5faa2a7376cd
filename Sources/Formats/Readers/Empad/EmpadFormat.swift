import DataCube

/// EMPAD .raw with its .xml: frames of 130 x 128 float32, whose last two rows are a footer; also without the footer, where
/// the scan's shape makes that sure. Either file opens both.
struct EmpadFormat: CubeFormat {
    let name = "EMPAD"
    let extensions = ["raw", "xml"]

    private static let detector = DetectorShape(rows: 128, columns: 128)
    private static let frameBytes = 128 * 128 * 4
    private static let footerBytes = 2 * 128 * 4

    /// The frames have no signature: a size that is a multiple of a frame's, and numbers that can be counts.
    func recognise(header: [UInt8], path: String) -> Confidence {
        if EmpadNotes.isLikely(header) { return .certain }
        guard Self.areCounts(header), let size = (try? FileBytes(path: path))?.count else { return .none }
        if let scan = EmpadNotes.scan(inName: CompanionFile.split(path).name),
            Self.footer(scan, size) != nil
        {
            return .possible
        }
        return size % (Self.frameBytes + Self.footerBytes) == 0 ? .possible : .none
    }

    /// Bytes behind each frame for which the scan takes the whole file; nil where it does not.
    private static func footer(_ scan: ScanShape, _ size: Int) -> Int? {
        [footerBytes, 0].first { scan.count.multipliedReportingOverflow(by: frameBytes + $0) == (size, false) }
    }

    /// Whether bytes can be float32 numbers of electrons: none tiny or huge, as other types taken for them are.
    private static func areCounts(_ header: [UInt8]) -> Bool {
        guard header.count >= 512 else { return false }
        return header.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - 3, by: 4).allSatisfy { offset in
                let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                let value = Float(bitPattern: bits)
                return value.isNaN || value == 0 || (1e-9...1e9).contains(abs(value))
            }
        }
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let (bytes, notes) = try files(path)
        let candidates =
            (notes?.scans ?? []) + [EmpadNotes.scan(inName: CompanionFile.split(bytes.path).name)].compactMap { $0 }
        let exact = candidates.first { Self.footer($0, bytes.count) != nil }
        let footer = exact.flatMap { Self.footer($0, bytes.count) } ?? Self.footerBytes
        let step = Self.frameBytes + footer
        // The last footer may be missing.
        let there = (bytes.count + footer) / step
        let series = notes?.series.map { ScanShape(rows: 1, columns: $0) }
        let said = exact ?? series ?? candidates.first
        let isCutShort = (bytes.count + footer) % step > footer
        let promised = max(1, said?.count ?? 0, there + (isCutShort ? 1 : 0))
        guard
            let layout = FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: promised), detector: Self.detector, elementType: .float32,
                byteOrder: .little, offset: 0, gap: footer)
        else {
            throw FormatError(
                .malformed, path: path, what: "a scan of \(promised) positions is not possible",
                remedy: "The XML is damaged; open the .raw file with --scan")
        }
        var assembly = CubeAssembly(path: path, format: name)
        assembly.storedScan = said
        assembly.calibration = notes?.calibration ?? Calibration()
        assembly.metadata = notes?.metadata ?? []
        assembly.guesses = notes?.guesses ?? []
        if let shape = options.scan ?? said, let step = notes?.scanStep(shape) {
            assembly.calibration.scanStep = step.columns
            if abs(step.rows - step.columns) > 1e-3 * step.columns {
                assembly.guesses.append(
                    "The scan's row step is \(step.rows) nm, its column step \(step.columns) nm: the column step is used."
                )
            }
        }
        if notes == nil {
            assembly.guesses.append(
                "No .xml file beside the data names them: they are taken as EMPAD frames because of their size.")
        }
        return try assembly.cube(MappedFrames(layout: layout, isFrameByFrame: true), in: bytes, options: options)
    }

    /// The frames and the notes about them, whichever of the two the path is.
    private func files(_ path: String) throws(FormatError) -> (FileBytes, EmpadNotes?) {
        let bytes = try FileBytes(path: path)
        guard try EmpadNotes.isLikely(bytes.prefix(FormatCatalog.headerLength)) else {
            return (bytes, EmpadNotes(of: path))
        }
        let notes = try EmpadNotes(readingFrom: path)
        guard let name = notes.rawName, !name.isEmpty, name != "..", name != "." else {
            throw FormatError(
                .malformed, path: path, place: "raw_file", what: "names no file with frames",
                remedy: "Open the .raw file itself")
        }
        let raw = CompanionFile.split(path).folder + "/" + name
        do {
            return (try FileBytes(path: raw), notes)
        } catch {
            throw FormatError(
                error.kind, path: path, place: "raw_file", what: "the frames in \(raw): \(error.what)",
                remedy: "Put the file there, or open the .raw file itself under the name it has now")
        }
    }
}
