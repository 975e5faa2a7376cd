import DataCube

/// TIFF and BigTIFF stacks: a page for each pattern, or one page with all patterns behind it (ImageJ). Plain pages at
/// equal distances are mapped, others are decoded by libtiff.
struct TIFFFormat: CubeFormat {
    let name = "TIFF"
    let extensions = ["tif", "tiff", "btf"]
    let mark = "begins with II or MM, and then 42 or 43"

    func recognise(header: [UInt8], path: String) -> Confidence { Self.header(header) == nil ? .none : .certain }

    private static func header(_ start: [UInt8]) -> TIFFHeader? {
        TIFFHeader.signatures.first { start.starts(with: $0.bytes) }?.header
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        guard let header = Self.header(try bytes.prefix(8)) else {
            throw FormatError(.malformed, path: path, place: "byte 0", what: "no TIFF header is there")
        }
        let pages = try TIFFPages(header, in: bytes)
        let description = TIFFDescription(
            try pages.first.text(.imageDescription) ?? "", detector: pages.form.detector)
        var assembly = CubeAssembly(
            path: path, format: description.flavour ?? (header.isBig ? "BigTIFF" : "TIFF"))
        assembly.calibration.pixelSize = try Self.pixelSize(pages.first, unit: description.unit)
        for (name, tag) in [("software", TIFFTag.software), ("date", .dateTime)] {
            guard let text = try pages.first.text(tag), !text.isEmpty else { continue }
            assembly.metadata.append(Metadatum(name, text))
        }
        if let breakage = pages.breakage { assembly.guesses.append(breakage) }
        let isAlone = pages.directories.count == 1 && pages.pixels != nil
        let images = isAlone ? description.imagesBehindOne ?? 1 : pages.directories.count
        Self.settle(description, frames: images, options, &assembly)
        if let frames = try Self.plainFrames(pages, images, path) {
            return try assembly.cube(frames, in: bytes, options: options)
        }
        assembly.promisedFrames = pages.directories.count
        let whole = try Self.wholePages(pages, in: bytes)
        guard whole > 0 else {
            throw FormatError(
                .truncated(wholeFrames: 0, promised: pages.directories.count), path: path,
                place: "byte \(bytes.count)", what: "the file ends before the pixels of its first page do",
                remedy: "Fetch it again; what is there cannot be used")
        }
        return try assembly.cube(TIFFSource(pages, count: whole, in: bytes), options: options)
    }

    /// The scan's shape, where the description tells of two axes that make up the frames.
    private static func settle(
        _ description: TIFFDescription, frames: Int, _ options: OpenOptions, _ assembly: inout CubeAssembly
    ) {
        guard let axes = description.axes, axes.count == 2,
            axes[0].multipliedReportingOverflow(by: axes[1]) == (frames, false)
        else { return }
        assembly.storedScan = ScanShape(rows: axes[0], columns: axes[1])
        guard !description.isArray, options.scan == nil else { return }
        assembly.guesses.append(
            "The stack's \(axes[0]) x \(axes[1]) images are taken as the scan's rows and columns (--scan gives another)."
        )
    }

    /// The frames where all pixels lie plain: a page's each, or all behind one.
    private static func plainFrames(_ pages: TIFFPages, _ images: Int, _ path: String) throws(FormatError)
        -> PlacedFrames?
    {
        let (detector, elementType) = (pages.form.detector, pages.form.elementType)
        guard var positions = pages.pixels,
            let frame = FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: 1), detector: detector, elementType: elementType,
                byteOrder: pages.header.order, offset: 0)
        else { return nil }
        if images > positions.count {
            _ = try CubeAssembly.checkedFrames(
                scanSizes: [images], rows: detector.rows, columns: detector.columns, path: path,
                place: "its description")
            let length = images * detector.count * elementType.byteCount
            guard !positions[0].addingReportingOverflow(length).overflow else { return nil }
            positions.extend(to: images, step: detector.count * elementType.byteCount)
        }
        return PlacedFrames(positions: positions, frame: frame)
    }

    /// How many pages there are before the first of those at the end whose pixels are not all in the file.
    private static func wholePages(_ pages: TIFFPages, in bytes: FileBytes) throws(FormatError) -> Int {
        var count = pages.directories.count
        while count > 0 {
            let last = try TIFFDirectory(at: pages.directories[count - 1], pages.header, in: bytes)
            if try TIFFPage.isWhole(last, pages.form, in: bytes) { break }
            count -= 1
        }
        return count
    }

    /// From the resolution, which ImageJ gives in pixels per unit.
    private static func pixelSize(_ page: TIFFDirectory, unit: String?) throws(FormatError) -> PixelSize? {
        guard let unit, let resolution = try page.fraction(.xResolution), resolution > 0 else { return nil }
        return AxisCalibration(step: 1 / resolution, offset: 0, units: unit)?.pixelSize
    }
}
