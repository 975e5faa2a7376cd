import DataCube

/// What a survey gathers of every pixel: statistics, squares, and how many values were saturated or negative.
struct SurveyStatistics: PatternAccumulator {
    private(set) var pixel: PixelStatistics
    /// Sums of the finite values' squares.
    private(set) var squares: [Double]
    private(set) var saturatedValues = 0
    private(set) var negativeValues = 0
    private let saturation: Float

    init(pixels: Int, elementType: ElementType) {
        pixel = PixelStatistics(pixels: pixels, elementType: elementType)
        squares = [Double](repeating: 0, count: pixels)
        saturation = elementType.saturation.map { Float($0) } ?? .infinity
    }

    mutating func add(_ pattern: UnsafeBufferPointer<Float>) {
        pixel.add(pattern)
        for (index, value) in pattern.enumerated() where value - value == 0 {
            squares[index] += Double(value) * Double(value)
            if value < 0 { negativeValues += 1 }
            if value >= saturation { saturatedValues += 1 }
        }
    }

    mutating func merge(_ other: SurveyStatistics) {
        pixel.merge(other.pixel)
        for index in squares.indices { squares[index] += other.squares[index] }
        saturatedValues += other.saturatedValues
        negativeValues += other.negativeValues
    }

    /// Variance of a pixel's finite values; 0 where there are fewer than two.
    func variance(_ index: Int) -> Double {
        let count = Double(pixel.finiteCount(index))
        guard count > 1 else { return 0 }
        return max(0, (squares[index] - pixel.sums[index] * pixel.sums[index] / count) / (count - 1))
    }

    /// Stored units per count: the median over the pixels of variance / mean, which differences between the patterns
    /// can only raise. 1 for integers where there are too few patterns to tell; nil for other data then.
    func gain(integer: Bool) -> Double? {
        var ratios: [Double] = []
        if pixel.patterns >= 8 {
            for index in squares.indices where pixel.sums[index] > 0 {
                let count = Double(pixel.finiteCount(index))
                ratios.append(variance(index) * count / pixel.sums[index])
            }
        }
        let middle = ratios.isEmpty ? 0 : quantile(ratios, 0.5)
        return middle > 0 ? middle : integer ? 1 : nil
    }
}

/// The value below which a part of the values lies, by linear interpolation; 0 for an empty list.
func quantile(_ values: [Double], _ part: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let place = part * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
}
