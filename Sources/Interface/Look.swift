import Foundation
import Screen

/// Themes and colour maps that can be chosen: compiled in, and the user's own files.
public struct Look: Sendable {
    /// By name, in the order that keys step through.
    public private(set) var themes: [Theme]
    /// By name, in the order that keys step through.
    public private(set) var colorMaps: [ColorMap]

    /// What is compiled in.
    /// - Throws: `ThemeError` when a compiled-in file cannot be read (a test checks that all can).
    public init() throws(ThemeError) {
        themes = []
        colorMaps = []
        for (name, text) in Embedded.themes { try add(theme: text, from: name) }
        for (name, text) in Embedded.colorMaps { try add(colorMap: text, named: name, from: name) }
    }

    /// Adds the `.theme` files of a folder and the `.map` files of its `colormaps`; equal names replace.
    /// A folder that is not there adds nothing.
    /// - Throws: `ThemeError` for the first file that cannot be read.
    public mutating func add(folder: String) throws(ThemeError) {
        var first: ThemeError?
        add(folder: folder) { first = first ?? $0 }
        if let first { throw first }
    }

    /// The same, leaving out what cannot be read.
    /// - Parameter refuse: is told why a file is left out.
    public mutating func add(folder: String, leavingOut refuse: (ThemeError) -> Void) {
        for file in Self.files(in: folder, ending: ".theme") {
            do throws(ThemeError) { try add(theme: try Self.text(of: file.path), from: file.path) } catch {
                refuse(error)
            }
        }
        for file in Self.files(in: folder + "/colormaps", ending: ".map") {
            do throws(ThemeError) {
                try add(colorMap: try Self.text(of: file.path), named: file.name, from: file.path)
            } catch { refuse(error) }
        }
    }

    private mutating func add(theme text: String, from path: String) throws(ThemeError) {
        let theme = try Theme(file: text, from: path)
        if let place = themes.firstIndex(where: { $0.name == theme.name }) {
            themes[place] = theme
        } else {
            themes.append(theme)
        }
    }

    private mutating func add(colorMap text: String, named name: String, from path: String) throws(ThemeError) {
        guard let map = ColorMap(name: name, file: text) else {
            throw ThemeError(path: path, reason: "is not a colour map: one #rrggbb a line, two at least")
        }
        if let place = colorMaps.firstIndex(where: { $0.name == name }) {
            colorMaps[place] = map
        } else {
            colorMaps.append(map)
        }
    }

    private static func files(in folder: String, ending: String) -> [(path: String, name: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted().map {
            (folder + "/" + $0, String($0.dropLast(ending.count)))
        }
    }

    private static func text(of path: String) throws(ThemeError) -> String {
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw ThemeError(path: path, reason: "cannot be read")
        }
    }

    /// The theme of a name; the first where there is none of that name.
    public func theme(_ name: String) -> Theme { themes.first { $0.name == name } ?? themes[0] }

    /// The colour map of a name; the first where there is none of that name.
    public func colorMap(_ name: String) -> ColorMap { colorMaps.first { $0.name == name } ?? colorMaps[0] }
}
