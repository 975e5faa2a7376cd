import Glibc

/// Poisson-distributed counts, exact for every mean.
package enum PoissonSampling {
    /// Means below this are drawn by inversion, the others by rejection.
    static let inversionLimit = 12.0

    /// A count of the given mean; 0 where the mean is not positive. `uniform(i)` gives independent uniforms in (0, 1).
    ///
    /// Small means by inversion of one uniform (time grows with the mean), large ones by transformed rejection with a
    /// squeeze: algorithm PTRS of Hörmann, Insurance: Mathematics and Economics 12 (1993) 39.
    @inline(__always)
    package static func count(mean: Double, uniform: (_ index: Int) -> Double) -> Double {
        guard mean > 0 else { return 0 }
        return mean < inversionLimit ? inverted(mean, uniform(0)) : rejected(mean, uniform)
    }

    @inline(__always)
    private static func inverted(_ mean: Double, _ uniform: Double) -> Double {
        var probability = exp(-mean)
        var cumulated = probability
        var count = 0.0
        // The bound, beyond 1 - 1e-60 of the distribution, ends the search where rounding keeps the sum below `uniform`.
        while uniform > cumulated, count < 120 {
            count += 1
            probability *= mean / count
            cumulated += probability
        }
        return count
    }

    private static func rejected(_ mean: Double, _ uniform: (Int) -> Double) -> Double {
        let width = 0.931 + 2.53 * mean.squareRoot()
        let slope = -0.059 + 0.02483 * width
        let hat = 1.1239 + 1.1328 / (width - 3.4)
        let squeeze = 0.9277 - 3.6224 / (width - 2)
        let logMean = log(mean)
        var index = 0
        while true {
            let across = uniform(index) - 0.5
            let height = uniform(index + 1)
            index += 2
            let edge = 0.5 - abs(across)
            let count = ((2 * slope / edge + width) * across + mean + 0.43).rounded(.down)
            if edge >= 0.07, height <= squeeze { return count }
            if count < 0 || (edge < 0.013 && height > edge) { continue }
            let proposal = log(height * hat / (slope / (edge * edge) + width))
            if proposal <= count * logMean - mean - logFactorial(count) { return count }
        }
    }

    private static let smallLogFactorials: [Double] = {
        var values = [0.0]
        for count in 1..<16 { values.append(values[count - 1] + log(Double(count))) }
        return values
    }()

    /// ln(count!), from a table below 16 and by Stirling's series from there on (error below 1e-9).
    private static func logFactorial(_ count: Double) -> Double {
        if count < 16 { return smallLogFactorials[Int(count)] }
        let inverse = 1 / count
        let correction = inverse * (1 / 12.0 - inverse * inverse * (1 / 360.0 - inverse * inverse / 1260))
        return (count + 0.5) * log(count) - count + 0.5 * log(2 * Double.pi) + correction
    }
}
