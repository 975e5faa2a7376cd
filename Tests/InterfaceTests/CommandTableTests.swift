import Interface
import Screen
import Session
import Testing

@Suite("Command table")
struct CommandTableTests {
    private let commands = CommandTable.commands

    @Test("Every command has a name of its own, a title, and help that is a sentence")
    func names() {
        #expect(Set(commands.map(\.id)).count == commands.count)
        for command in commands {
            #expect(command.id.allSatisfy { $0.isLetter || $0 == "." } && !command.title.isEmpty, "\(command.id)")
            #expect(command.help.hasSuffix(".") && command.help.first?.isUppercase == true, "\(command.id)")
            #expect(command.help.count <= 120, "\(command.id): help fits a line")
            #expect(command.title.first?.isUppercase == true && command.title.count <= 30, "\(command.id)")
            #expect(command.hint.map { !$0.isEmpty && $0.count <= 14 } ?? true, "\(command.id)")
            #expect(CommandTable.command(command.id)?.title == command.title)
            #expect(command.tenKeys.isEmpty || command.isMotion, "\(command.id): only motions go in tens")
        }
        #expect(CommandTable.command("no.such") == nil)
    }

    @Test("Every key is a key, spelled the one way events are named")
    func keys() {
        for command in commands {
            for name in command.keys + command.tenKeys {
                #expect(Key(name: name)?.name == name, "\(command.id): \(name)")
                #expect(!Command.shown(name).isEmpty)
                #expect(Int(name) == nil || command.id.hasPrefix("workspace."), "digits count")
            }
        }
    }

    /// Every place a session can be in that decides what keys do.
    private func places() throws -> [Session] {
        var places: [Session] = []
        for workspace in Workspace.allCases {
            for focus in [Pane.scan, .pattern] {
                var session = try Synthetic.components()
                session.apply(.show(workspace))
                session.apply(.focus(focus))
                places.append(session)
            }
        }
        return places
    }

    @Test("No key has two meanings in one place")
    func conflicts() throws {
        for session in try places() {
            var seen: [String: String] = [:]
            for command in commands where command.place.contains(session) {
                for key in command.keys + command.tenKeys {
                    #expect(
                        seen[key] == nil, "\(key): \(seen[key] ?? "") and \(command.id) in \(session.view.workspace)")
                    seen[key] = command.id
                }
            }
        }
    }

    @Test("Every key finds its command where the command can be used, and only there")
    func lookup() throws {
        for session in try places() {
            for command in commands {
                for (names, times) in [(command.keys, 1), (command.tenKeys, 10)] {
                    for key in names.compactMap({ Key(name: $0) }) {
                        let found = CommandTable.command(for: key, in: session)
                        if command.place.contains(session) {
                            #expect(found?.command.id == command.id && found?.times == times)
                        } else {
                            #expect(found?.command.id != command.id)
                        }
                    }
                }
            }
        }
    }

    @Test("The palette finds every command first by its name, and by parts of it")
    func matching() {
        for command in commands {
            #expect(CommandTable.matching(command.id).first?.id == command.id)
            #expect(CommandTable.matching(command.id.uppercased()).first?.id == command.id, "capitals do not matter")
            #expect(CommandTable.matching(command.title).contains { $0.id == command.id })
            let initials = command.id.split(separator: ".").compactMap(\.first).map(String.init).joined()
            #expect(CommandTable.matching(initials).contains { $0.id == command.id }, "\(initials)")
        }
        #expect(CommandTable.matching("").map(\.id) == commands.map(\.id))
        #expect(CommandTable.matching("qqqq").isEmpty)
        #expect(
            CommandTable.matching("sweep").first?.id.hasPrefix("sweep") == true, "a name that begins so comes first")
        #expect(CommandTable.matching("undo").first?.id == "undo")
    }

    @Test("The table as Markdown names every command once")
    func markdown() {
        let lines = CommandTable.markdown.split(separator: "\n")
        for command in commands {
            #expect(lines.count { $0.contains("| `\(command.id)` |") && $0.contains(command.help) } == 1)
        }
        #expect(lines.filter { $0.hasPrefix("|") }.allSatisfy { $0.hasSuffix("|") })
        #expect(Set(lines.filter { $0.hasPrefix("## ") }).count == lines.count { $0.hasPrefix("## ") })
    }
}
