import Screen

/// The cells that the screen holds, as far as they are known, and how they differ from a frame.
struct ShownCells {
    /// Which cells of a frame are meant.
    enum Part {
        case all, text, pictures

        fileprivate func includes(picture: Bool) -> Bool {
            switch self {
            case .all: true
            case .text: !picture
            case .pictures: picture
            }
        }
    }

    private(set) var rows = 0
    private(set) var columns = 0
    private var cells: [Cell] = []

    /// No frame holds such a cell.
    private static let unknown = Cell("\u{1}", Style())

    /// From now on nothing is known of a screen of this size.
    mutating func forget(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        cells = Array(repeating: Self.unknown, count: rows * columns)
    }

    /// Whether a cell must be sent; where drafts are wanted, one that shows its draft need not.
    /// - Precondition: the frame has the size of these cells.
    func differs(from frame: CellBuffer, _ row: Int, _ column: Int, _ part: Part, asDraft: Bool) -> Bool {
        let at = row * columns + column
        let draft = frame.drafts.isEmpty ? nil : frame.drafts[at]
        guard part.includes(picture: draft != nil) else { return false }
        if cells[at] != frame.cells[at] { return !asDraft || cells[at] != draft }
        // A wide character is one with its second cell.
        guard column + 1 < columns, frame.cells[at + 1].character == "\0" else { return false }
        return cells[at + 1] != frame.cells[at + 1]
    }

    /// The longest run of cells that ncurses sends again, as they are, rather than move the cursor over it.
    private static let longestBridge = 4

    /// How many cells that need not be sent lie from here to one that must; nil where that is far or none does.
    func bridge(in frame: CellBuffer, _ row: Int, _ column: Int, _ part: Part, asDraft: Bool) -> Int? {
        for length in 1...Self.longestBridge {
            let next = column + length
            guard next < columns, isPlain(frame, row * columns + next - 1, part) else { return nil }
            if differs(from: frame, row, next, part, asDraft: asDraft) { return length }
        }
        return nil
    }

    /// A cell that can be sent again by itself.
    private func isPlain(_ frame: CellBuffer, _ at: Int, _ part: Part) -> Bool {
        part.includes(picture: !frame.drafts.isEmpty && frame.drafts[at] != nil) && cells[at].character.value >= 0x20
            && cells[at].character.columnWidth == 1
    }

    /// What the screen shows at a place.
    subscript(row: Int, column: Int) -> Cell { cells[row * columns + column] }

    /// Takes a cell that differs over from a frame.
    /// - Returns: what is to be sent, and the columns it takes.
    mutating func take(
        _ frame: CellBuffer, _ row: Int, _ column: Int, room: Int, asDraft: Bool
    ) -> (cell: Cell, columns: Int) {
        let at = row * columns + column
        let cell = asDraft && !frame.drafts.isEmpty ? frame.drafts[at] ?? frame.cells[at] : frame.cells[at]
        cells[at] = cell
        guard room > 1, column + 1 < columns, frame.cells[at + 1].character == "\0" else { return (cell, 1) }
        cells[at + 1] = frame.cells[at + 1]
        return (cell, 2)
    }

    /// Whether the screen shows a frame with all its colours.
    func isFinished(_ frame: CellBuffer) -> Bool { cells == frame.cells }
}
