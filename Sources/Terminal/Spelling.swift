/// Of the ways to draw the same cells the one that takes the fewest bytes after what was sent before: a half block may
/// stand upside down with its colours exchanged, a blank has any foreground, and is a full block of another background.
///
/// Dynamic programming over a run with two ways a cell, each keeping the cheapest way that leads to it (Viterbi 1967; a
/// colour left over from earlier cells is taken along, so that the result is nearly, not always, the cheapest of all).
package struct Spelling {
    /// A cell as it is sent.
    package struct Sent: Equatable {
        package var character: Unicode.Scalar
        package var colors: ColorNumbers.Pair
        package var attributes: Attributes

        package init(character: Unicode.Scalar, colors: ColorNumbers.Pair, attributes: Attributes) {
            self.character = character
            self.colors = colors
            self.attributes = attributes
        }
    }

    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let bold = Attributes(rawValue: 1)
        package static let underlined = Attributes(rawValue: 2)
        package static let reversed = Attributes(rawValue: 4)
    }

    /// A way to a cell.
    private struct Way {
        var sent: Sent
        var bytes: Int
        /// Of the two ways to the cell before, the one it comes from.
        var origin: Int
    }

    /// Whether the terminal knows blocks and more than a few colours; else every cell is sent as it is.
    private let isFree: Bool
    /// What it takes to say a colour, in bytes.
    private let colorBytes: Int
    private var last = Sent(character: " ", colors: ColorNumbers.Pair(-1, on: -1), attributes: [])
    private var ways: [(Way, Way?)] = []

    /// - Parameters:
    ///   - isFree: whether cells may be drawn otherwise at all.
    ///   - colorBytes: what it takes to say a colour.
    package init(isFree: Bool, colorBytes: Int) {
        self.isFree = isFree
        self.colorBytes = colorBytes
    }

    /// Rewrites cells that are sent one after the other.
    /// - Returns: about how many bytes they take.
    package mutating func spell(_ run: inout [Sent]) -> Int {
        guard !run.isEmpty else { return 0 }
        ways.removeAll(keepingCapacity: true)
        var before: (Way, Way?) = (Way(sent: last, bytes: 0, origin: 0), nil)
        for cell in run {
            let plain = best(cell, after: before) { isFree ? Self.straight(cell, after: $0) : cell }
            var other: Way?
            if isFree, Self.hasOther(cell) { other = best(cell, after: before) { Self.turned(cell, after: $0) } }
            before = (plain, other)
            ways.append(before)
        }
        var isOther = before.1.map { $0.bytes < before.0.bytes } ?? false
        let bytes = isOther ? before.1?.bytes ?? before.0.bytes : before.0.bytes
        for index in run.indices.reversed() {
            let way = isOther ? ways[index].1 ?? ways[index].0 : ways[index].0
            run[index] = way.sent
            isOther = way.origin == 1
        }
        last = run[run.count - 1]
        return bytes
    }

    /// The cheaper of the two ways that a spelling of a cell may be reached by.
    private func best(_ cell: Sent, after before: (Way, Way?), _ spelled: (Sent) -> Sent) -> Way {
        let first = way(to: spelled(before.0.sent), from: before.0, origin: 0)
        guard let second = before.1.map({ way(to: spelled($0.sent), from: $0, origin: 1) }), second.bytes < first.bytes
        else { return first }
        return second
    }

    private func way(to sent: Sent, from before: Way, origin: Int) -> Way {
        let (old, new) = (before.sent.colors, sent.colors)
        var bytes = before.bytes + (sent.character.value < 0x80 ? 1 : 3)
        let changes = (new.foreground == old.foreground ? 0 : 1) + (new.background == old.background ? 0 : 1)
        if changes > 0 || sent.attributes != before.sent.attributes { bytes += 3 + changes * colorBytes }
        return Way(sent: sent, bytes: bytes, origin: origin)
    }

    private static func isBlank(_ cell: Sent) -> Bool {
        cell.character == " " && !cell.attributes.contains(.underlined) && !cell.attributes.contains(.reversed)
    }

    private static func hasOther(_ cell: Sent) -> Bool {
        guard cell.colors.background >= 0 else { return false }
        return isBlank(cell) || (cell.character == "▀" && cell.attributes.isEmpty && cell.colors.foreground >= 0)
    }

    /// The cell as it is; a blank in the foreground that is in force. (A blank on the terminal's own ground is what
    /// ncurses erases with, as long as it is plain.)
    private static func straight(_ cell: Sent, after before: Sent) -> Sent {
        guard isBlank(cell), cell.colors.background >= 0, before.attributes.isSubset(of: .bold) else { return cell }
        return Sent(
            character: " ", colors: ColorNumbers.Pair(before.colors.foreground, on: cell.colors.background),
            attributes: before.attributes)
    }

    /// A half block upside down; a blank as a full block over the background that is in force.
    private static func turned(_ cell: Sent, after before: Sent) -> Sent {
        let colors = cell.colors
        guard isBlank(cell) else {
            return Sent(
                character: "▄", colors: ColorNumbers.Pair(colors.background, on: colors.foreground), attributes: [])
        }
        return Sent(
            character: "█", colors: ColorNumbers.Pair(colors.background, on: before.colors.background), attributes: [])
    }
}
