import DataCube
import Questions

/// Offset and gain of a camera from the data alone: the variance of a count is its mean, so the variance of stored
/// values is a straight line over their mean.
///
/// Both are taken from differences between neighbouring positions, without those that differ more than noise does, so
/// that edges of what was scanned do not count as noise. An offset and the variance of read noise cannot be told apart this
/// way: the offset found is the one that makes variance and mean of the counts equal, which is what splitting needs.
struct NoiseEstimation {
    /// Most pairs of neighbours looked at.
    private static let mostPairs = 2000
    /// Groups of equally many pixels; the brightest group is halved so many times more.
    private static let groups = 32
    private static let brightGroups = 6
    /// Gains this close to 1 are 1, where no offset worth mentioning is left.
    private static let unity = 0.04
    /// Groups whose variance is known worse than this do not decide.
    private static let accepted = 0.03
    /// Variance over mean of what may be split as counts.
    static let counts = 0.9...1.1

    /// Mean and variance of a group of pixels, and how well the variance is known, relatively.
    private struct Group {
        var mean: Double
        var variance: Double
        var error: Double
    }

    /// - Returns: nil where fewer than eight positions have a neighbour, or nothing varies.
    /// - Throws: `cancelled`, `cube`.
    static func estimate(_ data: AnalysisData, workers: Workers) throws(EngineError) -> NoiseModel? {
        let groups = try measuredGroups(data, workers: workers)
        guard groups.count >= 2 else { return nil }
        let mean = data.moments.sum / Double(data.pixels.count) / Double(data.positions.count)
        func model(gain: Double, offset: Double, estimated: Bool) -> NoiseModel {
            let ratios = groups.filter { $0.error < accepted }.map { group in
                let expected = gain * (group.mean - offset)
                return expected > 0 ? group.variance / expected : .infinity
            }
            let factor = ratios.max { distance($0) < distance($1) } ?? .infinity
            let areCounts = counts.contains(factor)
            return NoiseModel(
                offset: offset, gain: gain, readVariance: 0, factor: factor.isFinite ? factor : 1e9,
                areCounts: areCounts, meanCounts: (mean - offset) / gain,
                statement: statement(gain, offset, factor, areCounts, estimated))
        }
        let plain = model(gain: 1, offset: 0, estimated: false)
        guard let line = fitted(groups) else { return plain }
        let typical = line.gain * mean + line.intercept
        if abs(line.gain - 1) < unity, abs(line.intercept) < unity * typical, plain.areCounts { return plain }
        guard line.gain > 0, mean + line.intercept / line.gain > 0 else { return plain }
        return model(gain: line.gain, offset: -line.intercept / line.gain, estimated: true)
    }

    private static func distance(_ ratio: Double) -> Double { ratio > 0 ? max(ratio, 1 / ratio) : .infinity }

    private static func statement(
        _ gain: Double, _ offset: Double, _ factor: Double, _ areCounts: Bool, _ estimated: Bool
    ) -> String {
        func rounded(_ value: Double) -> String {
            let digits = abs(value) < 10 ? 100.0 : 10
            return "\((value * digits).rounded() / digits)"
        }
        let conversion =
            estimated ? "gain \(rounded(gain)) and offset \(rounded(offset)), estimated" : "values taken as counts"
        return areCounts
            ? "The data are counts: variance / mean is \(rounded(factor)) (\(conversion))."
            : "The data are not counts: variance / mean reaches \(factor.isFinite && factor < 1e6 ? rounded(factor) : "no number") (\(conversion)), so they are not split."
    }

    /// Variance = gain · mean + intercept, weighted by what is known of each group; weights from the line itself.
    private static func fitted(_ groups: [Group]) -> (gain: Double, intercept: Double)? {
        var line: (gain: Double, intercept: Double)?
        for _ in 0..<4 {
            var sums = (weight: 0.0, x: 0.0, y: 0.0, xx: 0.0, xy: 0.0)
            for group in groups {
                let variance = max(line.map { $0.gain * group.mean + $0.intercept } ?? group.variance, 1e-300)
                // What is not counting noise is some percent of the variance however many pixels there are.
                let deviation = variance * (group.error * group.error + 1e-4).squareRoot()
                let weight = 1 / (deviation * deviation)
                sums.weight += weight
                sums.x += weight * group.mean
                sums.y += weight * group.variance
                sums.xx += weight * group.mean * group.mean
                sums.xy += weight * group.mean * group.variance
            }
            let determinant = sums.weight * sums.xx - sums.x * sums.x
            guard determinant > 1e-12 * sums.weight * sums.xx else { return nil }
            let gain = (sums.weight * sums.xy - sums.x * sums.y) / determinant
            line = (gain, (sums.y - gain * sums.x) / sums.weight)
        }
        return line
    }

