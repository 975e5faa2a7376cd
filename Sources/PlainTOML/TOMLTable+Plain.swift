import TOMLKit

extension TOMLTable {
    /// Reads lines `key = value` below headers `[name]`, without lists and tables inside values: all that settings and
    /// themes need. toml++, which reads them, ends the program at some lists and names that are cut short or damaged, so
    /// that they are refused before.
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
        // White space, whatever is taken for it, is passed over.
        let visible = line.filter(isVisible)
        if visible.first == UInt8(ascii: "#") { return nil }
        if visible.first == UInt8(ascii: "[") {
            let behind = line.drop { !isVisible($0) }.dropFirst()
            let name = behind.prefix(while: isBare)
            let isWhole = !name.isEmpty && behind.dropFirst(name.count).first == UInt8(ascii: "]")
            return isWhole ? nil : "a table's name is letters, digits, - and _ between brackets"
        }
        let holdsList = zip(visible, visible.dropFirst()).contains {
            $0 == UInt8(ascii: "=") && ($1 == UInt8(ascii: "[") || $1 == UInt8(ascii: "{"))
        }
        return holdsList ? "a value is a text, a number, true or false" : nil
    }

    private static func isVisible(_ byte: UInt8) -> Bool { (33...126).contains(byte) }

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
