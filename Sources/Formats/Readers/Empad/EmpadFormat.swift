import DataCube

/// EMPAD .raw with its .xml: frames of 130 x 128 float32, whose last two rows are a footer; also without the footer, where
/// the scan's shape makes that sure. Either file opens both.
struct EmpadFormat: CubeFormat {
    let name = "EMPAD"
    let extensions = ["raw", "xml"]
    let mark = "is float32 numbers in frames of 66,560 bytes, or the XML that names them"

    /// The frames have no signature: a size that is a multiple of a frame's, and numbers that can be counts.
    func recognise(header: [UInt8], path: String) -> Confidence {
        if EmpadNotes.isLikely(header) { return .certain }
        guard Self.areCounts(header), let size = (try? FileBytes(path: path))?.count else { return .none }
        let named = EmpadNotes.scan(inName: CompanionFile.split(path).name)
        let isNamed = named.map { EmpadFrames.footer($0, size) != nil } ?? false
        return isNamed || size % (EmpadFrames.pixelBytes + EmpadFrames.footerBytes) == 0 ? .possible : .none
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
        let frames = EmpadFrames(bytes, notes)
        guard
            let layout = FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: frames.promised), detector: DetectorShape(rows: 128, columns: 128),
                elementType: .float32, byteOrder: .little, offset: 0, gap: frames.footer)
        else {
            throw FormatError(
                .malformed, path: path, what: "a scan of \(frames.promised) positions is not possible",
                remedy: "The XML is damaged; open the .raw file with --scan")
        }
        var assembly = CubeAssembly(path: path, format: name)
        assembly.storedScan = frames.scan
        if let notes {
            assembly.guesses = notes.guesses
            assembly.metadata = notes.metadata
            let steps = (options.scan ?? frames.scan).map { notes.steps($0) } ?? []
            assembly.calibration = Calibration(
                scan: steps, detector: [], shape: layout.detector, guesses: &assembly.guesses
            ).overridden(by: notes.calibration)
        } else {
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

/// How the frames of a file follow one another.
private struct EmpadFrames {
    static let pixelBytes = 128 * 128 * 4
    static let footerBytes = 2 * 128 * 4

    /// As the XML or the file's name says it; that one of several which the file's size bears out.
    let scan: ScanShape?
    /// Bytes behind each frame.
    let footer: Int
    /// How many there are to be.
    let promised: Int

    init(_ bytes: FileBytes, _ notes: EmpadNotes?) {
        let named = EmpadNotes.scan(inName: CompanionFile.split(bytes.path).name)
        let candidates = (notes?.scans ?? []) + [named].compactMap { $0 }
        let exact = candidates.first { Self.footer($0, bytes.count) != nil }
        footer = exact.flatMap { Self.footer($0, bytes.count) } ?? Self.footerBytes
        scan = exact ?? notes?.series.map { ScanShape(rows: 1, columns: $0) } ?? candidates.first
        // The last footer may be missing.
        let (whole, rest) = (bytes.count + footer).quotientAndRemainder(dividingBy: Self.pixelBytes + footer)
        promised = max(1, scan?.count ?? 0, whole + (rest > footer ? 1 : 0))
    }

    /// Bytes behind each frame for which the scan takes the whole file; nil where it does not.
    static func footer(_ scan: ScanShape, _ size: Int) -> Int? {
        [footerBytes, 0].first { scan.count.multipliedReportingOverflow(by: pixelBytes + $0) == (size, false) }
    }
}
