import Screen

/// How many colours to use, from what was asked, what the terminal's entry has, and NO_COLOR.
package struct ColorDecision: Equatable, Sendable {
    /// What the screen will show.
    package var depth: ColorDepth
    /// True where the terminal's stock entry cannot say these colours and one of our own must.
    package var needsOwnEntry: Bool

    private let native: ColorDepth

    /// What is asked for is given, also beyond the entry: many terminals can do more than TERM says.
    /// - Parameters:
    ///   - asked: nil for automatic, which is what the entry has.
    ///   - entryColors: colours of the entry.
    ///   - noColor: whether NO_COLOR is set and not empty (<https://no-color.org>): no colour unless one is asked for.
    package init(asked: ColorDepth?, entryColors: Int, noColor: Bool) {
        native =
            switch entryColors {
            case ..<8: .none
            case 8..<256: .eight
            case 256..<0x1_0000: .palette
            default: .direct
            }
        depth = asked ?? (noColor ? .none : native)
        // A stock direct entry takes 0…7 for named colours and cannot say the palette.
        needsOwnEntry =
            switch depth {
            case .none: false
            case .eight: native == .none || native == .direct
            case .palette: native != .palette
            case .direct: true
            }
    }

    /// What remains where no entry of our own can be made.
    package var depthOfStockEntry: ColorDepth { needsOwnEntry ? native : depth }
}
