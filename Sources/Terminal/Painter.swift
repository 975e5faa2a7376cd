import CNcurses
import Screen

/// Cells to ncurses: what differs from the last frame, in runs, with pairs made as they are needed.
struct Painter {
    /// How a frame is to be shown.
    struct Order {
        /// Cells of pictures that change take their draft.
        var isDraft = false
        /// About how many bytes may be sent; nil for all it takes.
        var room: Int?
        /// Somebody waits for it: text is sent first and whole, whatever room there is.
        var isAwaited = true
    }

    /// What a frame came to.
    struct Outcome {
        /// All cells were sent.
        var isWhole = true
        /// No draft is on the screen.
        var isFinished = true
    }

    private var shown = ShownCells()
    /// The row at which the next portion begins.
    private var nextRow = 0
    private var numbers: ColorNumbers
    private var depth: ColorDepth
    private var glyphs = GlyphSet.ascii
    private let entry: ColorNumbers.Entry
    private let hasDefaults: Bool
    private let hasColors: Bool
    private var pairs: PairTable
    private var spelling = Spelling(isFree: false, colorBytes: 8)
    private var run: [Spelling.Sent] = []
    private var sent: [curses_cell] = []
    private var lastStyle: (style: Style, pair: ColorNumbers.Pair)?
    private var lastPair: (colors: ColorNumbers.Pair, number: Int32)?

    /// Allows colours on the screen that runs.
    /// - Parameter entry: what the screen was started by.
    init(entry: ColorNumbers.Entry) {
        self.entry = entry
        var hasDefaults = false
        hasColors = curses_start_colors(&hasDefaults)
        self.hasDefaults = hasDefaults
        depth = .none
        numbers = ColorNumbers(depth: .none, entry: entry, hasDefaults: hasDefaults)
        pairs = PairTable(limit: hasColors ? Int(curses_pair_limit()) : 1)
    }

    /// False where the screen knows no colours at all.
    var showsColors: Bool { hasColors }

    /// The next frame is written whole.
    mutating func forgetScreen() { shown.forget(rows: shown.rows, columns: shown.columns) }

    /// Shows a frame on a screen of so many cells: text first, then as much of the pictures as there is room for; where
    /// nobody waits for it, as much of both.
    mutating func show(_ frame: CellBuffer, rows: Int, columns: Int, order: Order = Order()) -> Outcome {
        take(frame.ability)
        if shown.rows != frame.rows || shown.columns != frame.columns {
            shown.forget(rows: frame.rows, columns: frame.columns)
            curses_erase()
        }
        let outcome: Outcome
        if let written = write(frame, rows: rows, columns: columns, order, lastResort: nil) {
            outcome = written
        } else {
            pairs.forget()
            lastPair = nil
            forgetScreen()
            curses_forget_pairs()
            // Whole, whatever room there is: a portion of what takes more pairs than there are would begin it anew.
            var whole = order
            whole.room = nil
            outcome = write(frame, rows: rows, columns: columns, whole, lastResort: 0) ?? Outcome()
        }
        curses_refresh()
        return outcome
    }

    /// Goes over to what a frame was made for.
    private mutating func take(_ ability: ScreenAbility) {
        guard ability.colors != depth || ability.glyphs != glyphs else { return }
        (depth, glyphs) = (ability.colors, ability.glyphs)
        numbers = ColorNumbers(depth: depth, entry: entry, hasDefaults: hasDefaults)
        spelling = Spelling(
            isFree: glyphs != .ascii && depth.hasRamps, colorBytes: depth == .direct ? 16 : 8)
        lastStyle = nil
        forgetScreen()
    }

    /// Writes what differs from what is shown. Nil, part done, where pairs ran out and there is no last resort to show
    /// the rest of them by.
    private mutating func write(
        _ frame: CellBuffer, rows: Int, columns: Int, _ order: Order, lastResort: Int32?
    ) -> Outcome? {
        let size = (rows: min(rows, frame.rows), columns: min(columns, frame.columns))
        var outcome = Outcome()
        if let room = order.room {
            var spent = 0
            for row in 0..<size.rows where order.isAwaited {
                guard let bytes = write(frame, row, size.columns, .text, order, lastResort) else { return nil }
                spent += bytes
            }
            let part = order.isAwaited ? ShownCells.Part.pictures : .all
            let start = nextRow < size.rows ? nextRow : 0
            var partSpent = 0
            for row in Array(start..<size.rows) + Array(0..<start) {
                // Something of the pictures in every portion, however much text there was.
                guard spent + partSpent < room || partSpent == 0 else {
                    outcome.isWhole = false
                    nextRow = row
                    break
                }
                guard let bytes = write(frame, row, size.columns, part, order, lastResort) else { return nil }
                partSpent += bytes
            }
        } else {
            for row in 0..<size.rows {
                guard write(frame, row, size.columns, .all, order, lastResort) != nil else { return nil }
            }
        }
        outcome.isFinished = outcome.isWhole && (!order.isDraft || shown.isFinished(frame))
        return outcome
    }

