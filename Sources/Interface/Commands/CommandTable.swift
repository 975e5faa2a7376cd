import Screen
import Session

/// All commands.
public enum CommandTable {
    /// In the order of help and footer.
    public static let commands: [Command] =
        exploreCommands + detectorCommands + sweepCommands + componentCommands + displayCommands + generalCommands

    /// The command of a name.
    public static func command(_ id: String) -> Command? { commands.first { $0.id == id } }

    /// The command that a key runs where the session is, and how often at least.
    public static func command(for key: Key, in session: Session) -> (command: Command, times: Int)? {
        let name = key.name
        for command in commands where command.place.contains(session) {
            if command.keys.contains(name) { return (command, 1) }
            if command.tenKeys.contains(name) { return (command, 10) }
        }
        return nil
    }

    /// Commands whose name or title holds the letters of a text in order, best first: an exact name, a name that
    /// begins with it, one that contains it, then the rest in table order.
    public static func matching(_ text: String) -> [Command] {
        let wanted = text.lowercased()
        let ranked = commands.enumerated().compactMap { place, command -> (Int, Int, Command)? in
            rank(command, wanted).map { ($0, place, command) }
        }
        return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    private static func rank(_ command: Command, _ wanted: String) -> Int? {
        if wanted.isEmpty { return 4 }
        let id = command.id.lowercased()
        let title = command.title.lowercased()
        if id == wanted { return 0 }
        if id.hasPrefix(wanted) { return 1 }
        if id.contains(wanted) || title.contains(wanted) { return 2 }
        var rest = wanted[...]
        for character in id + " " + title where rest.first == character {
            rest = rest.dropFirst()
        }
        return rest.isEmpty ? 3 : nil
    }

    /// The table as Markdown, a section per place.
    public static var markdown: String {
        var sections: [(title: String, commands: [Command])] = []
        for command in commands {
            let title = command.place.title
            if let index = sections.firstIndex(where: { $0.title == title }) {
                sections[index].commands.append(command)
            } else {
                sections.append((title, [command]))
            }
        }
        return sections.map { section in
            "## \(section.title)\n\n| key | ×10 | command | what it does |\n|---|---|---|---|\n"
                + section.commands.map(row).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private static func row(_ command: Command) -> String {
        func spelled(_ keys: [String]) -> String {
            keys.map { "`\(Command.shown($0) == "|" ? "\\|" : Command.shown($0))`" }.joined(separator: " ")
        }
        return "| \(spelled(command.keys)) | \(spelled(command.tenKeys)) | `\(command.id)` | \(command.help) |"
    }
}
