import Screen
import TOMLKit

/// Colours by role: views ask for what a thing is, never for a colour.
public struct Theme: Hashable, Sendable {
    public let name: String
    /// True where the background is darker than the text.
    public let isDark: Bool
    private let colors: [Role: Color]

    /// What a colour is for.
    public enum Role: String, CaseIterable, Hashable, Sendable {
        case background, surface, border, borderFocused, title, text, dim, accent, accentText, key, good, warning, error
        case probe, detector, mask, series1, series2, series3, gridline
    }

    /// The colour of a role.
    public subscript(role: Role) -> Color { colors[role] ?? .terminalDefault }

    /// Reads a `.theme` file: TOML with `name`, `dark` and a table `roles` of `#rrggbb` or `default`.
    /// - Throws: `ThemeError` that names what is missing or cannot be read.
    public init(file text: String, from path: String) throws(ThemeError) {
        // The parser ends the program where it cannot read the name of a table.
        let headers = text.split(whereSeparator: \.isNewline).compactMap { line in
            line.utf8.firstIndex { (33...126).contains($0) }.map { line[$0...] }
        }.filter { $0.hasPrefix("[") }
        guard headers.allSatisfy({ $0.hasPrefix("[roles]") }) else {
            throw ThemeError(path: path, reason: "has another table than [roles]")
        }
        let table: TOMLTable
        do { table = try TOMLTable(string: text) } catch {
            throw ThemeError(path: path, reason: "is not TOML: \(error)")
        }
        guard let name = table["name"]?.string else { throw ThemeError(path: path, reason: "has no name") }
        guard let roles = table["roles"]?.table else { throw ThemeError(path: path, reason: "has no table [roles]") }
        var colors: [Role: Color] = [:]
        for role in Role.allCases {
            guard let spelling = roles[role.rawValue]?.string else {
                throw ThemeError(path: path, reason: "has no colour for '\(role.rawValue)'")
            }
            if spelling == "default" {
                colors[role] = .terminalDefault
            } else if let color = Color(hexadecimal: spelling) {
                colors[role] = color
            } else {
                throw ThemeError(path: path, reason: "'\(role.rawValue)': '\(spelling)' is neither #rrggbb nor default")
            }
        }
        self.name = name
        isDark = table["dark"]?.bool ?? true
        self.colors = colors
    }

    /// A style with a role's colour on the background.
    public func style(_ role: Role, on background: Role = .background, bold: Bool = false) -> Style {
        Style(self[role], on: self[background], bold: bold)
    }
}

/// Why a theme or colour map cannot be used.
public struct ThemeError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    public init(path: String, reason: String) { description = "\(path): \(reason)." }
}
