import DataCube
import Questions

/// How the frames of a file may lie as a scan, while the user chooses.
public struct ScanLayoutForm: Hashable, Sendable {
    /// What can be changed step by step.
    public enum Field: CaseIterable, Hashable, Sendable {
        case columns, skipped, flyback
    }

    /// A layout that is offered.
    public struct Proposal: Hashable, Sendable {
        public var layout: ScanLayout
        /// How clearly the frames repeat themselves from row to row: 1 perfectly, 0 not at all.
        public var clearness: Double
    }

    /// Frames that the file promises.
    public let frames: Int
    public private(set) var columns: Int
    public private(set) var skipped: Int
    public private(set) var flyback: Int
    /// Nothing was changed yet.
    private(set) var isUntouched = true
    /// Digits that are typed go on with the number of columns.
    public private(set) var isTyping = false
    /// The order when the form was opened, where the other could be chosen.
    public let firstOrder: StorageOrder?

    /// Begins with how the dataset lies now.
    /// - Parameter firstOrder: the order before others were tried; the dataset's where nil.
    public init(_ dataset: Dataset, firstOrder: StorageOrder? = nil) {
        let layout = dataset.scanOrigin.layout
        frames = dataset.missing?.promised ?? dataset.scanOrigin.frames
        columns = layout.shape.columns
        skipped = layout.skipped
        flyback = layout.flyback
        self.firstOrder = firstOrder ?? dataset.order
    }

    /// The layout as it stands: all whole rows; nil where the frames hold none.
    public var layout: ScanLayout? {
        ScanLayout(columns: columns, skipped: skipped, flyback: flyback, in: frames)
    }

    /// Frames behind the last row and its fly-back.
    public var unused: Int {
        layout.map { ScanOrigin(layout: $0, frames: frames, isGuess: false).unused } ?? frames
    }

    /// What is offered: row lengths that the frames speak for, clearest first, then equal rows, the most nearly square
    /// first.
    public func proposals(_ periods: [RowPeriod]) -> [Proposal] {
        var proposals: [Proposal] = []
        for period in periods {
            guard
                let layout = ScanLayout(
                    columns: period.frames - flyback, skipped: skipped, flyback: flyback, in: frames)
            else { continue }
            proposals.append(Proposal(layout: layout, clearness: period.clearness))
        }
        let clear = Set(proposals.map(\.layout.period))
        for layout in ScanLayout.equalRows(of: frames, skipped: skipped, flyback: flyback)
        where !clear.contains(layout.period) {
            proposals.append(Proposal(layout: layout, clearness: 0))
        }
        return proposals
    }

    /// Takes a proposal.
    mutating func take(_ proposal: Proposal) {
        columns = proposal.layout.shape.columns
        isTyping = false
        isUntouched = false
    }

    /// Takes the proposal so many further down; the first or last where none is taken.
    mutating func step(_ step: Int, through proposals: [Proposal]) {
        guard !proposals.isEmpty else { return }
        let place = proposals.firstIndex { $0.layout.shape.columns == columns }
        let next = place.map { max(0, min(proposals.count - 1, $0 + step)) } ?? (step > 0 ? 0 : proposals.count - 1)
        take(proposals[next])
    }

    /// Steps a number. Fly-back is taken from the columns, so that rows stay where they are.
    mutating func step(_ field: Field, by step: Int) {
        var changed = self
        changed.isTyping = false
        changed.isUntouched = false
        switch field {
        case .columns: changed.columns += step
        case .skipped: changed.skipped += step
        case .flyback:
            changed.flyback += step
            changed.columns -= step
        }
        if changed.layout != nil { self = changed }
    }

    /// Goes on with the number of columns, or begins it anew.
    mutating func type(_ digit: Int) {
        let typed = (isTyping ? columns * 10 : 0) + digit
        guard typed >= 1, typed <= frames else { return }
        columns = typed
        isTyping = true
        isUntouched = false
    }

    /// Takes back the last digit; what is typed after the first one begins anew.
    mutating func erase() {
        isTyping = columns >= 10
        if isTyping { columns /= 10 }
    }
}
