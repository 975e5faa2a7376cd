import Foundation
import PlainTOML
import Screen
import Session
import TOMLKit

/// The user's defaults, from `$XDG_CONFIG_HOME/braggart/config.toml`: `theme`, `color`, `glyphs`, `curves`, `motion` and
/// `mouse`. A table `[terminal-NAME]` says what holds where TERM is NAME alone.
public struct Preferences: Sendable {
    /// What is chosen for the screen; empty names where nothing is.
    public private(set) var appearance = Appearance()
    /// False leaves the mouse to the terminal.
    public private(set) var mouse: Bool?

    private static let offered: [Appearance.Field: [String]] = [
        .colors: ["auto"] + ColorDepth.allCases.map(\.rawValue), .glyphs: ["auto"] + GlyphSet.allCases.map(\.rawValue),
        .curves: ["auto"] + CurveGlyphs.allCases.map(\.rawValue),
        .motion: Appearance.motions,
    ]

    /// Nothing preferred.
    public init() {}

    /// Reads a file's text.
    /// - Parameter terminal: TERM.
    /// - Throws: `ThemeError` that names the key and what it may be.
    public init(file text: String, from path: String, terminal: String) throws(ThemeError) {
        if let strange = TOMLLines(text).headings.first(where: { Self.terminal(named: $0) == nil }) {
            throw ThemeError(path: path, reason: "has a table '\(strange)'; there is [terminal-NAME]")
        }
        let table: TOMLTable
        do { table = try TOMLTable(plain: text) } catch {
            let place = error.line.map { "line \($0): " } ?? ""
            throw ThemeError(path: path, reason: "is not TOML: \(place)\(error.reason)")
        }
        try take(table, path)
        if let here = table["terminal-\(terminal)"]?.table { try take(here, path) }
    }

    private mutating func take(_ table: TOMLTable, _ path: String) throws(ThemeError) {
        for field in Appearance.Field.allCases {
            guard let entry = table[field.rawValue] else { continue }
            let value = entry.string ?? entry.int.map(String.init) ?? ""
            if let known = Self.offered[field], !known.contains(value) {
                let words = known.joined(separator: ", ")
                throw ThemeError(path: path, reason: "'\(field.rawValue)' is one of \(words)")
            }
            appearance[field] = value == "auto" ? "" : value
        }
        guard let entry = table["mouse"] else { return }
        guard let value = entry.bool else { throw ThemeError(path: path, reason: "'mouse' is true or false") }
        mouse = value
    }

    /// The folder of the user's own files.
    public static var folder: String {
        let home = ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"] ?? ""
        return (home.isEmpty ? NSHomeDirectory() + "/.config" : home) + "/braggart"
    }

    /// What is kept in the user's file; nothing where there is none.
    public static func kept(terminal: String, in folder: String = folder) throws(ThemeError) -> Preferences {
        let path = folder + "/config.toml"
        guard let bytes = FileManager.default.contents(atPath: path) else { return Preferences() }
        return try Preferences(file: String(decoding: bytes, as: UTF8.self), from: path, terminal: terminal)
    }

    /// Keeps what is chosen: theme and motion for all terminals, the rest for those of this name. Everything else in the
    /// file stays as it is, comments too.
    /// - Returns: the file's path.
    @discardableResult
    public static func keep(
        _ appearance: Appearance, terminal: String, in folder: String = folder
    ) throws(ThemeError) -> String {
        let path = folder + "/config.toml"
        let before = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        var lines = TOMLLines(before)
        for field in Appearance.Field.allCases where !appearance[field].isEmpty {
            let isGeneral = field == .theme || field == .motion || !Self.isPlain(terminal)
            lines.set(field.rawValue, to: appearance[field], in: isGeneral ? nil : "[terminal-\(terminal)]")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try lines.text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch { throw ThemeError(path: path, reason: "cannot be written: \(error.localizedDescription)") }
        return path
    }

    /// The terminal that a table's heading is about; nil for other tables.
    private static func terminal(named heading: String) -> String? {
        guard heading.hasPrefix("[terminal-"), heading.hasSuffix("]") else { return nil }
        let name = String(heading.dropFirst(10).dropLast())
        return isPlain(name) ? name : nil
    }

    /// True for a name that a table can have: letters, digits, - and _.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
