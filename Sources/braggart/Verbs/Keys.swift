import ArgumentParser
import Interface

/// The command table.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List keys and commands of the explorer.",
        discussion: """
            Example:
              braggart keys --markdown
            """)

    @Flag(help: "As a Markdown page.") var markdown = false

    func run() {
        if markdown {
            print(
                "# Keys and commands\n\nWritten by `braggart keys --markdown`.\n\n" + CommandTable.markdown,
                terminator: "")
            return
        }
        for command in CommandTable.commands {
            let keys = (command.keys + command.tenKeys).map(Command.shown).joined(separator: " ")
            print(pad(keys, 18) + pad(command.id, 24) + command.help)
        }
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