    /// Pixels in ascending order of their mean, in groups.
    private static func measuredGroups(_ data: AnalysisData, workers: Workers) throws(EngineError) -> [Group] {
        let frames = data.positions.indices
        let all = zip(frames, frames.dropFirst()).filter { $1 == $0 + 1 }.map(\.0)
        let step = max(1, (all.count + mostPairs - 1) / mostPairs)
        let sampled = stride(from: 0, to: all.count, by: step).map { all[$0] }
        guard sampled.count >= 8 else { return [] }
        // How much each pair differs, relative to how much there is; bright pixels weigh as much as faint ones.
        let count = Double(data.positions.count)
        let average = data.moments.pixelSums.reduce(0) { $0 + abs($1) } / count / Double(data.pixels.count)
        let weights = data.moments.pixelSums.map { 1 / max(abs($0) / count + average, .leastNormalMagnitude) }
        let differences = try accumulated(sampled, of: data, workers: workers) { pair, sums in
            var difference = 0.0
            var total = 0.0
            for pixel in 0..<pair.count {
                let delta = Double(pair.first[pixel]) - Double(pair.second[pixel])
                difference += weights[pixel] * delta * delta
                total += weights[pixel] * (abs(Double(pair.first[pixel])) + abs(Double(pair.second[pixel])))
            }
            sums.append(total > 0 ? difference / total : 0)
        }
        // Noise scatters to both sides of the median alike; what lies further above it than anything below is an edge.
        let ascending = differences.sorted()
        let median = ascending[ascending.count / 2]
        let limit = median + (median - ascending[ascending.count / 50])
        let calm = sampled.indices.filter { differences[$0] <= limit }.map { sampled[$0] }
        let pixels = data.pixels.count
        let parts = try accumulated(calm, of: data, workers: workers) { pair, sums in
            if sums.isEmpty { sums = Array(repeating: 0, count: 2 * pair.count) }
            for pixel in 0..<pair.count {
                let (first, second) = (Double(pair.first[pixel]), Double(pair.second[pixel]))
                sums[pixel] += (first + second) / 2
                sums[pair.count + pixel] += (first - second) * (first - second) / 2
            }
        }
        var means = [Double](repeating: 0, count: pixels)
        var variances = means
        for start in stride(from: 0, to: parts.count, by: 2 * pixels) {
            for pixel in 0..<pixels {
                means[pixel] += parts[start + pixel] / Double(calm.count)
                variances[pixel] += parts[start + pixels + pixel] / Double(calm.count)
            }
        }
        let byMean = (0..<pixels).sorted { (means[$0], $0) < (means[$1], $1) }
        return bounds(pixels).compactMap { range in
            let mean = range.reduce(0) { $0 + means[byMean[$1]] } / Double(range.count)
            let variance = range.reduce(0) { $0 + variances[byMean[$1]] } / Double(range.count)
            guard variance > 0 else { return nil }
            let samples = Double(range.count * calm.count)
            return Group(mean: mean, variance: variance, error: ((2 + 1 / max(mean, 1e-3)) / samples).squareRoot())
        }
    }

    /// Where groups of pixels in ascending order begin and end.
    private static func bounds(_ pixels: Int) -> [Range<Int>] {
        let length = max(1, pixels / groups)
        var ranges = cut(pixels, every: length)
        for _ in 0..<brightGroups {
            guard let last = ranges.popLast(), last.count >= 2 else { break }
            let middle = last.lowerBound + last.count / 2
            ranges += [last.lowerBound..<middle, middle..<last.upperBound]
        }
        return ranges
    }

    /// The kept pixels of two neighbouring positions.
    private struct Pair {
        let first: UnsafePointer<Float>
        let second: UnsafePointer<Float>
        let count: Int
    }

    /// Gives each pair to `add`, in parts that do not depend on the number of threads, and joins their numbers in order.
    private static func accumulated(
        _ firstFrames: [Int], of data: AnalysisData, workers: Workers, _ add: (Pair, inout [Double]) -> Void
    ) throws(EngineError) -> [Double] {
        let parts = cut(firstFrames.count, every: (firstFrames.count + 7) / 8)
        var results = [[Double]](repeating: [], count: parts.count)
        let buffers = workers.each { FrameBuffer(source: data.cube.source, frames: 2) }
        let packed = workers.each { Matrix(rows: 2, columns: data.pixels.count) }
        try results.withUnsafeMutableBufferPointer { results throws(EngineError) in
            nonisolated(unsafe) let results = results
            try workers.forEachTile(parts.count) { (part, worker) throws(EngineError) in
                var sums: [Double] = []
                for index in parts[part] {
                    try workers.cancellation.check()
                    let frame = firstFrames[index]
                    let rows = packed[worker]
                    try buffers[worker].read(frame..<frame + 2) { number, pattern in
                        data.pack(pattern, into: rows.row(number - frame))
                    }
                    add(Pair(first: rows.row(0), second: rows.row(1), count: rows.columns), &sums)
                }
                results[part] = sums
            }
        }
        return results.flatMap { $0 }
    }
}
