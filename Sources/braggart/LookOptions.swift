import ArgumentParser
import Foundation
import Interface
import Screen

/// How things look; the same for the explorer and for frames.
struct LookOptions: ParsableArguments {
    @Option(help: "Theme by name.") var theme = "night"
    @Option(
        help: ArgumentHelp("A folder of themes and colour maps of your own.", valueName: "folder"),
        completion: .directory)
    var themesDir: String?
    @Option(help: "Colours: auto, none, 8, 256, true.", transform: { try Self.colors($0) })
    var color: ColorDepth?
    @Flag(help: "Plain ASCII characters only.") var ascii = false

    private static func colors(_ text: String) throws -> ColorDepth? {
        switch text {
        case "auto": nil
        case "none": ColorDepth.none
        case "8": .eight
        case "256": .palette
        case "true", "24bit", "truecolor": .direct
        default: throw ValidationError("'\(text)': expected auto, none, 8, 256 or true")
        }
    }

    /// What is compiled in, the user's own, and the folder that was named.
    func look() throws -> Look {
        var look = try Look()
        let home = ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"] ?? NSHomeDirectory() + "/.config"
        try look.add(folder: home + "/braggart/themes")
        if let themesDir { try look.add(folder: themesDir) }
        guard look.themes.contains(where: { $0.name == theme }) else {
            let known = look.themes.map(\.name).joined(separator: ", ")
            throw ValidationError("no theme is called '\(theme)'; there are \(known)")
        }
        return look
    }
}
