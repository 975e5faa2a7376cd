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
        guard let source = pattern.baseAddress else { return }
        sums.withUnsafeMutableBufferPointer { sums in
            maxima.withUnsafeMutableBufferPointer { maxima in
                minima.withUnsafeMutableBufferPointer { minima in
                    guard let sums = sums.baseAddress, let maxima = maxima.baseAddress, let minima = minima.baseAddress
                    else { return }
                    if allFinite {
                        for pixel in 0..<pixels {
                            let value = source[pixel]
                            sums[pixel] += Double(value)
                            maxima[pixel] = value > maxima[pixel] ? value : maxima[pixel]
                            minima[pixel] = value < minima[pixel] ? value : minima[pixel]
                        }
                    } else {
                        finiteCounts.withUnsafeMutableBufferPointer { counts in
                            guard let counts = counts.baseAddress else { return }
                            for pixel in 0..<pixels {
                                let value = source[pixel]
                                let finite = value - value == 0
                                sums[pixel] += finite ? Double(value) : 0
                                counts[pixel] &+= finite ? 1 : 0
                                maxima[pixel] = finite && value > maxima[pixel] ? value : maxima[pixel]
                                minima[pixel] = finite && value < minima[pixel] ? value : minima[pixel]
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds what another one has seen.
    mutating func merge(_ other: PixelStatistics) {
        patterns += other.patterns
        for pixel in 0..<pixels {
            sums[pixel] += other.sums[pixel]
            maxima[pixel] = max(maxima[pixel], other.maxima[pixel])
            minima[pixel] = min(minima[pixel], other.minima[pixel])
            if !allFinite { finiteCounts[pixel] += other.finiteCounts[pixel] }
        }
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
