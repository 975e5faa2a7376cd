/// The colour pairs given to ncurses so far, made as they are needed. Pair 0 is the terminal's own colours.
package struct PairTable: Sendable {
    package enum Entry: Equatable, Sendable {
        /// A pair that the terminal knows.
        case known(Int32)
        /// A number to be defined now.
        case new(Int32)
        /// No number is left: forget all and draw the frame anew.
        case full
    }

    private let limit: Int
    private var numbers: [ColorNumbers.Pair: Int32] = [:]

    /// - Parameter limit: pairs of the terminal, pair 0 included.
    package init(limit: Int) { self.limit = limit }

    /// The number of a pair of colours; constant time.
    package mutating func entry(_ pair: ColorNumbers.Pair) -> Entry {
        if pair.foreground < 0, pair.background < 0 { return .known(0) }
        if let number = numbers[pair] { return .known(number) }
        guard numbers.count + 1 < limit else { return .full }
        let number = Int32(numbers.count + 1)
        numbers[pair] = number
        return .new(number)
    }

    /// Starts again from nothing.
    package mutating func forget() { numbers.removeAll(keepingCapacity: true) }
}
