import Foundation
import Glibc
import Interface
import Screen
import TestSupport
import Testing

@Suite("Looks")
struct LookTests {
    /// The checkout that this file belongs to.
    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func files(_ folder: String, _ ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.sorted()
            .map { folder + "/" + $0 }
    }

    @Test("What is compiled in is what lies in Themes/")
    func embedded() throws {
        let look = try Look()
        let themes = try files(Self.checkout + "/Themes", ".theme").map {
            try Theme(file: try String(contentsOfFile: $0, encoding: .utf8), from: $0)
        }
        #expect(Set(look.themes) == Set(themes) && look.themes.count == themes.count)
        let maps = try files(Self.checkout + "/Themes/colormaps", ".map").map { path in
            let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            return try #require(ColorMap(name: name, file: try String(contentsOfFile: path, encoding: .utf8)))
        }
        #expect(Set(look.colorMaps) == Set(maps) && look.colorMaps.count == maps.count)
        #expect(look.themes.first?.name == "night" && look.colorMaps.first?.name == "grey")
        let source = try String(
            contentsOfFile: Self.checkout + "/Sources/Interface/Embedded.swift", encoding: .utf8)
        let lines = Set(source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        for path in try files(Self.checkout + "/Themes", ".theme") + files(Self.checkout + "/Themes/colormaps", ".map")
        {
            for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
                #expect(lines.contains(line.trimmingCharacters(in: .whitespaces)), "\(path): \(line)")
            }
        }
    }

