import DataCube

/// The head of a TIA series file (.ser): what is in the series, its axes, and where its elements and their tags lie.
///
/// Little-endian. After C. Boothroyd's description of the format (TIA 4.7.3), as ncempy and RosettaSciIO follow it.
struct TIASeries {
    /// Elements that were asked for.
    let total: Int
    /// Elements that were taken.
    let valid: Int
    /// The series' own axes, the first varying fastest.
    let axes: [Axis]
    private let bytes: FileBytes
    private let tagType: UInt32
    private let offsetLength: Int
    private let table: Int

    struct Axis {
        let size: Int
        let calibration: AxisCalibration?
    }

    static let signature: [UInt8] = [0x49, 0x49, 0x97, 0x01]
    /// Files hold two axes at most; more than this are not read.
    private static let mostAxes = 16

    init(_ bytes: FileBytes) throws(FormatError) {
        self.bytes = bytes
        let version = try bytes.integer(UInt16.self, at: 4, .little)
        guard version == 0x210 || version == 0x220 else {
            throw FormatError(
                .unsupported, path: bytes.path, place: "byte 4",
                what: "version \(String(version, radix: 16)) of the format is not known",
                remedy: "Versions read are 210 and 220; export the series again")
        }
        offsetLength = version == 0x210 ? 4 : 8
        let kind = try bytes.integer(UInt32.self, at: 6, .little)
        guard kind == 0x4122 else {
            throw FormatError(
                .unsupported, path: bytes.path, place: "byte 6",
                what: kind == 0x4120
                    ? "the series holds spectra, not images" : "elements of kind \(kind) are not known",
                remedy: "Open the series that holds the patterns")
        }
        tagType = try bytes.integer(UInt32.self, at: 10, .little)
        total = Int(try bytes.integer(UInt32.self, at: 14, .little))
        valid = min(total, Int(try bytes.integer(UInt32.self, at: 18, .little)))
        table = try Self.offset(at: 22, offsetLength, in: bytes)
        var place = 22 + offsetLength
        let count = Int(try bytes.integer(UInt32.self, at: place, .little))
        guard count <= Self.mostAxes else {
            throw FormatError(
                .malformed, path: bytes.path, place: "byte \(place)", what: "\(count) axes are not possible",
                remedy: "The file is damaged; fetch it again")
        }
        place += 4
        var axes: [Axis] = []
        for _ in 0..<count { axes.append(try Self.axis(at: &place, in: bytes)) }
        self.axes = axes
    }

    /// Size, value at an element, step, that element; then the lengths of two texts and these: description and units.
    private static func axis(at place: inout Int, in bytes: FileBytes) throws(FormatError) -> Axis {
        let size = Int(try bytes.integer(UInt32.self, at: place, .little))
        let calibration = try TIACalibration(at: place + 4, in: bytes)
        place += 24
        var texts: [String] = []
        for _ in 0..<2 {
            let length = Int(try bytes.integer(UInt32.self, at: place, .little))
            texts.append(String(decoding: try bytes.bytes(at: place + 4, count: length), as: UTF8.self))
            place += 4 + length
        }
        return Axis(size: size, calibration: calibration.axis(units: texts[1], size: size))
    }

    /// Where the elements that were taken begin.
    func positions() throws(FormatError) -> FramePositions {
        let (length, overflow) = valid.multipliedReportingOverflow(by: offsetLength)
        // Asked for once, so that a number of elements that the file has no room for is refused before any is read.
        let entries = try bytes.bytes(at: table, count: overflow ? Int.max : length)
        let width = offsetLength
        return FramePositions(
            entries.withUnsafeBytes { raw in
                (0..<valid).map { index in
                    width == 4
                        ? Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
                        : Int(
                            clamping: UInt64(
                                littleEndian: raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
                }
            })
    }

    /// Whether the first two elements lie in one column of the specimen, so that rows vary fastest; nil where their tags
    /// do not say.
    func isColumnFirst() -> Bool? {
        guard tagType == 0x4142, valid >= 2, let first = position(0), let second = position(1),
            first.x.isFinite, first.y.isFinite
        else { return nil }
        if first.y == second.y { return first.x == second.x ? nil : false }
        return first.x == second.x ? true : nil
    }

    /// The position in an element's tag; nil where it has none, or the tag lies elsewhere than the table says.
    private func position(_ index: Int) -> (x: Double, y: Double)? {
        // A tag is no part of the data: where it cannot be read nothing is lost.
        guard let place = try? Self.offset(at: table + (total + index) * offsetLength, offsetLength, in: bytes),
            let kind = try? bytes.integer(UInt16.self, at: place, .little), kind == 0x4142,
            let x = try? bytes.integer(UInt64.self, at: place + 8, .little),
            let y = try? bytes.integer(UInt64.self, at: place + 16, .little)
        else { return nil }
        return (Double(bitPattern: x), Double(bitPattern: y))
    }

    private static func offset(at place: Int, _ length: Int, in bytes: FileBytes) throws(FormatError) -> Int {
        length == 4
            ? Int(try bytes.integer(UInt32.self, at: place, .little))
            : Int(clamping: try bytes.integer(UInt64.self, at: place, .little))
    }
}

/// An image of a series: 40 bytes of calibration of its two axes, its type and size, then its rows from the bottom up.
struct TIAImage: Equatable {
    let detector: DetectorShape
    let elementType: ElementType
    let row: TIACalibration
    let column: TIACalibration

    static let headerLength = 50

    init(at place: Int, in bytes: FileBytes) throws(FormatError) {
        column = try TIACalibration(at: place, in: bytes)
        row = try TIACalibration(at: place + 20, in: bytes)
        let code = try bytes.integer(UInt16.self, at: place + 40, .little)
        guard let type = Self.types[code] else {
            throw FormatError(
                .unsupported, path: bytes.path, place: "byte \(place + 40)",
                what: code == 9 || code == 10 ? "the images are complex" : "numbers of type \(code) are not known",
                remedy: "Export the patterns as real numbers")
        }
        elementType = type
        let columns = Int(try bytes.integer(UInt32.self, at: place + 42, .little))
        let rows = Int(try bytes.integer(UInt32.self, at: place + 46, .little))
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [], rows: rows, columns: columns, path: bytes.path, place: "byte \(place + 42)")
        detector = DetectorShape(rows: rows, columns: columns)
    }

    private static let types: [UInt16: ElementType] = [
        1: .uint8, 2: .uint16, 3: .uint32, 4: .int8, 5: .int16, 6: .int32, 7: .float32, 8: .float64,
    ]
}

/// The value at one element of an axis, and the step to the next.
struct TIACalibration: Equatable {
    let value: Double
    let step: Double
    let element: Int

    init(at place: Int, in bytes: FileBytes) throws(FormatError) {
        value = Double(bitPattern: try bytes.integer(UInt64.self, at: place, .little))
        step = Double(bitPattern: try bytes.integer(UInt64.self, at: place + 8, .little))
        element = Int(try bytes.integer(Int32.self, at: place + 16, .little))
    }

    /// - Parameter isReversed: true for an axis that is shown from its last element to its first.
    func axis(units: String, size: Int, isReversed: Bool = false) -> AxisCalibration? {
        let first = value - Double(element) * step
        return isReversed
            ? AxisCalibration(step: -step, offset: first + Double(size - 1) * step, units: units)
            : AxisCalibration(step: step, offset: first, units: units)
    }
}
