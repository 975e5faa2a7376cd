import Screen

/// A list of which one entry is chosen and as many are in sight as fit, a row each; drawing and mouse share it.
public struct ScrolledList: Sendable {
    public let rect: Rect
    private let first: Int
    let count: Int
    let chosen: Int

    /// - Parameter chosen: kept in the middle, as far as the list's ends allow.
    init(_ rect: Rect, count: Int, chosen: Int) {
        self.rect = rect
        self.count = count
        self.chosen = chosen
        first = max(0, min(count - rect.rows, chosen - rect.rows / 2))
    }

    /// The places in the list of those in sight, with their rows.
    public var shown: [(place: Int, row: Int)] {
        (first..<max(first, min(count, first + rect.rows))).map { ($0, rect.row + $0 - first) }
    }

    /// The entry at a cell of the screen.
    func place(atRow row: Int, column: Int) -> Int? {
        rect.contains(row: row, column: column) ? shown.first { $0.row == row }?.place : nil
    }
}

extension Scene {
    /// The style of an entry; the row of a chosen one is filled with it.
    func entry(chosen: Bool, row: Int, in rect: Rect, into buffer: inout CellBuffer) -> Style {
        guard chosen else { return text }
        var style = theme.style(.accentText, on: .accent)
        style.reversed = buffer.ability.colors == .none
        buffer.fill(Rect(row: row, column: rect.column, rows: 1, columns: rect.columns), " ", style)
        return style
    }
}
