import Glibc

/// An image to be shown as a heatmap: values, and how they become levels.
public struct HeatmapImage: Sendable {
    /// How several image pixels under one screen pixel become one value.
    public enum Reduction: String, CaseIterable, Hashable, Sendable {
        /// The largest: keeps spots.
        case maximum
        /// The mean: keeps areas.
        case mean
    }

    /// Rows x columns of the image.
    public let rows: Int
    public let columns: Int
    /// Row-major; NaN is drawn as mask.
    public let values: [Float]
    public var range: LevelRange
    public var reduction: Reduction

    public init(rows: Int, columns: Int, values: [Float], range: LevelRange, reduction: Reduction) {
        self.rows = rows
        self.columns = columns
        self.values = values
        self.range = range
        self.reduction = reduction
    }

    /// Levels 0…1 for each screen pixel of a geometry, row-major; NaN where masked or outside the image.
    /// O(pixels of the window + screen pixels).
    public func levels(on geometry: HeatmapGeometry) -> [Float] {
        let rowBands = Self.bands(
            start: geometry.window.top, step: geometry.rowStep, count: geometry.pixelRows, limit: rows)
        let columnBands = Self.bands(
            start: geometry.window.left, step: geometry.columnStep, count: geometry.pixelColumns, limit: columns)
        var levels = [Float](repeating: .nan, count: geometry.pixelRows * geometry.pixelColumns)
        for (row, rowBand) in rowBands.enumerated() {
            for (column, columnBand) in columnBands.enumerated() {
                let value = reduced(rowBand, columnBand)
                levels[row * geometry.pixelColumns + column] = value.isNaN ? .nan : range.level(of: value)
            }
        }
        return levels
    }

    /// The image pixels whose centres lie under each screen pixel; the one pixel under it where there is none.
    private static func bands(start: Double, step: Double, count: Int, limit: Int) -> [Range<Int>] {
        (0..<count).map { index in
            // Neighbours share the edge between them exactly, so that no pixel falls between or counts twice.
            let low = start + Double(index) * step
            let first = Int(low.rounded(.up))
            let last = Int((start + Double(index + 1) * step).rounded(.up))
            if first < last { return max(0, min(first, limit))..<max(0, min(last, limit)) }
            let nearest = Int((low + step / 2).rounded())
            return (0..<limit).contains(nearest) ? nearest..<nearest + 1 : 0..<0
        }
    }

    private func reduced(_ rowBand: Range<Int>, _ columnBand: Range<Int>) -> Float {
        var largest = -Float.infinity
        var sum: Float = 0
        var count = 0
        var masked = 0
        for row in rowBand {
            for column in columnBand {
                let value = values[row * columns + column]
                guard value.isFinite else {
                    masked += 1
                    continue
                }
                largest = max(largest, value)
                sum += value
                count += 1
            }
        }
        guard count > 0, count >= masked else { return .nan }
        return reduction == .maximum ? largest : sum / Float(count)
    }
}

/// Which values are drawn from the first to the last colour, and how evenly.
public struct LevelRange: Hashable, Sendable {
    /// How values between the ends are spread over the colours.
    public enum Scale: String, CaseIterable, Hashable, Sendable {
        case linear
        case squareRoot
        case logarithmic
    }

    public var low: Float
    public var high: Float
    public var scale: Scale

    public init(low: Float, high: Float, scale: Scale) {
        self.low = low
        self.high = high
        self.scale = scale
    }

    /// The level of a value: 0 at or below `low`, 1 at or above `high`; 0 everywhere where the range is empty.
    public func level(of value: Float) -> Float {
        guard high > low, !value.isNaN else { return 0 }
        let part = max(0, min(1, (value - low) / (high - low)))
        switch scale {
        case .linear: return part
        case .squareRoot: return part.squareRoot()
        // Four decades at most, so that one count in a pattern of thousands still shows.
        case .logarithmic: return log1p(part * Self.logarithmicReach) / log1p(Self.logarithmicReach)
        }
    }

    private static let logarithmicReach: Float = 1000

    /// The value drawn at a level: the inverse of `level(of:)` between the ends.
    public func value(at level: Float) -> Float {
        let part =
            switch scale {
            case .linear: level
            case .squareRoot: level * level
            case .logarithmic: expm1(level * log1p(Self.logarithmicReach)) / Self.logarithmicReach
            }
        return low + part * (high - low)
    }

    /// The values at two percentiles (0…100) of the finite values; symmetric around 0 where asked.
    /// O(n), over at most 65,536 evenly spread values.
    public static func percentiles(
        of values: [Float], low: Double, high: Double, scale: Scale, symmetric: Bool = false
    ) -> LevelRange {
        let stride = max(1, (values.count + 65_535) / 65_536)
        let sample = RankedValues(values, every: stride)
        guard sample.count > 0 else { return LevelRange(low: 0, high: 1, scale: scale) }
        func value(_ percentile: Double) -> Float {
            sample[max(0, min(sample.count - 1, Int((percentile / 100 * Double(sample.count - 1)).rounded())))]
        }
        var bottom = value(low)
        var top = value(high)
        if symmetric {
            top = max(abs(bottom), abs(top))
            if top == 0 { top = 1 }
            bottom = -top
        }
        if top <= bottom { top = sample[sample.count - 1] }
        if top <= bottom {
            // A constant image: a range that its element type can tell from empty.
            let margin = max(1, abs(bottom) * 1e-3)
            if bottom > 1e38 { bottom -= margin } else { top = bottom + margin }
        }
        return LevelRange(low: bottom, high: top, scale: scale)
    }
}
