import TOMLKit

extension TOMLTable {
    /// Reads lines `key = value` below headers `[name]`, without lists, tables and texts of several lines as values: all
    /// that settings and themes need. toml++, which reads them, ends the program at some other lines that are cut short or
    /// damaged, so that they are refused before.
    public convenience init(plain text: String) throws(PlainTOMLError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            if let reason = Self.fault(in: line.utf8) { throw PlainTOMLError(line: number + 1, reason: reason) }
        }
        do {
            try self.init(string: text)
        } catch let error as TOMLParseError {
            throw PlainTOMLError(line: error.source.begin.line, reason: error.description)
        } catch {
            throw PlainTOMLError(line: nil, reason: "\(error)")
        }
    }

    private static func fault(in line: Substring.UTF8View) -> String? {
        let line = line.drop(while: isBlank)
        guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
        if first == UInt8(ascii: "[") {
            let name = line.dropFirst().prefix(while: isBare)
            let isWhole = !name.isEmpty && line.dropFirst(1 + name.count).first == UInt8(ascii: "]")
            return isWhole ? nil : "a table's name is letters, digits, - and _ between brackets"
        }
        let behind = line.drop(while: isBare).drop(while: isBlank)
        guard isBare(first), behind.first == UInt8(ascii: "=") else { return "a setting is a name, = and a value" }
        let value = behind.dropFirst().drop(while: isBlank)
        if value.first == UInt8(ascii: "\"") || value.first == UInt8(ascii: "'") { return nil }
        let rest = value.drop { isBare($0) || $0 == UInt8(ascii: ".") }.drop(while: isBlank)
        return rest.isEmpty || rest.first == UInt8(ascii: "#")
            ? nil : "a value is a text in quotes, a number, true or false"
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// What a name that needs no quotes is made of.
    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Why a text is not read, and on which line, counted from 1; nil where that is not known.
public struct PlainTOMLError: Error, Equatable, Sendable {
    public let line: Int?
    public let reason: String
}
