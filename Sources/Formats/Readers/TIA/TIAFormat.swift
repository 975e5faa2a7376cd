import DataCube

/// Series of images of TIA (ES Vision, .ser) with the scan's axes and calibration. Rows run from the bottom up in the
/// file. Memory-mapped.
struct TIAFormat: CubeFormat {
    let name = "TIA ser"
    let extensions = ["ser"]
    let mark = "begins with II, 0x0197"

    func recognise(header: [UInt8], path: String) -> Confidence {
        header.starts(with: TIASeries.signature) ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        let series = try TIASeries(bytes)
        guard series.valid > 0 else {
            throw FormatError(
                .truncated(wholeFrames: 0, promised: series.total), path: path, place: "byte 18",
                what: "none of the series' \(series.total) images was taken",
                remedy: "A single image is kept in the .emi file beside it: export it from TIA")
        }
        let positions = try series.positions()
        let image = try TIAImage(at: positions[0], in: bytes)
        try Self.check(image, positions, in: bytes)
        let row = image.detector.columns * image.elementType.byteCount
        let layout = FrameLayout(
            scan: ScanShape(rows: 1, columns: 1), detector: image.detector, elementType: image.elementType,
            byteOrder: .little, offset: TIAImage.headerLength + row * (image.detector.rows - 1), scanRowStride: 0,
            scanColumnStride: 0, detectorRowStride: -row, detectorColumnStride: image.elementType.byteCount)
        var assembly = CubeAssembly(path: path, format: name)
        let scan = Self.scan(series)
        assembly.storedScan = scan?.shape
        assembly.promisedFrames = series.total
        let notes = TIANotes(beside: path)
        assembly.metadata = notes?.metadata ?? []
        let units = Self.units(image, notes, &assembly)
        assembly.calibration = Calibration(
            scan: scan?.axes ?? [],
            detector: [
                image.row.axis(units: units, size: image.detector.rows, isReversed: true),
                image.column.axis(units: units, size: image.detector.columns),
            ], shape: image.detector, guesses: &assembly.guesses)
        assembly.calibration.voltage = notes?.voltage
        return try assembly.cube(PlacedFrames(positions: positions, frame: layout), in: bytes, options: options)
    }

    /// That the images are alike: looks at the first and the last of each run of equal distances, because one of another
    /// size in between would have ended it.
    private static func check(_ image: TIAImage, _ positions: FramePositions, in bytes: FileBytes) throws(FormatError) {
        for place in positions.runs(positions.count).flatMap({ [$0.first, $0.first + ($0.count - 1) * $0.step] }) {
            // What lies beyond the end of the file is found missing later.
            guard place <= bytes.count - TIAImage.headerLength else { continue }
            let other = try TIAImage(at: place, in: bytes)
            guard other.detector == image.detector, other.elementType == image.elementType else {
                throw FormatError(
                    .unsupported, path: bytes.path, place: "byte \(place)",
                    what: "an image of \(other.detector.rows) x \(other.detector.columns) "
                        + "\(other.elementType.shortName) follows those of \(image.detector.rows) x "
                        + "\(image.detector.columns) \(image.elementType.shortName)",
                    remedy: "The patterns of a scan must be alike; export those that belong together")
            }
        }
    }

    /// The scan's shape and axes, slow before fast; nil where the series has no two axes that make up its elements.
    private static func scan(_ series: TIASeries) -> (shape: ScanShape, axes: [AxisCalibration?])? {
        let axes = series.axes.filter { $0.size > 1 }
        // A row of the specimen alone is a line; other single axes count images.
        if axes.count == 1, axes[0].size == series.total, axes[0].calibration?.scanStep != nil {
            return (ScanShape(rows: 1, columns: axes[0].size), [nil, axes[0].calibration])
        }
        guard axes.count == 2, axes[0].size.multipliedReportingOverflow(by: axes[1].size) == (series.total, false)
        else { return nil }
        let ordered = series.isColumnFirst() == true ? axes : axes.reversed()
        return (ScanShape(rows: ordered[0].size, columns: ordered[1].size), ordered.map(\.calibration))
    }

    /// The unit of the images' axes, which the file leaves open: metres, or 1/m in diffraction.
    private static func units(_ image: TIAImage, _ notes: TIANotes?, _ assembly: inout CubeAssembly) -> String {
        if let isDiffraction = notes?.isDiffraction { return isDiffraction ? "1/m" : "m" }
        // No pixel is a metre wide.
        guard abs(image.column.step) >= 1 else { return "m" }
        assembly.guesses.append(
            "The images' axes are taken to be in 1/m, because their step of \(image.column.step) is too large for metres."
        )
        return "1/m"
    }
}
