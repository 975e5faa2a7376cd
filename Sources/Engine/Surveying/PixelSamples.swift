/// The values of some pixels in every pattern, pattern after pattern.
struct PixelSamples: PatternAccumulator {
    let pixels: [Int]
    /// Patterns x pixels.
    private(set) var values: [Float] = []

    init(pixels: [Int]) { self.pixels = pixels }

    mutating func add(_ pattern: UnsafeBufferPointer<Float>) { values += pixels.map { pattern[$0] } }
    mutating func merge(_ other: PixelSamples) { values += other.values }

    /// One list of values per pattern, in the order of `pixels`.
    var patterns: [ArraySlice<Float>] { cut(values.count, every: max(1, pixels.count)).map { values[$0] } }
}
