import Session

/// Workspaces, help, undo and the end.
let generalCommands: [Command] = [
    Command("workspace.explore", ["1"], "Explore", "Scan map and diffraction pattern.", in: .everywhere) { _, _ in
        [.show(.explore)]
    },
    Command("workspace.sweep", ["2"], "Sweep", "MSE against k.", in: .everywhere) { _, _ in [.show(.sweep)] },
    Command("workspace.components", ["3"], "Components", "Components and distributions.", in: .everywhere) { _, _ in
        [.show(.components)]
    },
    Command("workspace.next", ["Tab"], "Next workspace", "Goes to the next workspace.", in: .everywhere) { _, _ in
        [.stepWorkspace(1)]
    },
    Command("workspace.previous", ["BTab"], "Previous workspace", "Goes to the workspace before.", in: .everywhere) {
        _, _ in [.stepWorkspace(-1)]
    },
    Command("undo", ["u"], "Undo", "Takes back the last change.", in: .everywhere, hint: "undo") { _, _ in [.undo] },
    Command("redo", ["U", "C-r"], "Redo", "Makes the change again that undo took back.", in: .everywhere) { _, _ in
        [.redo]
    },
    Command(
        "result.write", ["w"], "Write what is shown",
        "Writes the map, pattern, curves or components to a file; its ending chooses the format, .png is as shown.",
        in: .everywhere, hint: "write", unless: needsSubject
    ) { _, _ in [.openWriting] },
    Command(
        "copy.value", ["y"], "Copy the value", "Copies the number that is looked at to the terminal's clipboard.",
        in: .everywhere, unless: needsValue
    ) { session, _ in shownValue(session).map { [.copy($0.number, what: $0.what)] } ?? [] },
    Command(
        "copy.command", ["Y"], "Copy the command", "Copies the command line that makes what is shown.", in: .everywhere
    ) { session, _ in [.copy(reproducingCommand(session), what: "the command")] },
    Command("copy.path", [], "Copy the path", "Copies the dataset's path.", in: .everywhere) { session, _ in
        [.copy(session.dataset.path, what: "the path")]
    },
    Command("palette", [":"], "Command", "Runs a command by its name.", in: .everywhere, hint: "command") { _, _ in
        [.open(.palette(text: "", selected: 0))]
    },
    Command("information", ["i"], "About the data", "What is known about the dataset.", in: .everywhere, hint: "info") {
        _, _ in [.open(.information(scroll: 0))]
    },
    Command("help", ["?", "F1"], "Help", "All keys and commands.", in: .everywhere, hint: "help") { _, _ in
        [.open(.help(scroll: 0))]
    },
    Command(
        "mouse.release", ["M"], "Mouse to the terminal",
        "Gives the mouse to the terminal, to select text, or takes it back.", in: .everywhere
    ) { _, _ in [.releaseMouse] },
    Command("redraw", ["C-l"], "Redraw", "Draws the screen anew.", in: .everywhere) { _, _ in [.redraw] },
    Command("suspend", ["C-z"], "Suspend", "Stops the program until the shell continues it.", in: .everywhere) { _, _ in
        [.suspend]
    },
    Command(
        "quit", ["q"], "Quit", "Ends the explorer; a running sweep goes on and is there when the file is opened again.",
        in: .everywhere, hint: "quit"
    ) { _, _ in [.quit] },
]

@Sendable private func needsValue(_ session: Session) -> String? {
    shownValue(session) == nil ? "nothing is known here yet" : nil
}

@Sendable private func needsSubject(_ session: Session) -> String? { session.subjectAbsence }
