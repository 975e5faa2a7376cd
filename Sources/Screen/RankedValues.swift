/// Numbers in ascending order without sorting them: a number is found by the leading bits that it shares with others, then
/// by the next ones among those (radix selection). O(n) to make, O(n) for a rank.
struct RankedValues {
    /// Unsigned numbers in the order of the values.
    private var keys: [UInt32] = []
    /// How many keys begin with each digit.
    private let leading: [Int]

    /// Bits of a key below each digit; a digit has eleven at most.
    private static let shifts: [UInt32] = [21, 10, 0]
    private static let digits = 2048

    /// The finite ones of every `stride`-th value.
    init(_ values: [Float], every stride: Int) {
        keys.reserveCapacity(values.count / stride + 1)
        for index in Swift.stride(from: 0, to: values.count, by: stride) where values[index].isFinite {
            // Of two zeros only one is in order.
            let bits = (values[index] + 0).bitPattern
            keys.append(bits >> 31 == 0 ? bits | 1 << 31 : ~bits)
        }
        leading = Self.counts(keys, shift: Self.shifts[0], mask: .max)
    }

    var count: Int { keys.count }

    /// The value that so many others precede.
    /// - Precondition: `rank` lies in 0..<count.
    subscript(rank: Int) -> Float {
        var (rank, counts, rest, mask) = (rank, leading, keys, UInt32.max)
        for (place, shift) in Self.shifts.enumerated() {
            if place > 0 { counts = Self.counts(rest, shift: shift, mask: mask) }
            var digit = 0
            while rank >= counts[digit] {
                rank -= counts[digit]
                digit += 1
            }
            rest = rest.filter { Int(($0 & mask) >> shift) == digit }
            mask = (1 << shift) - 1
        }
        let key = rest[0]
        return Float(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)
    }

    private static func counts(_ keys: [UInt32], shift: UInt32, mask: UInt32) -> [Int] {
        var counts = [Int](repeating: 0, count: digits)
        for key in keys { counts[Int((key & mask) >> shift)] += 1 }
        return counts
    }
}