    /// Relative luminance by WCAG 2.
    private func luminance(_ color: RGB) -> Double {
        let parts = [color.red, color.green, color.blue].map { byte -> Double in
            let value = Double(byte) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func contrast(_ theme: Theme, _ first: Theme.Role, _ second: Theme.Role) throws -> Double? {
        guard let a = theme[first].components, let b = theme[second].components else { return nil }
        let (x, y) = (luminance(a) + 0.05, luminance(b) + 0.05)
        return max(x, y) / min(x, y)
    }

    @Test("Every theme can be read: text against its grounds has a contrast of 7 at least, small words 4.5")
    func contrasts() throws {
        for theme in try Look().themes {
            for ground in [Theme.Role.background, .surface] {
                for role in [Theme.Role.text, .title] {
                    if let contrast = try contrast(theme, role, ground) {
                        #expect(contrast >= 7, "\(theme.name): \(role) on \(ground) \(contrast)")
                    }
                }
                for role in [Theme.Role.dim, .key, .good, .warning, .error] {
                    if let contrast = try contrast(theme, role, ground) {
                        #expect(contrast >= 4.4, "\(theme.name): \(role) on \(ground) \(contrast)")
                    }
                }
            }
            if let contrast = try contrast(theme, .accentText, .accent) {
                #expect(contrast >= 4.5, "\(theme.name): accentText on accent \(contrast)")
            }
            if let text = theme[.text].components, let ground = theme[.background].components {
                #expect(theme.isDark == (luminance(ground) < luminance(text)), "\(theme.name)")
            }
        }
    }

    @Test("Named colours that stand for a theme's are told apart from its grounds, in 8 colours and in 16")
    func namedContrasts() throws {
        for theme in try Look().themes where theme[.background].components != nil {
            for (depth, least) in [(ColorDepth.sixteen, 3.0), (.eight, 2.2)] {
                let theme = theme.at(depth)
                for role in [Theme.Role.text, .title, .key, .good, .warning, .error, .dim] {
                    let contrast = try #require(try contrast(theme, role, .background))
                    #expect(contrast >= least, "\(theme.name), \(depth): \(role) \(contrast)")
                }
                let text = try #require(try contrast(theme, .text, .background))
                #expect(text >= 7, "\(theme.name), \(depth)")
                let chosen = try #require(try contrast(theme, .accentText, .accent))
                #expect(chosen >= 3, "\(theme.name), \(depth)")
            }
        }
    }

    @Test("Where a theme is for any colour vision, what must be told apart is, also without red or green cones")
    func colorVision() throws {
        let look = try Look()
        for name in ["clear", "contrast"] {
            let theme = look.theme(name)
            #expect(theme.name == name)
            for vision in ColorVision.allCases {
                for roles in [[Theme.Role.good, .warning, .error], [.series1, .series2, .series3]] {
                    let seen = try roles.map { OKLab(vision.seen(try #require(theme[$0].components))) }
                    for first in seen.indices {
                        for second in 0..<first {
                            let distance = seen[first].distance(to: seen[second])
                            #expect(
                                distance >= 0.09, "\(name), \(vision): \(roles[first]) and \(roles[second]) \(distance)"
                            )
                        }
                    }
                }
            }
        }
    }

    private static let theme = """
        name = "mine"
        dark = false
        [roles]
        """ + "\n" + Theme.Role.allCases.map { "\($0.rawValue) = \"#123456\"" }.joined(separator: "\n") + "\n"

    @Test("A user's folder adds themes and colour maps, equal names replace in place")
    func userFolder() throws {
        let folder = try TemporaryDirectory()
        var look = try Look()
        let before = look
        try look.add(folder: folder.file("not there"))
        #expect(look.themes == before.themes && look.colorMaps == before.colorMaps)
        _ = try folder.write(Self.theme.utf8, to: "a.theme")
        _ = try folder.write(
            Self.theme.replacingOccurrences(of: "mine", with: "night").replacingOccurrences(of: "\n", with: "\r\n")
                .utf8,
            to: "b.theme")
        _ = try folder.write("not a theme".utf8, to: "readme.txt")
        try FileManager.default.createDirectory(
            atPath: folder.file("colormaps"), withIntermediateDirectories: true)
        _ = try folder.write("#000000\r\n#00ff00\r\n".utf8, to: "colormaps/green.map")
        _ = try folder.write("#000000\n#ffffff\n#000000\n".utf8, to: "colormaps/grey.map")
        try look.add(folder: folder.path)
        #expect(look.themes.map(\.name) == before.themes.map(\.name) + ["mine"])
        #expect(look.themes[0][.text] == Color.rgb(0x12, 0x34, 0x56) && !look.themes[0].isDark)
        #expect(look.colorMaps.map(\.name) == before.colorMaps.map(\.name) + ["green"])
        #expect(look.colorMap("grey").stops.count == 3 && look.colorMap("green").stops.count == 2)
        #expect(look.theme("none of that name") == look.themes[0])
        #expect(look.colorMap("none of that name") == look.colorMaps[0])
    }

    @Test(
        "A theme that cannot be used is refused by name and reason",
        arguments: [
            ("= nonsense", "TOML"), ("[roles]\n", "name"), ("name = \"x\"\n", "[roles]"),
            ("name = 3\n[roles]\n", "name"),
            ("name = \"x\"\n[roles]\n", "background"), ("[é]\n", "line"),
            (theme + "\n [[\u{1}=", "line"),
            (theme.replacingOccurrences(of: "key = \"#123456\"", with: ""), "key"),
            (theme.replacingOccurrences(of: "key = \"#123456\"", with: "key = \"red\""), "'red'"),
            (theme.replacingOccurrences(of: "key = \"#123456\"", with: "key = 55"), "key"),
        ])
    func badTheme(text: String, named: String) throws {
        let folder = try TemporaryDirectory()
        _ = try folder.write(text.utf8, to: "bad.theme")
        var look = try Look()
        #expect {
            try look.add(folder: folder.path)
        } throws: { error in
            let words = (error as? ThemeError)?.description ?? ""
            return words.contains("bad.theme") && words.contains(named)
        }
    }

    @Test("A colour map that cannot be used, and a file that is no text, are refused by name")
    func badFiles() throws {
        for (name, bytes) in [
            ("colormaps/bad.map", Array("#000000\n".utf8)), ("colormaps/bad.map", Array("#000000\nred\n".utf8)),
            ("colormaps/bad.map", [0xFF, 0xFE, 0x80]), ("bad.theme", [0xFF, 0xC0, 0x80]),
        ] {
            let folder = try TemporaryDirectory()
            try FileManager.default.createDirectory(
                atPath: folder.file("colormaps"), withIntermediateDirectories: true)
            _ = try folder.write(bytes, to: name)
            var look = try Look()
            #expect {
                try look.add(folder: folder.path)
            } throws: { ($0 as? ThemeError)?.description.contains(name) == true }
        }
    }

    @Test("A role may be the terminal's own colour")
    func terminalDefault() throws {
        let text = Self.theme.replacingOccurrences(of: "background = \"#123456\"", with: "background = \"default\"")
        let theme = try Theme(file: text, from: "test")
        #expect(theme[.background].isTerminalDefault && theme.style(.text).background == .terminalDefault)
        var look = try Look()
        let folder = try TemporaryDirectory()
        _ = try folder.write(text.utf8, to: "mine.theme")
        try look.add(folder: folder.path)
        for (_, session) in try Scenes.all() {
            var session = session
            while session.view.theme != "night" { session.apply(.nextTheme(1)) }
            let shown = frame(session, rows: 30, columns: 90, ability: ScreenAbility(colors: .direct), look: look)
            #expect(shown.rows == 30)
        }
    }
}
