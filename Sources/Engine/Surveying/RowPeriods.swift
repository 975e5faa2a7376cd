import Questions

/// Row lengths that a series of sums speaks for, the clearest first, at most eight.
///
/// Neighbouring rows of a scan show nearly the same, so the series' autocorrelation rises again at the distance from row
/// to row, above its valleys on both sides: that rise is the clearness. Multiples of a clear length are left out. Lengths
/// up to half the series and `longestRow` are tried, on 65,536 frames of its middle.
/// - Throws: `cancelled`.
package func rowPeriods(of values: [Float], cancellation: Cancellation) throws(EngineError) -> [RowPeriod] {
    let longest = min(values.count / 2, longestRow)
    guard longest >= 4 else { return [] }
    let terms = min(values.count - longest, 1 << 16)
    let start = (values.count - longest - terms) / 2
    guard let series = standardized(values[start..<start + terms + longest]) else { return [] }
    var correlation = [Double](repeating: 1, count: longest + 1)
    for lag in 1...longest {
        if lag % 64 == 0 { try cancellation.check() }
        correlation[lag] = meanProduct(series, lag: lag, terms: terms)
    }
    return clearest(correlation, noise: 4 / Double(terms).squareRoot())
}

/// Beyond every scan.
private let longestRow = 8192

/// Mean 0 and variance 1; the outermost hundredth of the values at either end is drawn in, and what is not finite stands
/// at the mean. Nil where all values are the same.
private func standardized(_ values: ArraySlice<Float>) -> [Float]? {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    let low = Double(sorted[sorted.count / 100])
    let high = Double(sorted[sorted.count - 1 - sorted.count / 100])
    func drawnIn(_ value: Float) -> Double { max(low, min(high, Double(value))) }
    let mean = sorted.reduce(0) { $0 + drawnIn($1) } / Double(sorted.count)
    let squares = sorted.reduce(0) { $0 + (drawnIn($1) - mean) * (drawnIn($1) - mean) }
    let deviation = (squares / Double(sorted.count)).squareRoot()
    guard deviation > 0, deviation.isFinite else { return nil }
    return values.map { $0.isFinite ? Float((drawnIn($0) - mean) / deviation) : 0 }
}

/// The mean of `terms` products of values that lie `lag` apart.
private func meanProduct(_ series: [Float], lag: Int, terms: Int) -> Double {
    let width = MemoryLayout<Float>.stride
    return series.withUnsafeBytes { bytes in
        var total = 0.0
        var place = 0
        while place < terms {
            // Short stretches in single precision, their sums in double.
            let end = min(terms, place + 4096)
            var sums = SIMD8<Float>()
            while place + 8 <= end {
                sums +=
                    bytes.loadUnaligned(fromByteOffset: place * width, as: SIMD8<Float>.self)
                    * bytes.loadUnaligned(fromByteOffset: (place + lag) * width, as: SIMD8<Float>.self)
                place += 8
            }
            total += Double(sums.sum())
            for rest in place..<end { total += Double(series[rest] * series[rest + lag]) }
            place = end
        }
        return total / Double(terms)
    }
}

/// The lags whose correlation is the highest within a quarter of the lag each way, with how far it rises there above the
/// higher of the valleys within half of the lag each way.
private func clearest(_ correlation: [Double], noise: Double) -> [RowPeriod] {
    let last = correlation.count - 1
    var peaks: [RowPeriod] = []
    for lag in 2..<last {
        let value = correlation[lag]
        let near = max(1, lag / 4)
        let wide = max(2, lag / 2)
        guard value > noise, correlation[(lag - near)...min(last, lag + near)].allSatisfy({ $0 <= value }),
            let before = correlation[(lag - wide)..<lag].min(),
            let behind = correlation[(lag + 1)...min(last, lag + wide)].min()
        else { continue }
        let clearness = value - max(before, behind)
        if clearness > noise { peaks.append(RowPeriod(frames: lag, clearness: min(1, clearness))) }
    }
    var kept: [RowPeriod] = []
    for peak in peaks {
        let repeats = kept.contains { shorter in
            let ratio = Double(peak.frames) / Double(shorter.frames)
            return abs(ratio - ratio.rounded()) < 0.02 && peak.clearness < 2 * shorter.clearness
        }
        if !repeats { kept.append(peak) }
    }
    return Array(kept.sorted { $0.clearness > $1.clearness }.prefix(8))
}
