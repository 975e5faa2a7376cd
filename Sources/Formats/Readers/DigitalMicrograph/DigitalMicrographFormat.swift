import DataCube

/// Gatan DigitalMicrograph .dm3 and .dm4: a 4D scan, a 3D stack of patterns, or one pattern; mapped in place.
struct DigitalMicrographFormat: CubeFormat {
    let name = "Gatan DM"
    let extensions = ["dm3", "dm4"]
    let mark = "begins with its version, 3 or 4, and its byte order, 0 or 1"

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

    func datasets(path: String) throws(FormatError) -> [DatasetSummary] {
        let file = try Contents(FileBytes(path: path))
        return file.candidates.count < 2 ? [] : file.candidates.map(\.summary)
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        let file = try Contents(bytes)
        let image = try file.image(named: options.dataset)
        var assembly = CubeAssembly(path: path, format: "Gatan DM\(file.version)")
        assembly.dataset = image.name
        let axes = DigitalMicrographAxes(image, order: options.order, guesses: &assembly.guesses)
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [axes.scan.rows, axes.scan.columns], rows: axes.detector.rows, columns: axes.detector.columns,
            path: path, place: "tag \(image.name).ImageData.Dimensions")
        assembly.order = axes.doubtfulOrder
        assembly.storedScan = axes.scanRow == nil ? nil : axes.scan
        assembly.calibration = axes.calibration(guesses: &assembly.guesses)
        assembly.calibration.voltage = image.voltage
        assembly.metadata = image.metadata
        return try assembly.cube(
            MappedFrames(layout: axes.layout(image, file.order), isFrameByFrame: false), in: bytes, options: options)
    }
}

/// The images of a Gatan file.
private struct Contents {
    let path: String
    let version: UInt32
    let order: ByteOrder
    /// All that hold counts along 2 to 4 axes.
    let images: [DigitalMicrographImage]
    /// Those that are no thumbnails, the most axes first.
    let candidates: [DigitalMicrographImage]

    init(_ bytes: FileBytes) throws(FormatError) {
        path = bytes.path
        version = try bytes.integer(UInt32.self, at: 0, .big)
        var reader = try DigitalMicrographReader(bytes)
        order = reader.dataOrder
        let root = try reader.root()
        var images: [DigitalMicrographImage] = []
        let entries = root["ImageList"]?.entries ?? []
        for (index, entry) in entries.enumerated() {
            let image = try DigitalMicrographImage(entry.tag, index: index, bytes: bytes, order: order)
            if let image, (2...4).contains(image.sizes.count) { images.append(image) }
        }
        let thumbnails = Set((root["Thumbnails"]?.entries ?? []).compactMap { $0.tag["ImageIndex"]?.integer })
        let candidates = entries.count == 1 ? images : images.filter { !thumbnails.contains($0.index) }
        self.images = images
        self.candidates = [4, 3, 2].flatMap { rank in candidates.filter { $0.sizes.count == rank } }
    }

    /// The image of that number; without one the only image of the most axes.
    func image(named name: String?) throws(FormatError) -> DigitalMicrographImage {
        if let name { return try image(numbered: name) }
        guard let first = candidates.first else {
            throw FormatError(
                .unsupported, path: path, place: "ImageList",
                what: "holds no image of 2 to 4 axes of counts (complex and colour images are not patterns)",
                remedy: "Export the patterns as real numbers")
        }
        let likely = candidates.filter { $0.sizes.count == first.sizes.count }
        guard likely.count == 1 else {
            throw FormatError.ambiguous(likely.map(\.summary), path: path, place: "ImageList")
        }
        return first
    }

    private func image(numbered name: String) throws(FormatError) -> DigitalMicrographImage {
        let wanted = name.split(separator: ".").last.flatMap { Int($0) }
        if let image = images.first(where: { $0.index == wanted }) { return image }
        throw FormatError.noSuchDataset(name, among: images.map(\.summary), path: path)
    }
}
