import DataCube

/// Quantum Detectors Merlin .mib: a header before each frame, counted pixels (U08, U16, U32; big-endian) or raw ones
/// (R64). Counted images run from the bottom up. What the .hdr beside the file and the frames' times say gives the scan.
struct MerlinFormat: CubeFormat {
    let name = "Merlin mib"
    let extensions = ["mib", "hdr"]
    let mark = "begins with MQ1, (its notes with HDR, and the .mib beside them)"

    func recognise(header: [UInt8], path: String) -> Confidence {
        if header.starts(with: MerlinHeader.signature) { return .certain }
        return header.starts(with: MerlinNotes.signature) && CompanionFile.path(beside: path, extension: "mib") != nil
            ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        var bytes = try FileBytes(path: path)
        if try bytes.prefix(4) == MerlinNotes.signature, let data = CompanionFile.path(beside: path, extension: "mib") {
            bytes = try FileBytes(path: data)
        }
        let header = try MerlinHeader(bytes)
        let notes = try MerlinNotes(beside: bytes.path)
        let packing = header.pixels == .raw ? try MerlinPacking(header, notes: notes, path: bytes.path) : nil
        let single = Self.frame(header, packing)
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [], rows: header.height, columns: header.width, path: bytes.path, place: "header")

        let step = single.scanColumnStride
        let whole = bytes.count / step
        let frames = max(1, notes?.frames ?? 0, whole + (bytes.count % step == 0 ? 0 : 1))
        let clock = MerlinClock(bytes: bytes, step: step, frames: frames)
        var layout = single
        layout.scan = ScanShape(rows: 1, columns: frames)
        var assembly = CubeAssembly(path: path, format: name)
        assembly.promisedFrames = frames
        if options.scan == nil, let scan = MerlinScan(notes: notes, clock: clock, frames: frames) {
            assembly.storedLayout = scan.layout
            assembly.guesses = scan.guesses
        }
        if let guess = packing?.guess { assembly.guesses.append(guess) }
        assembly.metadata = Self.metadata(header, notes, clock)
        let mapped = try MappedFrames(layout: layout, isFrameByFrame: true).source(in: bytes)
        guard let packing else { return try assembly.cube(mapped, options: options) }
        layout.scan = ScanShape(rows: 1, columns: mapped.frameCount)
        return try assembly.cube(
            MerlinRawSource(file: bytes.file, packing: packing, layout: layout), options: options)
    }

    /// The first frame: its pixels from the bottom up, or where it is packed its bytes.
    private static func frame(_ header: MerlinHeader, _ packing: MerlinPacking?) -> FrameLayout {
        let single = ScanShape(rows: 1, columns: 1)
        guard case .counted(let type) = header.pixels else {
            let size = packing?.frameBytes ?? 0
            return FrameLayout(
                scan: single, detector: DetectorShape(rows: 1, columns: size), elementType: .uint8, byteOrder: .big,
                offset: header.length, scanRowStride: 0, scanColumnStride: header.length + size,
                detectorRowStride: size, detectorColumnStride: 1)
        }
        let row = header.width * type.byteCount
        return FrameLayout(
            scan: single, detector: DetectorShape(rows: header.height, columns: header.width), elementType: type,
            byteOrder: .big, offset: header.length + row * (header.height - 1), scanRowStride: 0,
            scanColumnStride: header.length + row * header.height, detectorRowStride: -row,
            detectorColumnStride: type.byteCount)
    }

    private static func metadata(_ header: MerlinHeader, _ notes: MerlinNotes?, _ clock: MerlinClock) -> [Metadatum] {
        var metadata: [Metadatum] = []
        if let time = header.time {
            metadata.append(Metadatum("acquired", time.text))
            if let exposure = time.exposure { metadata.append(Metadatum("exposure", seconds: exposure / 1e9)) }
        }
        if let interval = clock.interval(0), interval > 0 {
            metadata.append(Metadatum("frame interval", seconds: Double(interval) / 1e9))
        }
        metadata.append(Metadatum("layout of chips", header.layout))
        if let depth = header.counterDepth ?? notes?.counterDepth {
            metadata.append(Metadatum("counter depth", "\(depth) bit"))
        }
        if !header.thresholds.isEmpty {
            let keV = header.thresholds.map(Metadatum.plain).joined(separator: ", ")
            metadata.append(Metadatum("thresholds", keV + " keV"))
        }
        if let number = header.frameNumber, number > 1 {
            metadata.append(Metadatum("first frame's number", "\(number)"))
        }
        return metadata + (notes?.metadata ?? [])
    }
}
