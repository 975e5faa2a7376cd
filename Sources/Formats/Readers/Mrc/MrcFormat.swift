import DataCube

/// MRC stacks of patterns; of Direct Electron movies also what the files beside them say. Rows are shown in the order of
/// the file, as others do.
struct MrcFormat: CubeFormat {
    let name = "MRC"
    let extensions = ["mrc", "mrcs", "st"]
    let mark = "has MAP at byte 208, or is exactly as long as its header says"

    /// Files without the format's name have to be exactly as long as their header says.
    func recognise(header: [UInt8], path: String) -> Confidence {
        guard let head = MrcHeader(header) else { return .none }
        if head.isNamed { return .certain }
        return head.wholeSize.map { (try? FileBytes(path: path))?.count == $0 } == true ? .possible : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        guard let header = MrcHeader(try bytes.prefix(MrcHeader.length)) else {
            throw FormatError(
                .malformed, path: path, place: "byte 0", what: "no MRC header is there",
                remedy: "The file is damaged; fetch it again")
        }
        let notes = try DirectElectronNotes(beside: path)
        let microscope = try MrcMicroscope(header, bytes)
        var assembly = CubeAssembly(path: path, format: name)
        var type = try header.elementType(path: path)
        if type == .int8, notes?.hasUnsignedBytes == true {
            type = .uint8
            assembly.guesses.append("Its 8-bit counts are taken to have no sign, as Direct Electron writes them.")
        }
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [header.frames], rows: header.rows, columns: header.columns, path: path, place: "bytes 0 to 11")
        let detector = DetectorShape(rows: header.rows, columns: header.columns)
        guard
            let layout = FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: header.frames), detector: detector, elementType: type,
                byteOrder: header.byteOrder, offset: header.dataOffset)
        else {
            throw FormatError(
                .malformed, path: path, place: "bytes 0 to 11", what: "\(header.frames) frames are not possible",
                remedy: "The file is damaged; fetch it again")
        }
        assembly.calibration = microscope.calibration
        assembly.metadata = microscope.metadata
        if let notes {
            assembly.calibration = assembly.calibration.overridden(
                by: notes.calibration(detector, guesses: &assembly.guesses))
            assembly.metadata += notes.metadata
            let scan = notes.scan(frames: header.frames)
            assembly.storedScan = scan.shape
            if let guess = scan.guess, options.scan == nil { assembly.guesses.append(guess) }
        } else if let image = Self.virtualImage(beside: path, frames: header.frames) {
            assembly.storedScan = image.scan
            if options.scan == nil {
                assembly.guesses.append("The scan's shape is that of the virtual image \(image.name).")
            }
        }
        let mapped = try MappedFrames(layout: layout, isFrameByFrame: true).source(in: bytes)
        assembly.promisedFrames = max(header.frames, assembly.storedScan?.count ?? 0)
        return try assembly.cube(mapped, options: options)
    }

    /// An image that Direct Electron's software saved of the same scan, of as many pixels as there are frames.
    private static func virtualImage(beside path: String, frames: Int) -> (scan: ScanShape, name: String)? {
        guard frames > 1, CompanionFile.stem(of: path).hasSuffix("_movie") else { return nil }
        let (folder, _) = CompanionFile.split(path)
        let starts = DirectElectronNotes.stems(of: path).map { CompanionFile.split($0).name + "_" }
        for name in CompanionFile.names(in: folder).sorted()
        where name.hasSuffix(".mrc") && !name.hasSuffix("_movie.mrc") {
            guard starts.contains(where: name.hasPrefix), let bytes = try? FileBytes(path: folder + "/" + name),
                let head = try? bytes.prefix(MrcHeader.length), let image = MrcHeader(head), image.frames == 1,
                image.rows > 1, image.rows * image.columns == frames
            else { continue }
            return (ScanShape(rows: image.rows, columns: image.columns), name)
        }
        return nil
    }
}
