/// A screen's cells in memory: what views write and terminals, files and tests read. Writing outside is ignored.
public struct CellBuffer: Equatable, Sendable {
    public let rows: Int
    public let columns: Int
    /// What the screen can show.
    public let ability: ScreenAbility
    /// Row-major.
    public private(set) var cells: [Cell]
    /// What may stand for the cells of pictures while there is no time for all their colours; nil elsewhere. Row-major;
    /// empty where there are no pictures.
    public private(set) var drafts: [Cell?] = []

    /// - Parameter style: what every cell begins with.
    public init(rows: Int, columns: Int, ability: ScreenAbility = ScreenAbility(), style: Style = Style()) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        self.ability = ability
        cells = Array(repeating: Cell(" ", style), count: self.rows * self.columns)
    }

    /// All of the screen.
    public var bounds: Rect { Rect(row: 0, column: 0, rows: rows, columns: columns) }

    /// The cell at a place on the screen.
    public subscript(row: Int, column: Int) -> Cell {
        get { cells[row * columns + column] }
        set {
            guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
            let index = row * columns + column
            // Half of a wide character that is overwritten does not stay behind.
            if cells[index].character == "\0", newValue.character != "\0", column > 0 {
                cells[index - 1].character = " "
            }
            if column + 1 < columns, cells[index + 1].character == "\0", newValue.character.columnWidth != 2 {
                cells[index + 1].character = " "
            }
            cells[index] = newValue
            if !drafts.isEmpty { drafts[index] = nil }
        }
    }

    /// Puts a picture's cell, and what may stand for it. Outside is ignored.
    public mutating func put(_ cell: Cell, draft: Cell, row: Int, column: Int) {
        guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
        self[row, column] = cell
        if drafts.isEmpty { drafts = Array(repeating: nil, count: cells.count) }
        drafts[row * columns + column] = draft
    }

    /// Screens are equal when they show the same in the end.
    public static func == (first: CellBuffer, second: CellBuffer) -> Bool {
        first.rows == second.rows && first.columns == second.columns && first.ability == second.ability
            && first.cells == second.cells
    }

    /// Fills a rectangle with one character.
    public mutating func fill(_ rect: Rect, _ character: Unicode.Scalar = " ", _ style: Style) {
        for row in max(0, rect.row)..<max(0, min(rows, rect.bottom), rect.row) {
            for column in max(0, rect.column)..<max(0, min(columns, rect.right), rect.column) {
                self[row, column] = Cell(character, style)
            }
        }
    }

    /// Writes a text from a place to the right, cut with `…` at `width` columns (or the screen's edge).
    /// - Returns: how many columns it took.
    @discardableResult
    public mutating func write(
        _ text: some StringProtocol, row: Int, column: Int, _ style: Style, width: Int = .max
    ) -> Int {
        let room = min(width, columns - column)
        guard room > 0, (0..<rows).contains(row) else { return 0 }
        var taken = 0
        for scalar in fitted(String(text), to: room).unicodeScalars {
            let width = scalar.columnWidth
            if width == 0 { continue }
            let shown = ability.glyphs == .ascii ? scalar.visible.asciiStandIn : scalar.visible
            let isWhole = width == 1 || column + taken >= 0
            self[row, column + taken] = Cell(shown, style)
            if width == 2 {
                self[row, column + taken + 1] = Cell(isWhole && shown.columnWidth == 2 ? "\0" : " ", style)
            }
            taken += width
        }
        return taken
    }

    /// Writes a text that ends before a column.
    public mutating func write(_ text: String, row: Int, endingAt end: Int, _ style: Style, width: Int = .max) {
        let shown = fitted(text, to: min(width, end))
        write(shown, row: row, column: end - shown.columnWidth, style)
    }

    /// Writes a text centred in a range of columns.
    public mutating func write(_ text: String, row: Int, centeredIn range: Range<Int>, _ style: Style) {
        let shown = fitted(text, to: range.count)
        write(shown, row: row, column: range.lowerBound + (range.count - shown.columnWidth) / 2, style)
    }

    /// Writes texts side by side, two columns apart, as many as fit whole.
    public mutating func write(_ texts: [(text: String, style: Style)], row: Int, in range: Range<Int>) {
        var column = range.lowerBound
        for (text, style) in texts {
            guard column + text.columnWidth <= range.upperBound else { return }
            column += write(text, row: row, column: column, style) + 2
        }
    }

    /// The text itself, or as much of it as fits with an ellipsis.
    private func fitted(_ text: String, to width: Int) -> String {
        guard text.columnWidth > width else { return text }
        guard width > 0 else { return "" }
        var cut = ""
        var taken = 0
        for character in text {
            let step = String(character).columnWidth
            guard taken + step <= width - 1 else { break }
            cut.append(character)
            taken += step
        }
        return cut + (ability.glyphs == .ascii ? "~" : "…")
    }
}
