import Foundation
import Interface
import Screen
import Session
import TestSupport
import Testing

@Suite("Preferences")
struct PreferencesTests {
    @Test("What is kept is found again, for this terminal and for others; all else in the file stays")
    func keeping() throws {
        let folder = try TemporaryDirectory()
        let before = "# mine\nmouse = false\n\n[terminal-other]\ncolor = \"8\" # console\n"
        _ = try folder.write(before.utf8, to: "config.toml")
        var appearance = Appearance(
            theme: "dusk", ScreenAbility(colors: .direct, glyphs: .quadrants, curves: .blocks), reducesMotion: true)
        try Preferences.keep(appearance, terminal: "xterm-256color", in: folder.path)
        let here = try Preferences.kept(terminal: "xterm-256color", in: folder.path)
        #expect(here.appearance == appearance && here.mouse == false)
        let there = try Preferences.kept(terminal: "other", in: folder.path)
        #expect(there.appearance[.theme] == "dusk" && there.appearance[.colors] == "8")
        #expect(there.appearance[.glyphs].isEmpty && there.appearance.reducesMotion)
        appearance[.colors] = "16"
        try Preferences.keep(appearance, terminal: "other", in: folder.path)
        #expect(try Preferences.kept(terminal: "other", in: folder.path).appearance == appearance)
        let text = try String(contentsOfFile: folder.file("config.toml"), encoding: .utf8)
        #expect(text.contains("# mine") && text.components(separatedBy: "[terminal").count == 3)
    }

    @Test("Without a file nothing is preferred; keeping makes it")
    func nothing() throws {
        let folder = try TemporaryDirectory()
        let none = try Preferences.kept(terminal: "xterm", in: folder.file("not/there"))
        #expect(none.appearance == Appearance() && none.mouse == nil)
        let appearance = Appearance(theme: "a \"b\" \\ c", ScreenAbility(), reducesMotion: false)
        try Preferences.keep(appearance, terminal: "strange \u{1} name", in: folder.file("not/there"))
        #expect(try Preferences.kept(terminal: "any", in: folder.file("not/there")).appearance == appearance)
    }

    @Test(
        "What cannot be meant is refused by name",
        arguments: [
            ("color = \"many\"", "color"), ("glyphs = 3", "glyphs"), ("mouse = \"no\"", "mouse"), ("= x", "TOML"),
            ("[é]", "terminal"), ("\u{FEFF}[[\u{1}=", "terminal"), ("[terminal-a b]", "terminal"),
            ("[terminal-xterm]\ncurves = \"thick\"", "curves"),
        ])
    func refused(text: String, named: String) {
        #expect {
            try Preferences(file: text, from: "config.toml", terminal: "xterm")
        } throws: { error in
            let words = (error as? ThemeError)?.description ?? ""
            return words.contains("config.toml") && words.contains(named)
        }
    }

    @Test("auto leaves a choice to the terminal")
    func automatic() throws {
        let said = "color = 256\nglyphs = \"auto\"\n[terminal-xterm]\ncolor = \"auto\"\n"
        #expect(
            try Preferences(file: said, from: "x", terminal: "xterm").appearance
                == Appearance([.colors: "", .glyphs: ""]))
        #expect(try Preferences(file: said, from: "x", terminal: "vt").appearance[.colors] == "256")
    }
}
