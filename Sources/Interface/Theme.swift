import PlainTOML
import Screen
import TOMLKit

/// Colours by role: views ask for what a thing is, never for a colour.
public struct Theme: Hashable, Sendable {
    public let name: String
    /// True where the background is darker than the text.
    public let isDark: Bool
    private let colors: [Role: Color]
    /// For 16 and for 8 colours.
    private let sixteen: [Role: Color]
    private let eight: [Role: Color]

    /// What a colour is for.
    public enum Role: String, CaseIterable, Hashable, Sendable {
        case background, surface, border, borderFocused, title, text, dim, accent, accentText, key, good, warning, error
        case probe, detector, mask, series1, series2, series3, gridline
    }

    /// The colour of a role.
    public subscript(role: Role) -> Color { colors[role] ?? .terminalDefault }

    /// Reads a `.theme` file: TOML with `name`, `dark` and a table `roles` of `#rrggbb`, `default` or the number of a
    /// named colour, 0…15. Tables `named16` and `named8` may say the same for terminals with 16 and 8 colours; where they
    /// do not, what suits a dark or a light theme is taken.
    /// - Throws: `ThemeError` that names what is missing or cannot be read.
    public init(file text: String, from path: String) throws(ThemeError) {
        let table: TOMLTable
        do { table = try TOMLTable(plain: text) } catch {
            let place = error.line.map { "line \($0): " } ?? ""
            throw ThemeError(path: path, reason: "is not TOML: \(place)\(error.reason)")
        }
        guard let name = table["name"]?.string else { throw ThemeError(path: path, reason: "has no name") }
        guard let roles = table["roles"]?.table else { throw ThemeError(path: path, reason: "has no table [roles]") }
        let colors = try Self.colors(roles, path)
        if let missing = Role.allCases.first(where: { colors[$0] == nil }) {
            throw ThemeError(path: path, reason: "has no colour for '\(missing.rawValue)'")
        }
        self.name = name
        self.colors = colors
        isDark = table["dark"]?.bool ?? true
        sixteen = try Self.named(table["named16"]?.table, isDark ? Self.dark16 : Self.light16, path)
        eight = try Self.named(table["named8"]?.table, isDark ? Self.dark8 : Self.light8, path)
    }

    /// What is usual, and what a theme says otherwise.
    private static func named(
        _ table: TOMLTable?, _ usual: [Role: UInt8], _ path: String
    ) throws(ThemeError) -> [Role: Color] {
        var colors = usual.mapValues { Color.named($0) }
        if let table { colors.merge(try Self.colors(table, path)) { $1 } }
        return colors
    }

    private init(_ theme: Theme, colors: [Role: Color]) {
        name = theme.name
        isDark = theme.isDark
        self.colors = colors
        sixteen = theme.sixteen
        eight = theme.eight
    }

    private static func colors(_ table: TOMLTable, _ path: String) throws(ThemeError) -> [Role: Color] {
        var colors: [Role: Color] = [:]
        for role in Role.allCases {
            guard let entry = table[role.rawValue] else { continue }
            let spelling = entry.string ?? entry.int.map(String.init) ?? ""
            if spelling == "default" {
                colors[role] = .terminalDefault
            } else if let color = Color(hexadecimal: spelling) {
                colors[role] = color
            } else if let number = UInt8(spelling), number < 16 {
                colors[role] = .named(number)
            } else {
                throw ThemeError(
                    path: path, reason: "'\(role.rawValue)': '\(spelling)' is not #rrggbb, default or 0…15")
            }
        }
        return colors
    }

    /// The theme with the colours for a screen of some depth.
    package func at(_ depth: ColorDepth) -> Theme {
        switch depth {
        case .eight: Theme(self, colors: eight)
        case .sixteen: Theme(self, colors: sixteen)
        case .none, .palette, .direct: self
        }
    }

    /// A style with a role's colour on the background.
    public func style(_ role: Role, on background: Role = .background, bold: Bool = false) -> Style {
        Style(self[role], on: self[background], bold: bold)
    }
}

/// Why a theme, a colour map or the user's preferences cannot be used.
public struct ThemeError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    public init(path: String, reason: String) { description = "\(path): \(reason)." }
}
