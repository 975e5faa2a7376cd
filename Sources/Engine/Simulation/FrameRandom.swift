import Glibc

/// Randomness as a pure function of (seed, frame, draw): any frame can be made on its own, in any order, by any thread.
///
/// The function is SplitMix64 (Steele, Lea & Flood 2014): the finalizer of a counter that advances by the golden ratio,
/// begun at a place hashed from seed and frame.
struct FrameRandom {
    private static let golden: UInt64 = 0x9e37_79b9_7f4a_7c15
    private let start: UInt64

    init(seed: UInt64, frame: Int) {
        start = Self.mixed(Self.mixed(seed &+ Self.golden) ^ UInt64(bitPattern: Int64(frame)) &* 0xd6e8_feb8_6659_fd93)
    }

    /// 64 random bits.
    func bits(_ draw: Int) -> UInt64 {
        Self.mixed(start &+ UInt64(bitPattern: Int64(draw) &+ 1) &* Self.golden)
    }

    /// Uniform in the open interval (0, 1), on a grid of 2^-52.
    func uniform(_ draw: Int) -> Double { (Double(bits(draw) >> 12) + 0.5) * 0x1p-52 }

    /// Normal with mean 0 and variance 1 (Box & Muller 1958), from `draw` and `draw + stride`.
    func normal(_ draw: Int, stride: Int) -> Double {
        (-2 * log(uniform(draw))).squareRoot() * cos(2 * Double.pi * uniform(draw &+ stride))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }
}
