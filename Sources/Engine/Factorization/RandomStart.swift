/// Random numbers without a state: each is a function of (seed, k, restart, index) alone, so that runs can be computed
/// in any order, together or apart.
///
/// The finalizer of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014; constants by Stafford), m, mixes a key
/// m(m(m(seed + g) + k·g) + restart·g) with the golden gamma g = 0x9E3779B97F4A7C15; number i is
/// m(key + (i + 1)·g) >> 40, divided by 2^24.
package struct RandomStart: Sendable {
    private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let key: UInt64

    package init(seed: UInt64, k: Int, restart: Int) {
        let first = Self.mix(seed &+ Self.gamma)
        let second = Self.mix(first &+ UInt64(truncatingIfNeeded: k) &* Self.gamma)
        key = Self.mix(second &+ UInt64(truncatingIfNeeded: restart) &* Self.gamma)
    }

    /// Uniform in [0, 1), a multiple of 2^-24.
    package func uniform(_ index: Int) -> Float {
        let bits = Self.mix(key &+ (UInt64(truncatingIfNeeded: index) &+ 1) &* Self.gamma)
        return Float(bits >> 40) * 0x1p-24
    }

    /// Overwrites a matrix, row after row: element (row, column) is number row · columns + column, less `offset`.
    package func fill(_ matrix: Matrix, offset: Float = 0) {
        for row in 0..<matrix.rows {
            let values = matrix.row(row)
            for column in 0..<matrix.columns { values[column] = uniform(row &* matrix.columns &+ column) - offset }
        }
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
