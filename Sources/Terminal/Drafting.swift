import Screen

/// When pictures are shown by their drafts: while one follows the other faster than a hand that steps, and first on a
/// slow line. When they rest, their colours are completed.
package struct Drafting: Sendable {
    /// Seconds within which another picture means that a key is held; after as long a draft is completed.
    package static let rest = 0.25

    private var last: CellBuffer?
    private var lastChange = -Double.infinity
    /// The screen shows all colours.
    private var isFinished = true
    /// The last frame shows another picture than the one before.
    package private(set) var isNew = false

    package init() {}

    /// Whether the pictures of a frame that change are to be drafts.
    /// - Parameter now: seconds on the caller's clock.
    package mutating func isDraft(_ frame: CellBuffer, onSlowLine: Bool, at now: Double) -> Bool {
        isNew = last.map { frame.showsAnotherPicture(than: $0) } ?? false
        last = frame
        let isResting = now - lastChange >= Self.rest
        guard isNew else { return !isResting && !isFinished }
        lastChange = now
        return !isResting || onSlowLine
    }

    /// Takes note of what became of the frame.
    package mutating func shown(isFinished: Bool) { self.isFinished = isFinished }

    /// When the colours on the screen are to be completed; nil where they are.
    package var completion: Double? { isFinished ? nil : lastChange + Self.rest }

    /// The screen is about to be painted anew.
    package mutating func forget() { self = Drafting() }
}

extension CellBuffer {
    /// True where another picture is shown than in a frame of the same size: more has changed than marks and outlines.
    fileprivate func showsAnotherPicture(than other: CellBuffer) -> Bool {
        guard rows == other.rows, columns == other.columns, !drafts.isEmpty else { return false }
        var (all, changed) = (0, 0)
        for index in cells.indices where drafts[index] != nil {
            all += 1
            if cells[index] != other.cells[index] { changed += 1 }
        }
        return changed > max(64, all / 16)
    }
}
