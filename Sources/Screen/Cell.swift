/// One character cell of a screen.
public struct Cell: Hashable, Sendable {
    /// The character; NUL in the second cell of a wide one.
    public var character: Unicode.Scalar
    public var style: Style

    public init(_ character: Unicode.Scalar, _ style: Style) {
        self.character = character
        self.style = style
    }
}

/// Colours and weight of a cell.
public struct Style: Hashable, Sendable {
    public var foreground: Color
    public var background: Color
    public var bold: Bool
    public var underlined: Bool
    /// Foreground and background exchanged: how things stand out without colour.
    public var reversed: Bool

    public init(
        _ foreground: Color = .terminalDefault, on background: Color = .terminalDefault, bold: Bool = false,
        underlined: Bool = false, reversed: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        self.bold = bold
        self.underlined = underlined
        self.reversed = reversed
    }

    /// This style in bold.
    public var strong: Style {
        var style = self
        style.bold = true
        return style
    }

    /// This style with another foreground.
    public func with(_ foreground: Color) -> Style {
        var style = self
        style.foreground = foreground
        return style
    }
}

/// A rectangle of cells: origin top left, may be empty.
public struct Rect: Hashable, Sendable {
    public var row: Int
    public var column: Int
    public var rows: Int
    public var columns: Int

    public init(row: Int, column: Int, rows: Int, columns: Int) {
        self.row = row
        self.column = column
        self.rows = max(0, rows)
        self.columns = max(0, columns)
    }

    /// One past the last row.
    public var bottom: Int { row + rows }
    /// One past the last column.
    public var right: Int { column + columns }
    /// True where there is no cell.
    public var isEmpty: Bool { rows == 0 || columns == 0 }

    /// True when the cell lies inside.
    public func contains(row: Int, column: Int) -> Bool {
        (self.row..<bottom).contains(row) && (self.column..<right).contains(column)
    }

    /// Smaller by so many cells on each side.
    public func inset(rows: Int, columns: Int) -> Rect {
        Rect(
            row: row + rows, column: column + columns, rows: self.rows - 2 * rows, columns: self.columns - 2 * columns)
    }

    /// The first `count` rows, and what remains below.
    public func split(top count: Int) -> (top: Rect, rest: Rect) {
        let taken = max(0, min(count, rows))
        return (
            Rect(row: row, column: column, rows: taken, columns: columns),
            Rect(row: row + taken, column: column, rows: rows - taken, columns: columns)
        )
    }

    /// What remains above, and the last `count` rows.
    public func split(bottom count: Int) -> (rest: Rect, bottom: Rect) {
        let parts = split(top: rows - max(0, min(count, rows)))
        return (parts.top, parts.rest)
    }

    /// The first `count` columns, and what remains to the right.
    public func split(left count: Int) -> (left: Rect, rest: Rect) {
        let taken = max(0, min(count, columns))
        return (
            Rect(row: row, column: column, rows: rows, columns: taken),
            Rect(row: row, column: column + taken, rows: rows, columns: columns - taken)
        )
    }
}
