import DataCube

/// Sums, numbers and extremes of every pixel over some patterns. Values that are not finite are passed over.
struct PixelStatistics: PatternAccumulator {
    let pixels: Int
    /// The data cannot hold a value that is not finite.
    let allFinite: Bool
    /// How many patterns were added.
    private(set) var patterns = 0
    private(set) var sums: [Double]
    private(set) var maxima: [Float]
    private(set) var minima: [Float]
    /// Finite values per pixel; empty while all are.
    private(set) var finiteCounts: [Int32]

    init(pixels: Int, elementType: ElementType) {
        self.pixels = pixels
        allFinite = elementType.isInteger
        sums = [Double](repeating: 0, count: pixels)
        maxima = [Float](repeating: -.infinity, count: pixels)
        minima = [Float](repeating: .infinity, count: pixels)
        finiteCounts = allFinite ? [] : [Int32](repeating: 0, count: pixels)
    }

    /// Adds a pattern of `pixels` values.
    mutating func add(_ pattern: UnsafeBufferPointer<Float>) {
        patterns += 1
        withTotals { $0.gather(pattern) }
    }

    /// Adds frames of a source with as many pixels.
    mutating func add(_ frames: Range<Int>, of parts: any FramePartSource) {
        patterns += frames.count
        withTotals { parts.gather(frames, into: $0) }
    }

    private mutating func withTotals(_ body: (PixelTotals) -> Void) {
        sums.withUnsafeMutableBufferPointer { sums in
            maxima.withUnsafeMutableBufferPointer { maxima in
                minima.withUnsafeMutableBufferPointer { minima in
                    finiteCounts.withUnsafeMutableBufferPointer { counts in
                        guard let sums = sums.baseAddress, let maxima = maxima.baseAddress,
                            let minima = minima.baseAddress
                        else { return }
                        body(
                            PixelTotals(
                                count: pixels, sums: sums, maxima: maxima, minima: minima,
                                finiteCounts: allFinite ? nil : counts.baseAddress))
                    }
                }
            }
        }
    }

    /// Adds what another one has seen.
    mutating func merge(_ other: PixelStatistics) {
        patterns += other.patterns
        for pixel in 0..<pixels { sums[pixel] += other.sums[pixel] }
        for pixel in 0..<pixels { maxima[pixel] = max(maxima[pixel], other.maxima[pixel]) }
        for pixel in 0..<pixels { minima[pixel] = min(minima[pixel], other.minima[pixel]) }
        for pixel in finiteCounts.indices { finiteCounts[pixel] += other.finiteCounts[pixel] }
    }

    /// How many finite values a pixel had.
    func finiteCount(_ pixel: Int) -> Int { allFinite ? patterns : Int(finiteCounts[pixel]) }

    /// Mean of every pixel's finite values; NaN where there is none.
    var mean: [Float] {
        (0..<pixels).map { finiteCount($0) > 0 ? Float(sums[$0] / Double(finiteCount($0))) : .nan }
    }

    /// Largest finite value of every pixel; NaN where there is none.
    var maximum: [Float] { (0..<pixels).map { finiteCount($0) > 0 ? maxima[$0] : .nan } }
}
