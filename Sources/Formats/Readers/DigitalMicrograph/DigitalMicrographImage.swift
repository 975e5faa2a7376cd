import DataCube

/// One image of a Gatan file: where its pixels are, its axes (fastest first) and what its tags say.
struct DigitalMicrographImage {
    /// Its number in ImageList, as `--dataset` takes it.
    let index: Int
    let elementType: ElementType
    let offset: Int
    /// Fastest first; no trailing ones beyond four axes.
    let sizes: [Int]
    let axes: [AxisCalibration?]
    /// kV.
    let voltage: Double?
    /// `Meta Data.Data Order Swapped`: true when each pattern lies in one piece.
    let dataOrderSwapped: Bool?
    let metadata: [Metadatum]

    /// Nil for a data type that holds no counts (complex, RGB) and for incomplete entries.
    init?(_ tag: DigitalMicrographTag, index: Int, bytes: FileBytes, order: ByteOrder) throws(FormatError) {
        guard let data = tag["ImageData"], case .array(let stored, let offset, let count) = data["Data"],
            let dataType = data["DataType"]?.integer, let elementType = Self.elementTypes[dataType],
            let width = DigitalMicrographReader.widths[stored]
        else { return nil }
        var sizes = (data["Dimensions"]?.entries ?? []).compactMap { $0.tag.integer }
        while sizes.count > 4, sizes.last == 1 { sizes.removeLast() }
        guard sizes.count >= 2, sizes.allSatisfy({ $0 >= 1 }) else { return nil }
        var need = elementType.byteCount
        for size in sizes {
            let (product, overflow) = need.multipliedReportingOverflow(by: size)
            guard !overflow, product <= count * width else {
                throw FormatError(
                    .malformed, path: bytes.path, place: "tag ImageList.\(index).ImageData",
                    what: "\(sizes.map(String.init).joined(separator: " x ")) \(elementType.shortName) do not fit in "
                        + "its \(count * width) bytes of pixels",
                    remedy: "The file is damaged; fetch it again")
            }
            need = product
        }
        var axes: [AxisCalibration?] = []
        for (_, dimension) in data["Calibrations", "Dimension"]?.entries ?? [] {
            axes.append(try Self.axis(dimension, bytes, order))
        }
        while axes.count < sizes.count { axes.append(nil) }
        self.index = index
        self.elementType = elementType
        self.offset = offset
        self.sizes = sizes
        self.axes = axes
        let volts = tag["ImageTags", "Microscope Info", "Voltage"]?.number ?? 0
        voltage = volts > 0 && volts.isFinite ? volts / 1000 : nil
        dataOrderSwapped = tag["ImageTags", "Meta Data", "Data Order Swapped"]?.number.map { $0 != 0 }
        metadata = try DigitalMicrographMetadata.read(tag, bytes, order)
    }

    /// As a person picks it.
    var summary: DatasetSummary {
        DatasetSummary(name: name, shape: sizes.reversed(), elementType: elementType.rawValue)
    }

    var name: String { "ImageList.\(index)" }

    /// DataType of ImageData; complex, RGB and packed types have no counts.
    private static let elementTypes: [Int: ElementType] = [
        1: .int16, 2: .float32, 6: .uint8, 7: .int32, 9: .int8, 10: .uint16, 11: .uint32, 12: .float64, 39: .int64,
        40: .uint64,
    ]

    /// Gatan's origin is the index at which the value is 0.
    private static func axis(_ tag: DigitalMicrographTag, _ bytes: FileBytes, _ order: ByteOrder) throws(FormatError)
        -> AxisCalibration?
    {
        guard let scale = tag["Scale"]?.number else { return nil }
        let units = try tag["Units"]?.text(bytes, order) ?? ""
        return AxisCalibration(step: scale, offset: -(tag["Origin"]?.number ?? 0) * scale, units: units)
    }
}
