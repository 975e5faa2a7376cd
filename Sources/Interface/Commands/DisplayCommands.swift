import Session

/// How pictures are drawn. In Explore they act on the focused pane; elsewhere on maps or patterns by the last focus.
let displayCommands: [Command] = [
    Command("display.scale", ["g"], "Scale", "Linear, square root, logarithmic.", in: .everywhere, hint: "scale") {
        _, _ in [.nextScale]
    },
    Command("display.map", ["c"], "Colour map", "The next colour map.", in: .everywhere, hint: "colours") { _, _ in
        [.nextColorMap(1)]
    },
    Command("display.mapBack", ["C"], "Colour map back", "The colour map before.", in: .everywhere) { _, _ in
        [.nextColorMap(-1)]
    },
    Command("display.clipMore", [")"], "Clip more", "Clips more of the largest and smallest values.", in: .everywhere) {
        _, _ in [.stepClip(1)]
    },
    Command("display.clipLess", ["("], "Clip less", "Clips less of the largest and smallest values.", in: .everywhere) {
        _, _ in [.stepClip(-1)]
    },
    Command(
        "display.reduction", ["r"], "Reduction",
        "Where pixels share a place on the screen: their maximum (keeps spots) or mean (keeps areas).", in: .everywhere
    ) { _, _ in [.nextReduction] },
    Command(
        "display.target", ["p"], "Maps or patterns", "Display keys act on patterns or on maps.", in: .results
    ) { session, _ in
        [.otherDisplay, .say(Message(.plain, session.displaysMap ? "display keys: patterns" : "display keys: maps"))]
    },
    Command(
        "pane.next", ["o"], "Next pane", "Gives the focus to the next pane; one that is not in sight gets the screen.",
        in: .results, hint: "pane"
    ) { _, _ in [.otherPane] },
    Command("view.zoomIn", ["+", "="], "Zoom in", "Magnifies the focused picture.", in: .explore, hint: "zoom") {
        session, _ in [.zoom(session.view.focus, by: 2)]
    },
    Command("view.zoomOut", ["-"], "Zoom out", "Shows more of the focused picture.", in: .explore) { session, _ in
        [.zoom(session.view.focus, by: 0.5)]
    },
    Command(
        "view.maximize", ["z"], "Whole screen", "Gives the whole screen to the pane with the focus, or takes it back.",
        in: .everywhere
    ) { _, _ in [.toggleMaximized] },
    Command(
        "display.pick", ["P"], "Colour maps", "Picks the colour map from a list that shows each of them.",
        in: .everywhere
    ) { _, _ in [.pick(.colorMap)] },
    Command("theme.pick", ["t"], "Themes", "Picks the theme from a list; each shows at once.", in: .everywhere) {
        _, _ in [.pick(.theme)]
    },
    Command("theme.next", ["T"], "Next theme", "The next theme.", in: .everywhere) { _, _ in [.nextTheme(1)] },
    Command(
        "screen.choose", ["A"], "Screen",
        "Theme, number of colours, glyphs, motion; with a strip that shows what this terminal can do.", in: .everywhere
    ) { _, _ in [.openAppearance] },
]
