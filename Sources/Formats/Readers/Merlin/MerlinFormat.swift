import DataCube

/// Quantum Detectors Merlin .mib with counted pixels (U08, U16, U32; big-endian), a header before each frame. Rows run
/// from the bottom up in the file. The scan's shape comes from the .hdr beside it.
struct MerlinFormat: CubeFormat {
    let name = "Merlin mib"
    let extensions = ["mib"]

    func recognise(header: [UInt8], path: String) -> Confidence {
        header.starts(with: MerlinHeader.signature) ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        let header = try MerlinHeader(bytes)
        let detector = header.detector
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [], rows: detector.rows, columns: detector.columns, path: path, place: "header")
        let row = detector.columns * header.elementType.byteCount
        let frame = header.length + row * detector.rows
        let whole = bytes.count / frame
        let notes = MerlinNotes(beside: path)
        let frames = max(1, notes?.frames ?? 0, whole + (bytes.count % frame == 0 ? 0 : 1))
        let layout = FrameLayout(
            scan: ScanShape(rows: 1, columns: frames), detector: detector, elementType: header.elementType,
            byteOrder: .big, offset: header.length + row * (detector.rows - 1), scanRowStride: 0,
            scanColumnStride: frame, detectorRowStride: -row, detectorColumnStride: header.elementType.byteCount)
        var assembly = CubeAssembly(path: path, format: name)
        if let known = notes?.scan(frames: frames) {
            assembly.storedScan = known.shape
            if let guess = known.guess, options.scan == nil { assembly.guesses.append(guess) }
        }
        return try assembly.cube(
            MappedFrames(layout: layout, isFrameByFrame: true), in: bytes, options: options)
    }
}
