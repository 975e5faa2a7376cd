import TestSupport
import Testing

/// Every kind of terminal, in every locale, at every size, inside tmux and bare.
@Suite struct TerminalMatrixTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let term: String
        var words: [String] = []
        /// What its colours are said with, and what they must not be said with.
        var says: String?
        var never: [String] = []

        var testDescription: String { ([term] + words).joined(separator: " ") }
    }

    private static let kinds = [
        Kind(term: "xterm-256color", says: "8;5;", never: ["8;2;"]),
        Kind(term: "tmux-256color", says: "8;5;", never: ["8;2;"]),
        Kind(term: "screen-256color", says: "8;5;", never: ["8;2;"]),
        // By an entry of our own.
        Kind(term: "xterm-256color", words: ["--color", "true"], says: "8;2;"),
        Kind(term: "linux", says: "[3", never: ["8;5;", "8;2;"]),
        Kind(term: "vt100", never: ["8;5;", "8;2;"] + (30...47).flatMap { ["[\($0)m", ";\($0)m"] }),
    ]
    private static let locales = ["C.UTF-8", "C"]
    private static let sizes = [(columns: 80, rows: 24), (columns: 200, rows: 50), (columns: 30, rows: 8)]

    private static func isShown(_ output: String, columns: Int) -> Bool {
        columns < 56 ? output.contains("quits") : output.contains("Scan") && output.contains(" counts")
    }

    @Test(arguments: kinds, locales) func aBareTerminalOfAnySize(_ kind: Kind, _ locale: String) throws {
        for size in Self.sizes {
            let journey = try BareJourney(
                term: kind.term, rows: size.rows, columns: size.columns, words: kind.words,
                environment: ["LANG": locale, "LC_ALL": locale])
            try journey.wait("the screen") { Self.isShown($0, columns: size.columns) }
            journey.terminal.type("lq")
            #expect(journey.end() == 0)
            #expect(journey.terminal.mode == journey.modeBefore)
            try journey.wait("the end") { TerminalState($0) == .untouched }
            let output = journey.terminal.output
            if let says = kind.says, size.columns >= 56 { #expect(output.contains("\u{1B}") && output.contains(says)) }
            for word in kind.never { #expect(!output.contains(word), "\(word) at \(size)") }
        }
    }

    @Test(arguments: kinds, locales) func aWindowOfTmuxOfAnySize(_ kind: Kind, _ locale: String) throws {
        let journey = try Journey(
            columns: Self.sizes[0].columns, rows: Self.sizes[0].rows, term: kind.term,
            environment: ["LANG": locale, "LC_ALL": locale])
        let tmux = journey.tmux
        _ = try tmux.directory.write(SmallCube.planted.npy, to: "small.npy")
        try journey.start("small.npy \(kind.words.joined(separator: " "))")
        var first: String?
        for size in Self.sizes + Self.sizes.prefix(1) {
            try tmux.resize(columns: size.columns, rows: size.rows)
            try tmux.wait("the screen of \(size)") { screen in
                let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
                return Self.isShown(screen, columns: size.columns)
                    && (size.columns < 56 || lines.dropLast().last?.contains("quit") == true && lines.count > size.rows)
            }
            // Blocks may be drawn one way or the other, with their colours exchanged.
            let screen = String(try tmux.settled().map { "▀▄█".contains($0) ? " " : $0 })
            if size == Self.sizes[0] {
                if let first { #expect(screen == first, "as it was before the window changed") }
                first = screen
            }
        }
        try tmux.press("q")
        #expect(try journey.status() == 0)
        try journey.expectIntact()
    }

    @Test(arguments: locales) func aTerminalThatCanOnlyPrintIsRefused(_ locale: String) throws {
        let journey = try BareJourney(term: "dumb", environment: ["LANG": locale, "LC_ALL": locale])
        #expect(journey.end() == 0)
        try journey.wait("the reason") { $0.contains("TERM=dumb") }
        #expect(journey.terminal.mode == journey.modeBefore)
    }
}
