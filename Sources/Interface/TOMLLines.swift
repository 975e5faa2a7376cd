import Foundation

/// The lines of a TOML file, to be changed one by one.
struct TOMLLines {
    private var lines: [String]

    init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// A text as TOML spells it.
    static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": shown += "\\\""
            case "\\": shown += "\\\\"
            case "\0"..<" ", "\u{7F}": shown += "\\u" + String(format: "%04x", scalar.value)
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown + "\""
    }

    /// The headings of tables, without comments.
    var headings: [String] { lines.compactMap(Self.heading) }

    /// Gives a key of a table a text; the table is added where there is none.
    /// - Parameter table: its heading; nil: what stands before all tables.
    mutating func set(_ key: String, to value: String, in table: String?) {
        let line = "\(key) = \(Self.quoted(value))"
        var start = 0
        if let table {
            if let heading = lines.firstIndex(where: { Self.heading($0) == table }) {
                start = heading + 1
            } else {
                if lines.last?.isEmpty == false { lines.append("") }
                lines.append(table)
                start = lines.count
            }
        }
        let end = lines[start...].firstIndex { Self.heading($0) != nil } ?? lines.count
        if let place = lines[start..<end].firstIndex(where: { Self.key($0) == key }) {
            lines[place] = line
        } else {
            var place = end
            while place > start, lines[place - 1].isEmpty { place -= 1 }
            lines.insert(line, at: place)
        }
    }

    /// A line that begins a table, without what is around it and behind it.
    private static func heading(_ line: String) -> String? {
        guard let first = line.utf8.firstIndex(where: { (33...126).contains($0) }), line[first] == "[" else {
            return nil
        }
        let text = line[first...].prefix { $0 != "#" }
        return String(text.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }

    private static func key(_ line: String) -> String? {
        line.split(separator: "=", maxSplits: 1).first.map { $0.filter { !" \t\"".contains($0) } }
    }
}
