import DataCube

/// What the .hdr text file beside a .mib file says about the acquisition.
struct MerlinNotes: Equatable, Sendable {
    var scanColumns: Int?
    var scanRows: Int?
    var framesPerTrigger: Int?
    var frames: Int?
    /// Bits per counter.
    var counterDepth: Int?
    /// What else it says, as shown.
    var metadata: [Metadatum] = []

    static let signature = Array("HDR,".utf8)

    /// The .hdr of the same name; nil where there is none.
    /// - Throws: `FormatError` when it is there and cannot be read.
    init?(beside path: String) throws(FormatError) {
        guard let notes = CompanionFile.path(beside: path, extension: "hdr") else { return nil }
        let bytes = try FileBytes(path: notes).prefix(1 << 16)
        self.init(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    }

    /// Lines `Key (remark):<tab>value`.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].prefix { $0 != "(" }.filter { $0 != " " }.lowercased()
            let value = CalibrationSpelling.trimmed(line[line.index(after: colon)...])
            let count = Int(value).flatMap { $0 >= 1 ? $0 : nil }
            switch key {
            case "scanx": scanColumns = count
            case "scany": scanRows = count
            case "framespertrigger": framesPerTrigger = count
            case "framesinacquisition": frames = count
            case "counterdepth": counterDepth = count
            default:
                let isSaid = value.contains { $0.isLetter || $0.isNumber }
                if let name = Self.shown[key], isSaid { metadata.append(Metadatum(name, value)) }
            }
        }
    }

    private static let shown = [
        "chipid": "chips", "chiptype": "chip type", "chipmode": "counting mode", "gain": "gain",
        "activecounters": "counters", "sensorbias": "sensor bias", "readoutsystem": "detector",
        "softwareversion": "software version", "gapfillmode": "gaps", "flatfieldfile": "flat field",
    ]
}
