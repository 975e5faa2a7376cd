import Screen
import Session

/// Where the parts of the scan's form lie: the layouts that are offered, the numbers below them, the pictures beside them.
public struct ScanLayoutPlaces: Sendable {
    /// What is above the list: how many frames there are, and the list's heading.
    let heading: Rect
    public let list: ScrolledList
    public let numbers: Rect
    /// What the chosen layout means.
    let sentence: Rect
    /// The map as it would be.
    let map: Rect
    /// The mean pattern, where the order of the file's numbers is to be chosen too.
    let pattern: Rect?

    init(_ form: ScanLayoutForm, _ session: Session, in overlay: Rect) {
        let inner = overlay.inset(rows: 1, columns: 2)
        let (words, pictures) = inner.split(left: min(40, inner.columns / 2 + 1))
        let column = Rect(row: words.row, column: words.column, rows: words.rows, columns: words.columns - 1)
        let isRoomy = inner.rows >= 24
        let (heading, below) = column.split(top: isRoomy ? 4 : 3)
        let (aboveSentence, sentence) = below.split(bottom: 2)
        let (list, numbers) = aboveSentence.split(bottom: session.dataset.order == nil ? 4 : 5)
        self.heading = heading
        self.numbers = numbers.split(top: 1).rest
        self.sentence = sentence.split(top: 1).rest
        let proposals = session.proposals(form)
        self.list = ScrolledList(
            list, count: proposals.count,
            chosen: proposals.firstIndex { $0.layout.shape.columns == form.columns } ?? 0)
        guard session.dataset.order != nil else {
            map = pictures
            pattern = nil
            return
        }
        let side = pictures.split(left: pictures.columns / 2)
        let stack = pictures.split(top: pictures.rows / 2)
        let isWide = pictures.columns > 3 * pictures.rows
        let (one, two) = isWide ? (side.left, side.rest) : (stack.top, stack.rest)
        map = isWide ? Rect(row: one.row, column: one.column, rows: one.rows, columns: one.columns - 1) : one
        pattern = two
    }
}
