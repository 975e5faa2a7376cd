import DataCube
import Questions

extension RawLayout {
    /// As help shows it.
    public static let grammar =
        "ROWSxCOLUMNS:TYPE[:little|:big][:offset=BYTES][:gap=BYTES], e.g. 256x256:u16:offset=1024"

    /// `256x256:u16:big:offset=384:gap=384`; what is as usual (little, 0) is left out.
    public var spelling: String {
        var parts = ["\(detector.rows)x\(detector.columns)", elementType.shortName]
        if byteOrder == .big { parts.append("big") }
        if offset != 0 { parts.append("offset=\(offset)") }
        if gap != 0 { parts.append("gap=\(gap)") }
        return parts.joined(separator: ":")
    }

    /// Reads a spelling.
    /// - Throws: `SpellingError` that quotes the part and says what was expected.
    public init(spelling: String) throws(SpellingError) {
        let parts = spelling.split(separator: ":", omittingEmptySubsequences: false)
            .map { CalibrationSpelling.trimmed($0).lowercased() }
        guard parts.count >= 2 else { throw SpellingError("'\(spelling)' is no layout; write \(Self.grammar)") }
        let (rows, columns) = try CalibrationSpelling.shape(parts[0])
        guard let type = ElementType.allCases.first(where: { [$0.shortName, $0.rawValue].contains(parts[1]) }) else {
            let known = ElementType.allCases.map(\.shortName).joined(separator: ", ")
            throw SpellingError("'\(parts[1])' is no number type; there are \(known)")
        }
        self.init(detector: DetectorShape(rows: rows, columns: columns), elementType: type)
        for part in parts.dropFirst(2) {
            let words = part.split(separator: "=", omittingEmptySubsequences: false)
            switch (words[0], words.count) {
            case ("little", 1): byteOrder = .little
            case ("big", 1): byteOrder = .big
            case ("offset", 2): offset = try Self.bytes(words[1], part)
            case ("gap", 2): gap = try Self.bytes(words[1], part)
            default: throw SpellingError("'\(part)' is no part of a layout; write \(Self.grammar)")
            }
        }
    }

    private static func bytes(_ text: Substring, _ part: String) throws(SpellingError) -> Int {
        guard let count = Int(text), count >= 0 else { throw SpellingError("'\(part)' needs a number of bytes") }
        return count
    }
}
