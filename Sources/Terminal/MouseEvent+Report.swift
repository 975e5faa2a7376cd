import Screen

extension MouseEvent {
    /// From an SGR mouse report (xterm's mode 1006): `button;column;row`, counted from 1, then `M` or, at a release,
    /// `m`. Nil for moves without a button, sideways wheels and what is no report.
    init?(report: some StringProtocol, released: Bool) {
        let numbers = report.split(separator: ";", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard numbers.count == 3, numbers[0] >= 0, numbers[1] >= 1, numbers[2] >= 1 else { return nil }
        let (row, column) = (numbers[2] - 1, numbers[1] - 1)
        // Bits 2 to 4 are modifiers, bit 5 is a move, bits 6 and 7 are wheels and further buttons.
        let isMove = numbers[0] & 32 != 0
        switch (numbers[0] & ~(4 | 8 | 16 | 32), numbers[0] & 3) {
        case (64, _) where !isMove && !released: self.init(.wheelUp, row: row, column: column)
        case (65, _) where !isMove && !released: self.init(.wheelDown, row: row, column: column)
        case (0...2, let button):
            let kind: Kind = released ? .release : isMove ? .drag : .press
            self.init(kind, [.left, .middle, .right][button], row: row, column: column)
        default: return nil
        }
    }

    /// From a report in the oldest form: button, column and row, 32 added to each, counted from 1. A release does not
    /// tell its button, and is taken for the left one's.
    init?(oldReport report: [UInt32]) {
        guard report.count == 3, report.allSatisfy({ (32...0x10FFFF).contains($0) }) else { return nil }
        let button = report[0] - 32
        let released = button < 32 && button & 3 == 3
        self.init(report: "\(released ? 0 : button);\(report[1] - 32);\(report[2] - 32)", released: released)
    }
}
