import Screen

/// What the window of the terminal is called: xterm's sequences, also understood by tmux and screen. The title before
/// is kept on the terminal's own stack (XTWINOPS 22 and 23) and comes back from there.
package struct WindowTitle {
    /// False for terminals that would show the sequences rather than take them.
    private let isKnown: Bool
    private let showsOnlyASCII: Bool

    /// - Parameter terminal: TERM.
    package init(terminal: String, showsOnlyASCII: Bool) {
        let plain = ["linux", "vt", "dumb", "ansi", "cons", "sun", "hurd", "bvterm", "wy", "unknown"]
        isKnown = !plain.contains { terminal.hasPrefix($0) }
        self.showsOnlyASCII = showsOnlyASCII
    }

    package var push: String { isKnown ? "\u{1B}[22;0t" : "" }
    package var pop: String { isKnown ? "\u{1B}[23;0t" : "" }

    /// Gives the window a title, without what a terminal would act on; at most 120 characters.
    package func set(_ title: String) -> String {
        guard isKnown else { return "" }
        var shown = ""
        for scalar in title.unicodeScalars.prefix(120) {
            let character = scalar.visible
            shown.unicodeScalars.append(showsOnlyASCII ? character.asciiStandIn : character)
        }
        return "\u{1B}]2;\(shown)\u{07}"
    }
}
