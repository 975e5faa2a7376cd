/// How a few pixels behave from pattern to pattern.
struct PresenceTable {
    private let patterns: [ArraySlice<Float>]
    private let places: [Int: Int]

    init(samples: PixelSamples) {
        patterns = samples.patterns
        places = Dictionary(uniqueKeysWithValues: samples.pixels.enumerated().map { ($1, $0) })
    }

    private func value(_ pixel: Int, in pattern: ArraySlice<Float>) -> Float {
        places[pixel].map { pattern[pattern.startIndex + $0] } ?? .nan
    }

    /// True when the pixel is above all its neighbours in at least 90 % of the patterns.
    func exceeds(_ pixel: Int, its neighbours: [Int]) -> Bool {
        let above = patterns.count { pattern in
            let own = value(pixel, in: pattern)
            return own.isFinite && neighbours.allSatisfy { !(value($0, in: pattern) >= own) }
        }
        return Double(above) >= 0.9 * Double(patterns.count)
    }

    /// The mean over the patterns of a small window's sum above a level, and how evenly it is spread: the square of the
    /// mean root over the mean, 1 where it is the same in every pattern and f where only a part f has it.
    func strength(of window: [Int], above level: Double) -> (mean: Double, evenness: Double) {
        var sum = 0.0
        var roots = 0.0
        for pattern in patterns {
            let total = window.reduce(0.0) {
                let own = value($1, in: pattern)
                return own.isFinite ? $0 + Double(own) - level : $0
            }
            sum += max(0, total)
            roots += max(0, total).squareRoot()
        }
        let count = Double(max(1, patterns.count))
        guard sum > 0 else { return (0, 0) }
        return (sum / count, roots / count * (roots / count) / (sum / count))
    }
}
