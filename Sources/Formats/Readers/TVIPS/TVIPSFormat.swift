import DataCube

/// TVIPS recordings (.tvips, EM-TOOLS and EMMENU): frames with a header before each, in one file NAME_000.tvips or
/// several, of which only the first has a header of its own. Memory-mapped.
struct TVIPSFormat: CubeFormat {
    let name = "TVIPS"
    let extensions = ["tvips"]
    let mark = "begins with the length and version of its header, 256 and 1 or 2"

    /// Any file of a recording: a later one by the first that stands beside it.
    func recognise(header: [UInt8], path: String) -> Confidence {
        if let own = TVIPSHeader(header) { return own.isSigned ? .certain : .possible }
        guard let first = TVIPSParts(path)?.path(0), first != path, let bytes = try? FileBytes(path: first),
            let start = try? bytes.prefix(TVIPSHeader.length)
        else { return .none }
        return TVIPSHeader(start) == nil ? .none : .possible
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let files = try Self.files(path)
        guard let header = TVIPSHeader(try files[0].prefix(TVIPSHeader.length)) else {
            throw FormatError(.malformed, path: files[0].path, place: "byte 0", what: "no TVIPS header is there")
        }
        let record = header.recordLength
        var assembly = CubeAssembly(path: path, format: "\(name) version \(header.version)")
        var sources: [any FrameSource] = []
        /// The file and the byte position of a frame's header.
        var starts: [(bytes: FileBytes, first: Int, offset: Int)] = []
        var frames = 0
        for (index, bytes) in files.enumerated() {
            let offset = index == 0 ? TVIPSHeader.length : 0
            let whole = max(0, bytes.count - offset) / record
            let isCut = max(0, bytes.count - offset) % record != 0
            if isCut, index == files.count - 1 { assembly.promisedFrames = frames + whole + 1 }
            if isCut, index < files.count - 1 {
                assembly.guesses.append("\(bytes.path) ends inside a frame: positions behind it may be wrong.")
            }
            guard whole > 0,
                let layout = FrameLayout.contiguous(
                    scan: ScanShape(rows: 1, columns: whole), detector: header.detector,
                    elementType: header.elementType, byteOrder: .little, offset: offset + header.frameHeaderLength,
                    gap: header.frameHeaderLength),
                let source = MappedSource(file: bytes.file, layout: layout)
            else { continue }
            sources.append(source)
            starts.append((bytes, frames, offset))
            frames += whole
        }
        guard let source: any FrameSource = sources.count == 1 ? sources[0] : JoinedSource(sources) else {
            throw FormatError(
                .truncated(wholeFrames: 0, promised: nil), path: path, place: "byte \(files[0].count)",
                what: "the file ends before its first frame of \(record) bytes does", remedy: "Fetch it again")
        }
        /// The header before a frame.
        func frameHeader(_ frame: Int) throws(FormatError) -> TVIPSFrameHeader {
            let part = starts.last { $0.first <= frame } ?? starts[0]
            return try TVIPSFrameHeader(
                at: part.offset + (frame - part.first) * record, length: header.frameHeaderLength, in: part.bytes)
        }
        if header.version == 2, let scan = try TVIPSScan(frames: frames, frameHeader) {
            assembly.storedLayout = scan.layout
            if options.scan == nil {
                let shape = scan.layout.shape
                assembly.guesses.append(
                    "The frames' \(scan.evidence) is taken to say the scan: \(shape.rows) x \(shape.columns) from frame "
                        + "\(scan.layout.skipped) on (--scan and --skip give another).")
            }
        }
        if header.voltage > 0 { assembly.calibration.voltage = Double(header.voltage) }
        assembly.metadata = Self.metadata(header, mode: try frameHeader(0).mode, files: files.count)
        return try assembly.cube(source, options: options)
    }

    /// All files of the recording that a path belongs to, in order.
    private static func files(_ path: String) throws(FormatError) -> [FileBytes] {
        let own = try FileBytes(path: path)
        guard let parts = TVIPSParts(path) else { return [own] }
        // A file with a header of its own begins a recording, whatever its number.
        if parts.path(0) != path, TVIPSHeader(try own.prefix(TVIPSHeader.length)) != nil { return [own] }
        var files = [try FileBytes(path: parts.path(0))]
        while files.count < 1000, CompanionFile.exists(parts.path(files.count)) {
            files.append(try FileBytes(path: parts.path(files.count)))
        }
        return files
    }

    private static func metadata(_ header: TVIPSHeader, mode: Int, files: Int) -> [Metadatum] {
        var metadata: [Metadatum] = []
        if header.magnification > 0, mode == 1 {
            metadata.append(Metadatum("magnification", "\(header.magnification)"))
        }
        if header.magnification > 0, mode == 2 {
            metadata.append(Metadatum("camera length", metres: Double(header.magnification) / 1000))
        }
        if header.pixelSize > 0 { metadata.append(Metadatum("camera pixel", metres: Double(header.pixelSize) * 1e-9)) }
        if header.binning > 1 { metadata.append(Metadatum("camera binning", "\(header.binning)")) }
        if files > 1 { metadata.append(Metadatum("files", "\(files)")) }
        return metadata
    }
}

/// The names of a recording's files: NAME_000.tvips, NAME_001.tvips, …
private struct TVIPSParts {
    private let stem: Substring
    private let ending: Substring

    /// Nil for a path that is not named so.
    init?(_ path: String) {
        guard let dot = path.lastIndex(of: "."), path[dot...].lowercased() == ".tvips" else { return nil }
        let name = path[..<dot]
        let digits = name.suffix(3)
        guard digits.count == 3, digits.allSatisfy({ ("0"..."9").contains($0) }), name.dropLast(3).last == "_" else {
            return nil
        }
        stem = name.dropLast(3)
        ending = path[dot...]
    }

    func path(_ index: Int) -> String {
        let digits = String(index)
        return stem + String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ending
    }
}
