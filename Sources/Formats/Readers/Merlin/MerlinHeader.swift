import DataCube

/// The ASCII header before each frame of a Merlin .mib file: fields between commas, filled up with zeros.
///
/// 1 number of the frame, 2 bytes of the header, 3 chips, 4 and 5 width and height, 6 U08, U16, U32 or R64, 7 layout of
/// the chips, 9 time, 10 exposure in s, 14-21 thresholds in keV; at the end of newer ones `MQ1A`, time, exposure in ns and
/// bits per counter.
struct MerlinHeader: Equatable, Sendable {
    /// Bytes of the header itself.
    let length: Int
    /// Counts from 1 within an acquisition.
    let frameNumber: Int?
    let chips: Int
    /// Values in a row, as the header says it.
    let width: Int
    /// Rows of values.
    let height: Int
    /// `2x2`, `1x1`, `Nx1`, also with a G for filled gaps.
    let layout: String
    let pixels: Pixels
    let time: MerlinTime?
    /// keV, the counters that are used first.
    let thresholds: [Double]
    /// Bits per counter, where the header says it.
    let counterDepth: Int?

    /// How values are stored.
    enum Pixels: Equatable, Sendable {
        /// Big-endian, rows of the whole image.
        case counted(ElementType)
        /// R64: as they come from the chips.
        case raw
    }

    static let signature = Array("MQ1,".utf8)

    /// Reads the header at a position.
    init(_ bytes: FileBytes, at offset: Int = 0) throws(FormatError) {
        let start = try bytes.bytes(at: offset, count: min(64, bytes.count - offset))
        guard start.starts(with: Self.signature) else {
            throw FormatError(.malformed, path: bytes.path, place: "byte \(offset)", what: "no MQ1 header is there")
        }
        let fields = Fields(start, path: bytes.path)
        let length = try fields.number(2, "length of the header", 32...(1 << 20))
        try self.init(
            Fields(bytes.bytes(at: offset, count: min(length, bytes.count - offset)), path: bytes.path), length)
    }

    private init(_ fields: Fields, _ length: Int) throws(FormatError) {
        self.length = length
        frameNumber = fields[1].flatMap { Int($0) }
        chips = try fields.number(3, "number of chips", 1...64)
        width = try fields.number(4, "width of the detector", 1...(1 << 16))
        height = try fields.number(5, "height of the detector", 1...(1 << 16))
        layout = fields[7] ?? ""
        switch fields[6] ?? "" {
        case "U08": pixels = .counted(.uint8)
        case "U16": pixels = .counted(.uint16)
        case "U32": pixels = .counted(.uint32)
        case "R64": pixels = .raw
        case let other:
            throw FormatError(
                .unsupported, path: fields.path, place: "header field 6",
                what: "pixels of type '\(other)' are not known",
                remedy: "Save U08, U16, U32 or R64 from the Merlin software")
        }
        thresholds = (14...21).compactMap { fields[$0].flatMap(Double.init) }.filter { $0 > 0 && $0.isFinite }
        if let mark = fields.texts.lastIndex(of: "MQ1A") {
            time = MerlinTime(fields[mark + 1], nanoseconds: fields[mark + 2])
            counterDepth = fields[mark + 3].flatMap { Int($0) }
        } else {
            time = MerlinTime(fields[9], seconds: fields[10])
            let last = fields.texts.last { !$0.isEmpty }.flatMap { Int($0) }
            counterDepth = last.flatMap { [1, 6, 12, 24].contains($0) ? $0 : nil }
        }
    }

    /// The texts between the commas, without white space around.
    private struct Fields {
        let texts: [String]
        let path: String

        init(_ bytes: [UInt8], path: String) {
            texts = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                .split(separator: ",", omittingEmptySubsequences: false).map { CalibrationSpelling.trimmed($0) }
            self.path = path
        }

        subscript(index: Int) -> String? { texts.indices.contains(index) ? texts[index] : nil }

        func number(_ index: Int, _ what: String, _ range: ClosedRange<Int>) throws(FormatError) -> Int {
            guard let value = self[index].flatMap({ Int($0) }), range.contains(value) else {
                throw FormatError(
                    .malformed, path: path, place: "header field \(index)", what: "the \(what) is missing",
                    remedy: "The file is damaged or cut short; fetch it again")
            }
            return value
        }
    }
}

/// When a frame was taken, and for how long.
struct MerlinTime: Equatable, Sendable {
    /// As the header says it: `2021-05-07T16:51:10.905800928Z`.
    let text: String
    /// Nanoseconds since midnight.
    let ofDay: Int
    /// Nanoseconds.
    let exposure: Double?

    static let day = 86_400_000_000_000

    /// Nil where the text holds no time of day.
    init?(_ text: String?, seconds: String? = nil, nanoseconds: String? = nil) {
        guard let text, let clock = text.split(whereSeparator: { $0 == "T" || $0 == " " }).last else { return nil }
        let parts = clock.split(separator: ":")
        guard parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            let ofMinute = Double(parts[2].filter { $0 != "Z" }), (0..<24).contains(hours), (0..<60).contains(minutes),
            (0..<61).contains(ofMinute)
        else { return nil }
        self.text = text
        ofDay = (hours * 60 + minutes) * 60_000_000_000 + Int((ofMinute * 1e9).rounded())
        let exact = nanoseconds.flatMap { Double($0.prefix { $0.isNumber }) }
        let exposure = exact ?? seconds.flatMap(Double.init).map { $0 * 1e9 }
        self.exposure = exposure.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }

    /// Nanoseconds from this frame to a later one of the same day.
    func interval(to later: MerlinTime) -> Int { (later.ofDay - ofDay + Self.day) % Self.day }
}
