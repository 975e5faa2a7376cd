import DataCube

/// Norpix StreamPix sequences (.seq) of uncompressed grey images, also from Direct Electron's Celeritas. Memory-mapped.
///
/// Little-endian: 0xFEED, the name, then at byte 28 the version, 36 a description (UTF-16), 548 width, 552 height, 556
/// bits per pixel as stored and 560 as taken, 564 bytes of an image, 568 its format (100 grey), 572 images, 580 bytes
/// from one image to the next, 584 images per second, 620 packing. Images begin at byte 8192, before version 5 at 1024,
/// each with its time behind it. After Norpix' sequence file format as PIMS and LiberTEM follow it.
struct StreamPixFormat: CubeFormat {
    let name = "StreamPix seq"
    let extensions = ["seq"]
    let mark = "begins with 0xFEED"

    private static let signature: [UInt8] = [0xED, 0xFE, 0, 0]

    func recognise(header: [UInt8], path: String) -> Confidence {
        guard header.starts(with: Self.signature), header.count >= 1024 else { return .none }
        // The name, which newer versions may leave out.
        return header[4..<28].starts(with: Array("Norpix seq".utf16).flatMap { [UInt8($0), 0] }) ? .certain : .possible
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        func number(_ place: Int) throws(FormatError) -> Int { Int(try bytes.integer(UInt32.self, at: place, .little)) }
        let version = Int(try bytes.integer(Int32.self, at: 28, .little))
        let (columns, rows) = (try number(548), try number(552))
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [], rows: rows, columns: columns, path: path, place: "byte 548")
        let detector = DetectorShape(rows: rows, columns: columns)
        let elementType = try Self.elementType(bytes, detector)
        let size = detector.count * elementType.byteCount
        let step = try number(580)
        guard step >= size else {
            throw FormatError(
                .malformed, path: path, place: "byte 580",
                what: "images of \(size) bytes are said to follow each other after \(step)",
                remedy: "The file is damaged; fetch it again")
        }
        let start = version >= 5 ? 8192 : 1024
        let room = max(0, bytes.count - start)
        // The time behind the last image may be missing.
        let whole = room < size ? 0 : 1 + (room - size) / step
        let promised = try number(572)
        let frames = promised > 0 ? promised : whole
        guard frames > 0,
            let layout = FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: frames), detector: detector, elementType: elementType,
                byteOrder: .little, offset: start, gap: step - size)
        else {
            throw FormatError(
                .truncated(wholeFrames: 0, promised: nil), path: path, place: "byte \(bytes.count)",
                what: "the file ends before its first image of \(size) bytes does", remedy: "Fetch it again")
        }
        var assembly = CubeAssembly(path: path, format: name)
        assembly.metadata = try Self.metadata(bytes)
        for (suffix, what) in [(".dark.mrc", "dark"), (".gain.mrc", "gain")] where CompanionFile.exists(path + suffix) {
            assembly.guesses.append(
                "The \(what) reference beside the file is not applied: the patterns are taken to be corrected.")
        }
        return try assembly.cube(MappedFrames(layout: layout, isFrameByFrame: true), in: bytes, options: options)
    }

    /// - Throws: `unsupported` for colours and packed images.
    private static func elementType(_ bytes: FileBytes, _ detector: DetectorShape) throws(FormatError) -> ElementType {
        func number(_ place: Int) throws(FormatError) -> Int { Int(try bytes.integer(UInt32.self, at: place, .little)) }
        let packing = try number(620)
        guard packing == 0 else {
            throw FormatError(
                .unsupported, path: bytes.path, place: "byte 620",
                what: "the images are compressed (method \(packing))",
                remedy: "Export the sequence uncompressed from StreamPix")
        }
        let bits = try number(556)
        let format = try number(568)
        guard let type = [8: ElementType.uint8, 16: .uint16][bits], format == 0 || format == 100,
            try number(564) == detector.count * type.byteCount
        else {
            throw FormatError(
                .unsupported, path: bytes.path, place: "byte 556",
                what: "the images are of \(bits) bits per pixel in format \(format), \(try number(564)) bytes each",
                remedy: "Export the sequence as grey values of 8 or 16 bits")
        }
        return type
    }

    private static func metadata(_ bytes: FileBytes) throws(FormatError) -> [Metadatum] {
        var metadata: [Metadatum] = []
        let rate = Double(bitPattern: try bytes.integer(UInt64.self, at: 584, .little))
        if rate > 0, rate.isFinite { metadata.append(Metadatum("frame time", seconds: 1 / rate)) }
        let real = try bytes.integer(UInt32.self, at: 560, .little)
        if (1...16).contains(real) { metadata.append(Metadatum("bit depth", "\(real)")) }
        var text: [UInt16] = []
        for place in stride(from: 36, to: 548, by: 2) {
            let unit = try bytes.integer(UInt16.self, at: place, .little)
            if unit == 0 { break }
            text.append(unit)
        }
        if !text.isEmpty { metadata.append(Metadatum("description", String(decoding: text, as: UTF16.self))) }
        return metadata
    }
}
