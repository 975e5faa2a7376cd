import ArgumentParser
import Foundation
import Interface
import Screen

/// How things look; the same for the explorer and for frames.
struct LookOptions: ParsableArguments {
    @Option(help: "Theme by name (default: night).") var theme: String?
    @Option(
        help: ArgumentHelp("A folder of themes and colour maps of your own.", valueName: "folder"),
        completion: .directory)
    var themesDir: String?
    @Option(
        help: "Colours: auto (what TERM and COLORTERM say), none, 8, 16, 256, true.", transform: { try Self.colors($0) }
    )
    var color: ColorDepth?
    @Option(
        help: "What pictures are made of: auto, half, quadrants, sextants, shades, ascii.",
        transform: { try Self.choice($0) })
    var glyphs: GlyphSet?
    @Option(help: "What curves are made of: auto, braille, blocks, ascii.", transform: { try Self.choice($0) })
    var curves: CurveGlyphs?

    private static func colors(_ text: String) throws -> ColorDepth? {
        ["24bit", "truecolor"].contains(text) ? .direct : try choice(text)
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(_ text: String) throws -> Choice?
    where Choice.RawValue == String {
        if text == "auto" { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = (["auto"] + Choice.allCases.map(\.rawValue)).joined(separator: ", ")
            throw ValidationError("'\(text)': expected \(known)")
        }
        return choice
    }

    /// What is compiled in, what lies in the usual folders, and the folder that was named. Equal names of a later one
    /// replace those of an earlier one.
    /// - Returns: also what is wrong with files in the usual folders, a sentence each; they are left out.
    func look() throws -> (look: Look, notes: [String]) {
        var look = try Look()
        var notes: [String] = []
        for folder in Self.usualFolders {
            look.add(folder: folder) { notes.append($0.description) }
        }
        if let themesDir { try look.add(folder: themesDir) }
        return (look, notes)
    }

    /// From the least particular to the most.
    private static var usualFolders: [String] {
        let program = (Bundle.main.executablePath ?? "") as NSString
        return ["/usr/share/braggart/themes", "/usr/local/share/braggart/themes"]
            + (program.length == 0 ? [] : [program.deletingLastPathComponent + "/themes"])
            + [Preferences.folder + "/themes"]
    }

    /// The name of a theme that there is.
    func themeName(in look: Look, preferred: String = "") throws -> String {
        let name = theme ?? (preferred.isEmpty ? look.themes[0].name : preferred)
        guard look.themes.contains(where: { $0.name == name }) else {
            let known = look.themes.map(\.name).joined(separator: ", ")
            throw ValidationError("no theme is called '\(name)'; there are \(known)")
        }
        return name
    }
}
