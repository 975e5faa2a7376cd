import CNcurses
import Screen

/// Cells to ncurses: what differs from the last frame, in runs, with pairs made as they are needed.
struct Painter {
    private var shown: CellBuffer?
    private var numbers: ColorNumbers
    private var depth: ColorDepth
    private let entry: ColorNumbers.Entry
    private let hasDefaults: Bool
    private var pairs: PairTable
    private let hasColors: Bool
    private var run: [curses_cell] = []
    private var lastStyle: (style: Style, pair: Int32)?

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
    mutating func forgetScreen() { shown = nil }

    /// Shows a frame on a screen of so many cells.
    mutating func show(_ frame: CellBuffer, rows: Int, columns: Int) {
        if frame.ability.colors != depth {
            depth = frame.ability.colors
            numbers = ColorNumbers(depth: depth, entry: entry, hasDefaults: hasDefaults)
            lastStyle = nil
            shown = nil
        }
        if shown?.rows != frame.rows || shown?.columns != frame.columns {
            shown = nil
            curses_erase()
        }
        if !write(frame, rows: rows, columns: columns, lastResort: nil) {
            pairs.forget()
            lastStyle = nil
            shown = nil
            curses_forget_pairs()
            _ = write(frame, rows: rows, columns: columns, lastResort: 0)
        }
        curses_refresh()
        shown = frame
    }

    /// Writes what differs from the last frame. False, part done, where pairs ran out and there is no last resort to
    /// show the rest of them by.
    private mutating func write(_ frame: CellBuffer, rows: Int, columns: Int, lastResort: Int32?) -> Bool {
        for row in 0..<min(rows, frame.rows) {
            var column = 0
            let width = min(columns, frame.columns)
            while column < width {
                let start = column
                run.removeAll(keepingCapacity: true)
                while column < width, differs(frame, row, column) {
                    guard let pair = pair(frame[row, column].style) ?? lastResort else { return false }
                    column += append(frame, row, column, pair: pair, room: width - column)
                }
                if run.isEmpty {
                    column += 1
                } else {
                    curses_put(Int32(row), Int32(start), run, Int32(run.count))
                }
            }
        }
        return true
    }

    private func differs(_ frame: CellBuffer, _ row: Int, _ column: Int) -> Bool {
        guard let shown else { return true }
        let at = row * frame.columns + column
        if shown.cells[at] != frame.cells[at] { return true }
        // A wide character is one with its second cell.
        guard column + 1 < frame.columns, frame.cells[at + 1].character == "\0" else { return false }
        return shown.cells[at + 1] != frame.cells[at + 1]
    }

    /// Adds a cell to the run.
    /// - Returns: the columns it takes.
    private mutating func append(_ frame: CellBuffer, _ row: Int, _ column: Int, pair: Int32, room: Int) -> Int {
        let cell = frame[row, column]
        let isWide = room > 1 && frame[row, column + 1].character == "\0"
        let character = shownCharacter(cell.character, wide: isWide, frame.ability)
        var attributes: UInt32 = 0
        if cell.style.bold { attributes |= UInt32(curses_bold) }
        if cell.style.underlined { attributes |= UInt32(curses_underlined) }
        if cell.style.reversed { attributes |= UInt32(curses_reversed) }
        run.append(curses_cell(character: character.value, pair: pair, attributes: attributes))
        guard isWide else { return 1 }
        if character.value < 0x80 { run.append(curses_cell(character: 0x20, pair: pair, attributes: attributes)) }
        return 2
    }

    /// The character, or what stands for it where the screen would give it another width.
    private func shownCharacter(
        _ character: Unicode.Scalar, wide: Bool, _ ability: ScreenAbility
    ) -> Unicode.Scalar {
        if character.value < 0x80 { return character.value < 0x20 || character.value == 0x7F ? " " : character }
        if ability.glyphs == .ascii { return character.asciiStandIn }
        return curses_width(character.value) == (wide ? 2 : 1) ? character : character.asciiStandIn
    }

    /// The pair of a style; nil where none is left.
    private mutating func pair(_ style: Style) -> Int32? {
        if let lastStyle, lastStyle.style == style { return lastStyle.pair }
        guard hasColors else { return 0 }
        let colors = numbers.pair(style.foreground, on: style.background)
        let number: Int32
        switch pairs.entry(colors) {
        case .known(let known): number = known
        case .new(let new):
            guard curses_define_pair(new, colors.foreground, colors.background) else { return 0 }
            number = new
        case .full: return nil
        }
        lastStyle = (style, number)
        return number
    }
}
