import Screen

/// How many colours to use, from what was asked, what the terminal's entry has, and NO_COLOR.
package struct ColorDecision: Equatable, Sendable {
    /// What the screen will show.
    package var depth: ColorDepth
    /// What the terminal's stock entry can say.
    package let native: ColorDepth

    /// What is asked for is given, also beyond the entry: many terminals can do more than TERM says.
    /// - Parameters:
    ///   - asked: nil for automatic, which is what the entry has.
    ///   - entryColors: colours of the entry.
    ///   - noColor: whether NO_COLOR is set and not empty (<https://no-color.org>): no colour unless one is asked for.
    package init(asked: ColorDepth?, entryColors: Int, noColor: Bool) {
        native =
            switch entryColors {
            case ..<8: .none
            case 8..<16: .eight
            case 16..<256: .sixteen
            case 256..<0x1_0000: .palette
            default: .direct
            }
        depth = asked ?? (noColor ? .none : native)
    }

    /// What remains where no entry of our own can be made.
    package var depthOfStockEntry: ColorDepth { min(depth, native) }
}
