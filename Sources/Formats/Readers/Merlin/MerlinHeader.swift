import DataCube
import Glibc

/// The ASCII header before each frame of a Merlin .mib file.
struct MerlinHeader: Equatable, Sendable {
    /// Bytes of the header itself.
    let length: Int
    let detector: DetectorShape
    let elementType: ElementType

    static let signature = Array("MQ1,".utf8)

    /// Reads the first frame's header.
    init(_ bytes: FileBytes) throws(FormatError) {
        let head = try bytes.prefix(512)
        let text = String(decoding: head.prefix { $0 != 0 }, as: UTF8.self)
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        func number(_ index: Int, _ what: String, _ range: ClosedRange<Int>) throws(FormatError) -> Int {
            guard index < fields.count, let value = Int(fields[index].filter { $0 != " " }), range.contains(value)
            else {
                throw FormatError(
                    .malformed, path: bytes.path, place: "header field \(index)", what: "the \(what) is missing",
                    remedy: "The file is damaged or cut short; fetch it again")
            }
            return value
        }
        guard head.starts(with: Self.signature) else {
            throw FormatError(.malformed, path: bytes.path, place: "byte 0", what: "no MQ1 header is there")
        }
        length = try number(2, "length of the header", 32...(1 << 20))
        let columns = try number(4, "width of the detector", 1...(1 << 16))
        let rows = try number(5, "height of the detector", 1...(1 << 16))
        detector = DetectorShape(rows: rows, columns: columns)
        switch fields.count > 6 ? String(fields[6]) : "" {
        case "U08": elementType = .uint8
        case "U16": elementType = .uint16
        case "U32": elementType = .uint32
        case let other:
            throw FormatError(
                .unsupported, path: bytes.path, place: "header field 6",
                what: other == "R64"
                    ? "the frames are in Merlin's raw mode (R64), which is not read"
                    : "pixels of type '\(other)' are not known",
                remedy: "Save U08, U16 or U32 from the Merlin software, or convert the file")
        }
    }
}

/// What the text file beside a .mib file says about the scan.
struct MerlinNotes: Equatable, Sendable {
    var scanColumns: Int?
    var scanRows: Int?
    var framesPerTrigger: Int?
    var frames: Int?

    /// The .hdr of the same name; nil where there is none, or it is unreadable.
    init?(beside path: String) {
        guard let dot = path.lastIndex(of: "."), let file = try? FileBytes(path: String(path[..<dot]) + ".hdr"),
            let bytes = try? file.prefix(1 << 16)
        else { return nil }
        self.init(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    }

    /// Lines `Key (remark):<tab>value`.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].prefix { $0 != "(" }.filter { $0 != " " }.lowercased()
            let value = Int(line[line.index(after: colon)...].filter { !$0.isWhitespace })
            guard let value, value >= 1 else { continue }
            switch key {
            case "scanx": scanColumns = value
            case "scany": scanRows = value
            case "framespertrigger": framesPerTrigger = value
            case "framesinacquisition": frames = value
            default: continue
            }
        }
    }

    /// The scan's shape for so many frames, and a sentence where it is inferred; nil where nothing fits.
    func scan(frames: Int) -> (shape: ScanShape, guess: String?)? {
        if let scanRows, let scanColumns, scanRows.multipliedReportingOverflow(by: scanColumns) == (frames, false) {
            return (ScanShape(rows: scanRows, columns: scanColumns), nil)
        }
        guard let framesPerTrigger, framesPerTrigger > 1, framesPerTrigger < frames, frames % framesPerTrigger == 0
        else { return nil }
        let shape = ScanShape(rows: frames / framesPerTrigger, columns: framesPerTrigger)
        return (
            shape,
            "The scan's rows are taken to be triggered: \(framesPerTrigger) frames each, as the .hdr says "
                + "(--scan gives another)."
        )
    }
}
