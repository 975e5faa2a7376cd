import Foundation
import Glibc

/// A terminal of its own inside tmux, with a shell in it. The server ends with the value.
public final class Tmux: Sendable {
    /// Holds the server's socket and what the shell's programs keep; the shell's working directory.
    public let directory: TemporaryDirectory
    private let socket: String

    /// Starts a shell in a window of columns x rows without a status line.
    /// - Throws: `ProgramTrouble` when tmux is missing or does not start.
    public init(columns: Int, rows: Int, term: String = "tmux-256color", environment: [String: String] = [:]) throws {
        directory = try TemporaryDirectory()
        socket = directory.file("socket")
        let configuration = directory.file("tmux.conf")
        try """
        set -g status off
        set -g default-terminal \(term)
        set -g escape-time 0
        set -g exit-empty on
        set -g mouse off

        """.write(toFile: configuration, atomically: true, encoding: .utf8)
        // An interactive shell reads what ENV names.
        let prompt = try directory.write("PS1='ready> '\n".utf8, to: "prompt.sh")
        let shell = ["ENV": prompt, "TERM": term].merging(environment) { $1 }
        // The program keeps its messages below the state's directory where that is there.
        try FileManager.default.createDirectory(atPath: directory.file("state"), withIntermediateDirectories: false)
        try command(
            [
                "-f", configuration, "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", directory.path,
                "sh",
            ],
            environment: BuiltProgram.environment(in: directory, shell))
        do { try wait(for: "ready>") } catch {
            end()
            throw error
        }
    }

    deinit { end() }

    /// Closes the window, as its user or a lost line would: the programs in it are hung up.
    public func end() {
        // The directory holds the socket: it must not go away before the command has run.
        withExtendedLifetime(directory) { _ = try? command(["kill-server"]) }
    }

    /// Runs a tmux command on the own server.
    /// - Returns: what it printed.
    @discardableResult
    public func command(_ words: [String], environment: [String: String]? = nil) throws -> String {
        let outcome = try ChildProcess.run(
            "tmux", ["-S", socket] + words, in: directory.path,
            environment: environment ?? BuiltProgram.environment(in: directory), limit: 10)
        guard outcome.status == 0 else {
            throw ProgramTrouble(
                "tmux \(words): \(outcome.standardError) (is tmux missing? Scripts/setup.sh installs it)")
        }
        return outcome.standardOutput
    }

    /// What the screen shows, a line per row.
    public func screen() throws -> String { try command(["capture-pane", "-p"]) }

    /// Presses keys by tmux's names: l, Down, Enter, C-c.
    public func press(_ keys: String...) throws { try command(["send-keys"] + keys) }

    /// Types a text.
    public func type(_ text: String) throws { try command(["send-keys", "-l", text]) }

    /// Sends bytes as a terminal would, such as mouse reports.
    public func send(_ bytes: String) throws {
        try command(["send-keys", "-H"] + bytes.utf8.map { String($0, radix: 16) })
    }

    /// Types a line into the shell.
    public func line(_ text: String) throws {
        try type(text)
        try press("Enter")
    }

    /// Waits until the screen shows a text.
    /// - Returns: the screen.
    /// - Throws: `ProgramTrouble` with the screen when it does not in `limit` seconds.
    @discardableResult
    public func wait(for text: String, limit: Double = 20) throws -> String {
        try wait("'\(text)'", limit: limit) { $0.contains(text) }
    }

    /// Waits until the screen is as wished.
    @discardableResult
    public func wait(_ what: String, limit: Double = 20, until isSo: (String) throws -> Bool) throws -> String {
        let began = ContinuousClock.now
        while true {
            let screen = try screen()
            if try isSo(screen) { return screen }
            guard ContinuousClock.now - began < .seconds(limit) else {
                throw ProgramTrouble("waited \(limit) s for \(what); the screen shows\n\(screen)")
            }
            usleep(20_000)
        }
    }

    /// Waits until the screen stays as it is for a while.
    /// - Returns: the screen.
    public func settled() throws -> String {
        var before = try screen()
        var since = ContinuousClock.now
        return try wait("a screen that stays") { screen in
            if screen != before { (before, since) = (screen, .now) }
            return ContinuousClock.now - since > .milliseconds(400)
        }
    }

    /// Waits until a file in the directory holds whole lines.
    /// - Returns: its text without the last newline.
    public func wait(forFile name: String, limit: Double = 20) throws -> String {
        var text = ""
        try wait("the file \(name)", limit: limit) { _ in
            text = (try? String(contentsOfFile: directory.file(name), encoding: .utf8)) ?? ""
            return text.hasSuffix("\n")
        }
        return String(text.dropLast())
    }

    /// Whether a program has the alternate screen, whether the cursor is shown, whether mouse reports are asked for.
    public func modes() throws -> (alternate: Bool, cursor: Bool, mouse: Bool) {
        let words = try command([
            "display-message", "-p",
            "#{alternate_on} #{cursor_flag} #{mouse_any_flag}#{mouse_button_flag}#{mouse_standard_flag}#{mouse_sgr_flag}",
        ]).split(whereSeparator: \.isWhitespace)
        guard words.count == 3 else { throw ProgramTrouble("tmux told no modes") }
        return (words[0] == "1", words[1] == "1", words[2] != "0000")
    }

    /// Changes the window's size.
    public func resize(columns: Int, rows: Int) throws {
        try command(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }
}
