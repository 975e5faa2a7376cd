/// The clipboard of the terminal that the user sits at, also at the far end of SSH: OSC 52 of xterm's control sequences.
/// Terminals do not answer; many ask their user to allow it.
package struct Clipboard {
    /// What stands between the program and the terminal.
    package enum Between: Equatable {
        case nothing
        /// tmux, which passes on what comes in its own envelope where `allow-passthrough` is on.
        case tmux
        /// GNU screen, which passes on what comes in an envelope, in small pieces.
        case screen
    }

    package let between: Between

    /// - Parameters:
    ///   - terminal: TERM.
    ///   - isInTmux: TMUX is set, which SSH does not forward.
    ///   - isInScreen: STY is set.
    package init(terminal: String, isInTmux: Bool, isInScreen: Bool) {
        if isInTmux || terminal.hasPrefix("tmux") {
            between = .tmux
        } else if isInScreen || terminal.hasPrefix("screen") {
            between = .screen
        } else {
            between = .nothing
        }
    }

    /// The bytes that put a text there: as they are, for terminals and for a tmux that takes them itself
    /// (`set-clipboard on`), and in the envelope of what stands between.
    package func sequence(for text: String) -> String {
        let code = Self.base64(Array(text.utf8))
        let plain = "\u{1B}]52;c;\(code)\u{07}"
        switch between {
        case .nothing: return plain
        case .tmux: return plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\"
        case .screen:
            // screen takes no more than 768 bytes of one string.
            let whole = Array(plain.unicodeScalars)
            return stride(from: 0, to: whole.count, by: 500).map { start in
                var piece = ""
                piece.unicodeScalars.append(contentsOf: whole[start..<min(start + 500, whole.count)])
                return "\u{1B}P\(piece)\u{1B}\\"
            }.joined()
        }
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)

    /// RFC 4648, section 4.
    package static func base64(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
            for place in 0..<4 {
                text.unicodeScalars.append(
                    place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }
}
