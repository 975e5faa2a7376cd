import DataCube

/// Gatan DigitalMicrograph .dm3 and .dm4: a 4D scan, a 3D stack of patterns, or one pattern; mapped in place.
struct DigitalMicrographFormat: CubeFormat {
    let name = "Gatan DM"
    let extensions = ["dm3", "dm4"]

    /// There is no signature: version 3 or 4, then a byte order of 0 or 1, then the flags of the root group.
    func recognise(header: [UInt8], path: String) -> Confidence {
        guard header.count >= 24, header[0] == 0, header[1] == 0, header[2] == 0 else { return .none }
        let order: Int
        switch header[3] {
        case 3: order = 8
        case 4: order = 12
        default: return .none
        }
        let isOrder = header[order..<order + 3].allSatisfy { $0 == 0 } && header[order + 3] <= 1
        return isOrder && header[order + 4] <= 1 && header[order + 5] <= 1 ? .possible : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        var reader = try DigitalMicrographReader(bytes)
        let root = try reader.root()
        let image = try choose(root, bytes: bytes, order: reader.dataOrder, named: options.dataset)
        return try open(image, bytes: bytes, order: reader.dataOrder, options: options)
    }

    private func open(_ image: DigitalMicrographImage, bytes: FileBytes, order: ByteOrder, options: OpenOptions)
        throws(FormatError) -> DataCube
    {
        let version = try bytes.integer(UInt32.self, at: 0, .big)
        var assembly = CubeAssembly(path: bytes.path, format: "Gatan DM\(version)")
        assembly.dataset = "ImageList.\(image.index)"
        let axes = Self.axes(of: image, guesses: &assembly.guesses)
        let detector = DetectorShape(rows: axes.detectorRow.size, columns: axes.detectorColumn.size)
        let scan = ScanShape(rows: axes.scanRow?.size ?? 1, columns: axes.scanColumn?.size ?? 1)
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [scan.rows, scan.columns], rows: detector.rows, columns: detector.columns, path: bytes.path,
            place: "tag ImageList.\(image.index).ImageData.Dimensions")
        let layout = FrameLayout(
            scan: scan, detector: detector, elementType: image.elementType, byteOrder: order, offset: image.offset,
            scanRowStride: axes.scanRow?.stride ?? 0, scanColumnStride: axes.scanColumn?.stride ?? 0,
            detectorRowStride: axes.detectorRow.stride, detectorColumnStride: axes.detectorColumn.stride)
        assembly.storedScan = axes.scanRow == nil ? nil : scan
        let scanAxes = axes.scanRow == nil ? [] : [axes.scanRow?.calibration, axes.scanColumn?.calibration]
        assembly.calibration = Calibration(
            scan: scanAxes, detector: [axes.detectorRow.calibration, axes.detectorColumn.calibration],
            shape: detector, guesses: &assembly.guesses)
        assembly.calibration.voltage = image.voltage
        return try assembly.cube(
            MappedFrames(layout: layout, isFrameByFrame: false), in: bytes, options: options)
    }

    // MARK: Axes

    private struct Axis {
        var size: Int
        var stride: Int
        var calibration: AxisCalibration?

        var isReal: Bool { calibration?.scanStep != nil }
        var isReciprocal: Bool { calibration?.pixelSize != nil }
    }

    private struct Axes {
        var scanRow: Axis?
        var scanColumn: Axis?
        var detectorRow: Axis
        var detectorColumn: Axis
    }

    /// Which axis is which: the tag decides for 4D files, else the units, else each pattern is taken to lie in one
    /// piece.
    private static func axes(of image: DigitalMicrographImage, guesses: inout [String]) -> Axes {
        var stride = image.elementType.byteCount
        var stored: [Axis] = []
        for (size, calibration) in zip(image.sizes, image.axes) {
            stored.append(Axis(size: size, stride: stride, calibration: calibration))
            stride *= size
        }
        switch stored.count {
        case 2: return Axes(detectorRow: stored[1], detectorColumn: stored[0])
        case 3: return Axes(scanColumn: stored[2], detectorRow: stored[1], detectorColumn: stored[0])
        default:
            let isScanFast: Bool
            if let swapped = image.dataOrderSwapped {
                isScanFast = !swapped
            } else {
                let fast = stored[0...1]
                let slow = stored[2...3]
                let straight = fast.allSatisfy(\.isReciprocal) || slow.allSatisfy(\.isReal)
                let turned = fast.allSatisfy(\.isReal) || slow.allSatisfy(\.isReciprocal)
                isScanFast = turned && !straight
                if straight == turned {
                    guesses.append(
                        "The file does not say which of its axes are the scan's: each pattern is taken to lie in one "
                            + "piece.")
                }
            }
            return isScanFast
                ? Axes(scanRow: stored[1], scanColumn: stored[0], detectorRow: stored[3], detectorColumn: stored[2])
                : Axes(scanRow: stored[3], scanColumn: stored[2], detectorRow: stored[1], detectorColumn: stored[0])
        }
    }

    // MARK: Which image

    private func choose(_ root: DigitalMicrographTag, bytes: FileBytes, order: ByteOrder, named name: String?)
        throws(FormatError) -> DigitalMicrographImage
    {
        var images: [DigitalMicrographImage] = []
        let entries = root["ImageList"]?.entries ?? []
        for (index, entry) in entries.enumerated() {
            let image = try DigitalMicrographImage(entry.tag, index: index, bytes: bytes, order: order)
            if let image, (2...4).contains(image.sizes.count) { images.append(image) }
        }
        if let name { return try named(name, images, bytes.path) }
        let thumbnails = Set((root["Thumbnails"]?.entries ?? []).compactMap { $0.tag["ImageIndex"]?.integer })
        let candidates = entries.count == 1 ? images : images.filter { !thumbnails.contains($0.index) }
        for rank in [4, 3, 2] {
            let ofRank = candidates.filter { $0.sizes.count == rank }
            if ofRank.count == 1 { return ofRank[0] }
            guard ofRank.isEmpty else {
                throw FormatError(
                    .ambiguous(datasets: ofRank.map { String($0.index) }), path: bytes.path, place: "ImageList",
                    what: "holds \(ofRank.count) images that could be meant: "
                        + ofRank.map(\.summary).joined(separator: ", "),
                    remedy: "Pick one with --dataset, e.g. --dataset \(ofRank[0].index)")
            }
        }
        throw FormatError(
            .unsupported, path: bytes.path, place: "ImageList",
            what: "holds no image of 2 to 4 axes of counts (complex and colour images are not patterns)",
            remedy: "Export the patterns as real numbers")
    }

    private func named(_ name: String, _ images: [DigitalMicrographImage], _ path: String) throws(FormatError)
        -> DigitalMicrographImage
    {
        let wanted = name.split(separator: ".").last.flatMap { Int($0) }
        if let image = images.first(where: { $0.index == wanted }) { return image }
        let known = images.map(\.summary).joined(separator: ", ")
        throw FormatError(
            .noSuchDataset, path: path, place: "ImageList", what: "no image of patterns is numbered \(name)",
            remedy: known.isEmpty ? "The file holds none" : "There are \(known)")
    }
}
