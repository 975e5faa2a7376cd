import DataCube

/// Looks for pixels that do not measure, by what their neighbourhood says about them.
struct DefectSearch {
    let statistics: SurveyStatistics
    /// Mean pattern, NaN where no value was finite.
    let mean: [Float]
    let shape: DetectorShape
    private let gain: Double?

    init(statistics: SurveyStatistics, mean: [Float], shape: DetectorShape, integer: Bool) {
        self.statistics = statistics
        self.mean = mean
        self.shape = shape
        gain = statistics.gain(integer: integer)
    }

    /// Pixels not finite in more than 1 % of the patterns.
    var nonFinitePixels: [Int] {
        let patterns = statistics.pixel.patterns
        return mean.indices.filter { 100 * (patterns - statistics.pixel.finiteCount($0)) > patterns }
    }

    /// Pixels far above their neighbourhood in the mean, whose neighbours are not raised as a spot would raise them: a
    /// disk of 0.8 pixels' radius in the middle of a pixel still puts 26 % of its top into each neighbour.
    var isolatedPixels: [Int] {
        guard let gain else { return [] }
        let patterns = Double(statistics.pixel.patterns)
        return mean.indices.filter { pixel in
            let own = Double(mean[pixel])
            guard own.isFinite, own > 0 else { return false }
            let near = finiteMeans(shape.neighbours(of: pixel, within: 1))
            // Cheap, and false for nearly all pixels.
            guard near.count >= 3, let highest = near.max(), own > highest, own > 2 * highest - own / 2 else {
                return false
            }
            let ring = finiteMeans(shape.neighbours(of: pixel, within: 2, atLeast: 2))
            guard ring.count >= 5 else { return false }
            let level = quantile(ring, 0.5)
            let spread = 1.4826 * quantile(ring.map { abs($0 - level) }, 0.5)
            let excess = own - level
            let noise = (max(level, highest, 0) * gain / patterns).squareRoot()
            return excess * patterns / gain >= 100 && excess >= 0.5 * abs(level) && excess >= 6 * spread
                && excess >= 20 * noise && highest - level <= 0.1 * excess + 2 * noise
        }
    }

    /// Pixels that never change, not above their neighbourhood, though at least three quarters of the 24 pixels around
    /// them were hit often enough (20 expected counts) to make that no chance.
    func deadPixels(saturation: Double?) -> [Int] {
        guard let gain else { return [] }
        let patterns = Double(statistics.pixel.patterns)
        return mean.indices.filter { pixel in
            let own = Double(mean[pixel])
            guard own.isFinite, statistics.pixel.minima[pixel] == statistics.pixel.maxima[pixel] else { return false }
            // With few patterns any pixel may happen to repeat itself, but not to read nothing where others do not.
            guard own == 0 || statistics.pixel.patterns >= 8, saturation.map({ own < $0 }) ?? true else { return false }
            let around = shape.neighbours(of: pixel, within: 2)
            let expected = quantile(finiteMeans(around), 0.25)
            let changing = around.count { statistics.pixel.minima[$0] < statistics.pixel.maxima[$0] }
            guard 4 * changing >= 3 * around.count || statistics.pixel.patterns == 1 else { return false }
            return expected * patterns / gain >= 20 && own <= quantile(finiteMeans(around), 0.5)
        }
    }

    private func finiteMeans(_ pixels: [Int]) -> [Double] {
        pixels.compactMap { mean[$0].isFinite ? Double(mean[$0]) : nil }
    }
}
