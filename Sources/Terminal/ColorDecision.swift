import Screen

/// How many colours to use, from what was asked, what the terminal's entry has, COLORTERM and NO_COLOR.
package struct ColorDecision: Equatable, Sendable {
    /// What the screen will show.
    package var depth: ColorDepth
    /// What the terminal's stock entry can say.
    package let native: ColorDepth

    /// What is asked for is given, also beyond the entry: many terminals can do more than TERM says.
    /// - Parameters:
    ///   - asked: nil for automatic: what the entry has, or true colour where it has 256 and the terminal says by COLORTERM
    ///     that it can do more. The program screen cannot, and only passes on what the terminal around it said.
    ///   - terminal: the entry's name.
    ///   - entryColors: colours of the entry.
    ///   - colorTerm: what COLORTERM says; empty where it is not set.
    ///   - noColor: whether NO_COLOR is set and not empty (<https://no-color.org>): no colour unless one is asked for.
    package init(asked: ColorDepth?, terminal: String, entryColors: Int, colorTerm: String, noColor: Bool) {
        native =
            switch entryColors {
            case ..<8: .none
            case 8..<16: .eight
            case 16..<256: .sixteen
            case 256..<0x1_0000: .palette
            default: .direct
            }
        let saysMore = ["truecolor", "24bit"].contains(colorTerm) && !terminal.hasPrefix("screen")
        depth = asked ?? (noColor ? .none : native == .palette && saysMore ? .direct : native)
    }

    /// What remains where no entry of our own can be made.
    package var depthOfStockEntry: ColorDepth { min(depth, native) }
}
