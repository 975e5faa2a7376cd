import Questions
import Session

/// A line of the help screen.
enum HelpLine {
    case heading(String)
    case blank
    case entry(keys: String, id: String, help: String)
}

/// The help screen's lines, at most `width` columns wide: the command table, a section per place.
func helpLines(width: Int) -> [HelpLine] {
    var sections: [(title: String, lines: [HelpLine])] = []
    for command in CommandTable.commands {
        let keys = (command.keys + command.tenKeys.prefix(1)).map(Command.shown).joined(separator: " ")
        let line = HelpLine.entry(keys: keys, id: command.id, help: command.help)
        if let index = sections.firstIndex(where: { $0.title == command.place.title }) {
            sections[index].lines.append(line)
        } else {
            sections.append((command.place.title, [line]))
        }
    }
    let mouse: [HelpLine] = [
        .entry(
            keys: "click", id: "",
            help: "Places the probe; looks at a pixel; chooses k, a curve, a component, a workspace, a hint, a row."),
        .entry(
            keys: "click", id: "",
            help: "On a pane's upper edge: the whole screen, and back. On path and command: copies them."),
        .entry(
            keys: "drag", id: "",
            help:
                "Moves the probe and k; moves the detector by its centre; resizes it by its edges; slides an exchange."),
        .entry(keys: "wheel", id: "", help: "Zooms the picture under it; steps k; slides an exchange; scrolls."),
    ]
    sections.append(("Mouse", mouse))
    sections.append(
        (
            "Numbers",
            [
                .entry(
                    keys: "5 l", id: "", help: "A number before a motion repeats it; with Shift a motion counts ten."),
                .entry(
                    keys: "1 2 3", id: "", help: "Alone choose a workspace; a count from 10 on may begin with them."),
            ]
        ))
    return sections.flatMap { [.heading($0.title)] + $0.lines.flatMap { broken($0, width: width) } + [.blank] }
}

/// An entry whose help does not fit beside its keys, as several lines.
private func broken(_ line: HelpLine, width: Int) -> [HelpLine] {
    guard case .entry(let keys, let id, let help) = line else { return [line] }
    return wrapped(help, width: max(16, width - 18)).enumerated().map { offset, part in
        offset == 0 ? .entry(keys: keys, id: id, help: part) : .entry(keys: "", id: "", help: part)
    }
}

/// Shapes and operators as prompts show them.
let detectorGrammar = VirtualDetector.grammar

/// A text broken at blanks into lines of at most `width` characters.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = String(word)
        } else {
            line += (line.isEmpty ? "" : " ") + word
        }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
}
