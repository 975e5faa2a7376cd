import ArgumentParser
import Formats
import Foundation
import Glibc
import Interface
import Runtime
import Screen
import Terminal

/// The explorer.
struct Explore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open a dataset in the terminal (the verb may be left out).",
        discussion: """
            Keys: ? shows them all; q quits. What is said here about the dataset is kept with it, and so is where you were.

            Examples:
              braggart scan.npy
              braggart frames.npy --scan 100x100 --scan-step 5nm --pixel-size 0.14/nm --voltage 80kV
            """)

    @OptionGroup var dataset: DatasetOptions
    @OptionGroup var look: LookOptions
    @Flag(help: "Leave the mouse to the terminal.") var noMouse = false
    @Flag(help: "Show what runs in the background in calm steps.") var reduceMotion = false
    @Flag(help: "Begin anew, not where the dataset was left last time.") var fresh = false

    func run() throws {
        // A pipe or socket that is gone is an error where it is written, not a death that leaves the terminal behind.
        signal(SIGPIPE, SIG_IGN)
        let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
        let preferences = try Preferences.kept(terminal: name)
        let preferred = preferences.appearance
        let (look, notes) = try look.look()
        let theme = try self.look.themeName(in: look, preferred: preferred[.theme])
        let opened = try dataset.opening().openLikeliest()
        let terminal = try NcursesTerminal(
            options: TerminalOptions(
                colors: self.look.color ?? ColorDepth(rawValue: preferred[.colors]),
                glyphs: self.look.glyphs ?? GlyphSet(rawValue: preferred[.glyphs]),
                curves: self.look.curves ?? CurveGlyphs(rawValue: preferred[.curves]),
                mouse: !noMouse && preferences.mouse != false))
        let ending: Int32?
        var farewell: String?
        do {
            defer { terminal.stop() }
            let explorer = try Explorer(
                opened, look: look, theme: theme, ability: terminal.ability, limits: terminal.limits,
                reducesMotion: reduceMotion || preferred.reducesMotion, mouse: terminal.mouse, size: terminal.size,
                keepsSession: true, isFresh: fresh)
            let said = notes + terminal.notes
            if !said.isEmpty { explorer.say(said.joined(separator: " ")) }
            ending = try EventLoop(explorer, on: terminal).run()
            if explorer.isSweeping { farewell = "the sweep goes on; open the file again to see it." }
            do throws(RuntimeError) { try explorer.keepSession() } catch {
                farewell = [farewell, "where you were is not kept: \(error)"].compactMap(\.self).joined(separator: "\n")
            }
        }
        if let farewell, ending != SIGHUP { print(farewell) }
        if let ending { end(by: ending) }
    }

    /// Ends the process by the signal that ended the explorer, so that a shell sees it.
    private func end(by signal: Int32) {
        Glibc.signal(signal, SIG_DFL)
        kill(getpid(), signal)
    }
}

extension NcursesTerminal: InteractiveDevice {}