    /// Writes what differs in a row.
    /// - Returns: about how many bytes that takes; nil where pairs ran out.
    private mutating func write(
        _ frame: CellBuffer, _ row: Int, _ columns: Int, _ part: ShownCells.Part, _ order: Order, _ lastResort: Int32?
    ) -> Int? {
        var bytes = 0
        var column = 0
        while column < columns {
            let start = column
            run.removeAll(keepingCapacity: true)
            while column < columns {
                if shown.differs(from: frame, row, column, part, asDraft: order.isDraft) {
                    let taken = shown.take(frame, row, column, room: columns - column, asDraft: order.isDraft)
                    append(taken.cell, wide: taken.columns == 2)
                    column += taken.columns
                } else if !run.isEmpty,
                    let length = shown.bridge(in: frame, row, column, part, asDraft: order.isDraft)
                {
                    // ncurses sends these again; in other words they cost less.
                    for place in column..<column + length { append(shown[row, place], wide: false) }
                    column += length
                } else {
                    break
                }
            }
            if run.isEmpty {
                column += 1
            } else {
                bytes += spelling.spell(&run) + Self.movementBytes
                guard put(row, start, lastResort) else { return nil }
            }
        }
        return bytes
    }

    /// What it takes to place the cursor, about.
    private static let movementBytes = 8

    /// Adds a cell to the run.
    private mutating func append(_ cell: Cell, wide: Bool) {
        let character = shownCharacter(cell.character, wide: wide)
        let attributes = Spelling.Attributes(cell.style)
        let colors = colors(cell.style)
        run.append(Spelling.Sent(character: character, colors: colors, attributes: attributes))
        if wide, character.value < 0x80 {
            run.append(Spelling.Sent(character: " ", colors: colors, attributes: attributes))
        }
    }

    /// Gives the run to ncurses. False where pairs ran out.
    private mutating func put(_ row: Int, _ column: Int, _ lastResort: Int32?) -> Bool {
        sent.removeAll(keepingCapacity: true)
        for cell in run {
            guard let pair = pair(cell.colors) ?? lastResort else { return false }
            sent.append(
                curses_cell(character: cell.character.value, pair: pair, attributes: cell.attributes.rawValue))
        }
        curses_put(Int32(row), Int32(column), sent, Int32(sent.count))
        return true
    }

    /// The character, or what stands for it where the screen would give it another width.
    private func shownCharacter(_ character: Unicode.Scalar, wide: Bool) -> Unicode.Scalar {
        if character.value < 0x80 { return character.value < 0x20 || character.value == 0x7F ? " " : character }
        if glyphs == .ascii { return character.asciiStandIn }
        return curses_width(character.value) == (wide ? 2 : 1) ? character : character.asciiStandIn
    }

    /// The colours of a style as the terminal knows them.
    private mutating func colors(_ style: Style) -> ColorNumbers.Pair {
        if let lastStyle, lastStyle.style.hasColors(of: style) { return lastStyle.pair }
        guard hasColors else { return ColorNumbers.Pair(-1, on: -1) }
        let colors = numbers.pair(style.foreground, on: style.background)
        lastStyle = (style, colors)
        return colors
    }

    /// The number of a pair; nil where none is left.
    private mutating func pair(_ colors: ColorNumbers.Pair) -> Int32? {
        if let lastPair, lastPair.colors == colors { return lastPair.number }
        let number: Int32
        switch pairs.entry(colors) {
        case .known(let known): number = known
        case .new(let new):
            guard curses_define_pair(new, colors.foreground, colors.background) else { return 0 }
            number = new
        case .full: return nil
        }
        lastPair = (colors, number)
        return number
    }
}

extension Spelling.Attributes {
    fileprivate init(_ style: Style) {
        self = []
        if style.bold { insert(.bold) }
        if style.underlined { insert(.underlined) }
        if style.reversed { insert(.reversed) }
    }
}

extension Style {
    fileprivate func hasColors(of other: Style) -> Bool {
        foreground == other.foreground && background == other.background
    }
}
