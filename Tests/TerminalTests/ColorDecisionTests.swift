import Screen
import Terminal
import Testing

@Suite struct ColorDecisionTests {
    private static func decision(_ asked: ColorDepth?, entryColors: Int, noColor: Bool) -> ColorDecision {
        ColorDecision(
            asked: asked, terminal: "xterm-256color", entryColors: entryColors, colorTerm: "", noColor: noColor)
    }

    @Test(arguments: [
        (0, ColorDepth.none), (7, .none), (8, .eight), (16, .sixteen), (256, .palette), (1 << 24, .direct),
    ])
    func automaticChoiceIsWhatTheEntryHas(entry: Int, depth: ColorDepth) {
        #expect(Self.decision(nil, entryColors: entry, noColor: false).depth == depth)
    }

    @Test(arguments: [
        ("xterm-256color", 256, "truecolor", ColorDepth.direct), ("tmux-256color", 256, "24bit", .direct),
        ("xterm-256color", 256, "yes", .palette), ("linux", 8, "truecolor", .eight),
        // It passes on what the terminal around it said.
        ("screen-256color", 256, "truecolor", .palette), ("screen.xterm-256color", 256, "truecolor", .palette),
    ])
    func aTerminalMaySayThatItCanDoMoreThanItsEntry(
        terminal: String, colors: Int, colorTerm: String, depth: ColorDepth
    ) {
        func decision(asked: ColorDepth? = nil, noColor: Bool = false) -> ColorDecision {
            ColorDecision(
                asked: asked, terminal: terminal, entryColors: colors, colorTerm: colorTerm, noColor: noColor)
        }
        #expect(decision().depth == depth)
        #expect(decision(asked: .sixteen).depth == .sixteen)
        #expect(decision(noColor: true).depth == .none)
    }

    @Test func noColorHoldsUnlessColoursAreAskedFor() {
        #expect(Self.decision(nil, entryColors: 256, noColor: true).depth == .none)
        #expect(Self.decision(.palette, entryColors: 256, noColor: true).depth == .palette)
    }

    @Test(arguments: ColorDepth.allCases, [0, 8, 256, 1 << 24])
    func whatIsAskedForIsGiven(asked: ColorDepth, entry: Int) {
        #expect(Self.decision(asked, entryColors: entry, noColor: false).depth == asked)
    }

    @Test func withoutAnEntryOfOurOwnTheStockOneDecides() {
        #expect(Self.decision(.direct, entryColors: 256, noColor: false).depthOfStockEntry == .palette)
        #expect(Self.decision(.direct, entryColors: 1 << 24, noColor: false).depthOfStockEntry == .direct)
        #expect(Self.decision(ColorDepth.none, entryColors: 256, noColor: false).depthOfStockEntry == .none)
    }
}

@Suite struct ColorNumbersTests {
    @Test func paletteTakesTheNearestByADirectSearch() {
        var numbers = ColorNumbers(depth: .palette, entry: .stock(.palette))
        for step in stride(from: 0, through: 255, by: 51) {
            let color = RGB(red: UInt8(step), green: UInt8(255 - step), blue: UInt8(step / 2))
            let nearest = Int32(Palette.nearest(to: color))
            #expect(numbers.pair(color.color, on: .terminalDefault) == .init(nearest, on: -1))
            // Once more, out of the table.
            #expect(numbers.pair(color.color, on: color.color) == .init(nearest, on: nearest))
        }
        #expect(numbers.pair(.palette(3), on: .palette(200)) == .init(3, on: 200))
    }

    @Test func directSaysTheComponents() {
        var numbers = ColorNumbers(depth: .direct, entry: .stock(.direct))
        #expect(numbers.pair(.rgb(1, 2, 3), on: .terminalDefault) == .init(0x010203, on: -1))
        #expect(numbers.pair(.palette(196), on: .rgb(0, 0, 0)) == .init(0xFF0000, on: 8), "0…7 are named colours there")
    }

    @Test func monochromeHasNoColours() {
        var numbers = ColorNumbers(depth: .none, entry: .own)
        #expect(numbers.pair(.rgb(255, 0, 0), on: .palette(7)) == .init(-1, on: -1))
    }

    @Test func eightColoursKeepTextLegible() {
        var numbers = ColorNumbers(depth: .eight, entry: .stock(.eight))
        #expect(numbers.pair(.rgb(250, 10, 10), on: .rgb(0, 0, 0)) == .init(1, on: 0))
        // Two dark greys both become black: the text turns white.
        #expect(numbers.pair(.rgb(60, 60, 60), on: .rgb(20, 20, 20)) == .init(7, on: 0))
        #expect(numbers.pair(.rgb(250, 250, 250), on: .rgb(220, 220, 220)) == .init(0, on: 7))
        // Over a background that nobody knows black is not safe, and neither is an unknown foreground over black.
        #expect(numbers.pair(.rgb(20, 20, 20), on: .terminalDefault) == .init(-1, on: -1))
        #expect(numbers.pair(.terminalDefault, on: .palette(0)) == .init(7, on: 0))
        // The same colour twice is a filled cell.
        #expect(numbers.pair(.palette(2), on: .palette(2)) == .init(2, on: 2))
    }

    @Test func aTerminalThatCannotGoBackToItsOwnColoursGetsWhiteOnBlack() {
        var numbers = ColorNumbers(depth: .eight, entry: .stock(.eight), hasDefaults: false)
        #expect(numbers.pair(.terminalDefault, on: .terminalDefault) == .init(7, on: 0))
    }
}

@Suite struct ColorNumbersOfOurOwnEntryTests {
    @Test func everyKindOfColourHasARangeOfItsOwn() {
        var numbers = ColorNumbers(depth: .direct, entry: .own)
        #expect(numbers.pair(.rgb(1, 2, 3), on: .palette(200)) == .init(0x010203, on: 0x100_00C8))
        #expect(numbers.pair(.named(9), on: .terminalDefault) == .init(0x200_0009, on: -1))
        var palette = ColorNumbers(depth: .palette, entry: .own)
        #expect(palette.pair(.rgb(255, 135, 0), on: .terminalDefault) == .init(0x100_0000 + 208, on: -1))
        var sixteen = ColorNumbers(depth: .sixteen, entry: .own)
        #expect(sixteen.pair(.rgb(250, 5, 5), on: .rgb(0, 0, 0)) == .init(0x200_0009, on: 0x200_0000))
        #expect(sixteen.pair(.named(12), on: .named(0)) == .init(0x200_000C, on: 0x200_0000))
    }

    @Test(arguments: ColorDepth.allCases)
    func exactColoursAreSaidAtAnyDepth(depth: ColorDepth) {
        var numbers = ColorNumbers(depth: depth, entry: .own)
        let pair = numbers.pair(Color.rgb(9, 8, 7).exact, on: Color.palette(99).exact)
        #expect(pair == .init(0x090807, on: 0x100_0000 + 99))
    }
}

@Suite struct PairTableTests {
    @Test func numbersAreHandedOutOnceUntilTheyRunOut() {
        var table = PairTable(limit: 3)
        #expect(table.entry(.init(-1, on: -1)) == .known(0))
        #expect(table.entry(.init(1, on: 2)) == .new(1))
        #expect(table.entry(.init(2, on: 1)) == .new(2))
        #expect(table.entry(.init(1, on: 2)) == .known(1))
        #expect(table.entry(.init(3, on: 3)) == .full)
        #expect(table.entry(.init(2, on: 1)) == .known(2))
        table.forget()
        #expect(table.entry(.init(3, on: 3)) == .new(1))
        #expect(table.entry(.init(-1, on: -1)) == .known(0))
    }
}
