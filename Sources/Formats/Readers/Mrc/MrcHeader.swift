import DataCube

/// The first 1024 bytes of an MRC file (MRC2014: Cheng et al., J. Struct. Biol. 192, 146, 2015).
struct MrcHeader: Equatable, Sendable {
    let byteOrder: ByteOrder
    let columns: Int
    let rows: Int
    let frames: Int
    /// The number that stands for the type of an element.
    let mode: Int
    /// Bytes between this header and the data.
    let extendedBytes: Int
    /// What is in them: FEI1, FEI2, SERI, …
    let extendedType: String
    /// True where the file carries the format's name.
    let isNamed: Bool
    /// IMOD writes bytes without a sign unless it says otherwise.
    let hasUnsignedBytes: Bool

    static let length = 1024

    /// Nil for what cannot be such a header.
    /// - Parameter head: the file's beginning, `length` bytes at least.
    init?(_ head: [UInt8]) {
        guard head.count >= Self.length else { return nil }
        isNamed = head[208..<211].elementsEqual("MAP".utf8)
        // Machine stamps are 44 44 or 44 41 for little-endian files, 11 11 for others; old files have none.
        let orders: [ByteOrder] = head[212] == 0x44 ? [.little] : head[212] == 0x11 ? [.big] : [.little, .big]
        for order in orders {
            func number(_ offset: Int) -> Int { Self.number(head, offset, order) }
            let sizes = [0, 4, 8].map(number)
            let axes = Set([64, 68, 72].map(number))
            guard sizes.allSatisfy({ $0 >= 1 }), sizes[0] <= 1 << 20, sizes[1] <= 1 << 20, number(92) >= 0,
                (0...255).contains(number(12)), axes == [1, 2, 3] || axes == [0]
            else { continue }
            byteOrder = order
            (columns, rows, frames) = (sizes[0], sizes[1], sizes[2])
            mode = number(12)
            extendedBytes = number(92)
            extendedType = String(decoding: head[104..<108].filter { $0 >= 32 && $0 < 127 }, as: UTF8.self)
            let isIMOD = number(152) == 1_146_047_817
            hasUnsignedBytes = isIMOD && number(156) & 1 == 0
            return
        }
        return nil
    }

    private static func number(_ head: [UInt8], _ offset: Int, _ order: ByteOrder) -> Int {
        let bytes = head[offset..<offset + 4].map { UInt32($0) }
        let value = (order == .big ? bytes : bytes.reversed()).reduce(UInt32(0)) { $0 << 8 | $1 }
        return Int(Int32(bitPattern: value))
    }

    var dataOffset: Int { Self.length + extendedBytes }

    /// - Throws: `unsupported` that names the mode.
    func elementType(path: String) throws(FormatError) -> ElementType {
        switch mode {
        case 0: return hasUnsignedBytes ? .uint8 : .int8
        case 1: return .int16
        case 2: return .float32
        case 6: return .uint16
        case 12: return .float16
        default:
            let what =
                [3: "complex integers", 4: "complex numbers", 16: "colours", 101: "two counts of 4 bits in a byte"][
                    mode]
                ?? "of a mode that is not known"
            throw FormatError(
                .unsupported, path: path, place: "byte 12, mode \(mode)", what: "its elements are \(what)",
                remedy: "Save it in mode 0, 1, 2, 6 or 12 (integers of 8 and 16 bits, floats of 16 and 32)")
        }
    }

    /// Bytes that header and frames take; nil where that overflows or the mode is not read.
    var wholeSize: Int? {
        guard let width = [0: 1, 1: 2, 2: 4, 6: 2, 12: 2][mode] else { return nil }
        let (size, overflow) = frames.multipliedReportingOverflow(by: rows * columns * width)
        let (whole, beyond) = size.addingReportingOverflow(dataOffset)
        return overflow || beyond ? nil : whole
    }
}

/// What Thermo Fisher's extended headers (FEI1, FEI2) say about the first frame.
struct MrcMicroscope {
    var calibration = Calibration()
    var metadata: [Metadatum] = []

    /// Nothing where there is no such header.
    init(_ header: MrcHeader, _ bytes: FileBytes) throws(FormatError) {
        guard ["FEI1", "FEI2"].contains(header.extendedType), header.extendedBytes >= 768 else { return }
        let start = MrcHeader.length
        func number(_ offset: Int) throws(FormatError) -> Double? {
            let value = Double(bitPattern: try bytes.integer(UInt64.self, at: start + offset, header.byteOrder))
            return value.isFinite && value > 0 && value < 1e15 ? value : nil
        }
        func text(_ name: String, _ offset: Int) throws(FormatError) {
            let text = String(
                decoding: try bytes.bytes(at: start + offset, count: 16).prefix { $0 != 0 }, as: UTF8.self)
            if text.contains(where: { $0.isLetter || $0.isNumber }) { metadata.append(Metadatum(name, text)) }
        }
        calibration.voltage = try number(84).map { $0 / 1000 }
        // In diffraction the pixel's width is in 1/m: a length would be far below 1.
        if let width = try number(156) {
            if width > 1000 {
                calibration.pixelSize = .perNanometre(width * 1e-9)
            } else {
                metadata.append(Metadatum("pixel size of an image", metres: width))
            }
        }
        try text("microscope", 20)
        try text("application", 52)
        if let length = try number(301) { metadata.append(Metadatum("camera length", metres: length)) }
        if let exposure = try number(419) { metadata.append(Metadatum("exposure", seconds: exposure)) }
        try text("detector", 435)
    }
}
