import Glibc

/// A plot's axis: which values it shows, evenly or by their logarithm.
public struct Axis: Hashable, Sendable {
    public let low: Double
    public let high: Double
    public let isLogarithmic: Bool

    /// An axis that shows a range; a logarithmic one needs positive ends and falls back to linear without.
    public init(_ low: Double, _ high: Double, logarithmic: Bool = false) {
        let ordered = low <= high && low.isFinite && high.isFinite
        self.low = ordered ? low : 0
        self.high = ordered ? (high > low ? high : low + max(abs(low) * 0.01, 1e-9)) : 1
        isLogarithmic = logarithmic && self.low > 0
    }

    /// 0 at the low end, 1 at the high end; kept within -1…2, and 0 for what has no place, so that plots can round it.
    public func part(of value: Double) -> Double {
        guard !value.isNaN, !isLogarithmic || value > 0 else { return 0 }
        let part =
            isLogarithmic ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
        return max(-1, min(2, part))
    }

    /// Round values within the range, about `count` of them, with labels of equal precision.
    public func ticks(about count: Int) -> [(value: Double, label: String)] {
        guard count > 0 else { return [] }
        if isLogarithmic, high / low > 4 { return logarithmicTicks(about: count) }
        let rough = (high - low) / Double(count)
        let step = Self.roundNumber(above: rough)
        let isQuarter = step / Self.powerOfTen(below: rough) == 2.5
        let decimals = max(0, Int((-log10(step)).rounded(.up)) + (isQuarter ? 1 : 0))
        let first = (low / step).rounded(.up) * step
        var ticks: [(Double, String)] = []
        var value = first
        while value <= high + step * 1e-9, ticks.count < 100 {
            // Sums of steps miss zero by a rounding error.
            let round = abs(value) < step * 1e-6 ? 0 : value
            ticks.append((round, decimals > 6 ? round.formatted(significant: 3) : round.formatted(decimals: decimals)))
            value += step
        }
        return ticks
    }
}

extension Axis {
    /// 1, 2 and 5 of each decade where that is not many more than asked for, else the decades; every second, third …
    /// where even they are too many.
    private func logarithmicTicks(about count: Int) -> [(value: Double, label: String)] {
        let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        func within(_ factors: [Double]) -> [(value: Double, label: String)] {
            decades.flatMap { decade in
                factors.map { factor in
                    let value = factor * pow(10, Double(decade))
                    let isPlain = (-3...5).contains(decade)
                    return (value, isPlain ? value.formatted(decimals: max(0, -decade)) : "\(Int(factor))e\(decade)")
                }
            }.filter { (low...high).contains($0.0) }
        }
        let fine = within([1, 2, 5])
        let plain = within([1])
        let chosen = fine.count <= count + 2 || plain.count < 2 ? fine : plain
        let step = max(1, (chosen.count + count + 1) / (count + 2))
        return chosen.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    }
}

extension Double {
    /// With so many decimals, without locale.
    public func formatted(decimals: Int) -> String {
        guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
        guard abs(self) < 1e15, decimals <= 12 else { return String(self) }
        let scale = pow(10, Double(decimals))
        let scaled = (abs(self) * scale).rounded()
        guard scaled < 9e18 else { return String(self) }
        let digits = String(UInt64(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = self < 0 && scaled > 0 ? "-" : ""
        return decimals == 0 ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// With about so many significant digits: 0.88091, 12.7, 14560, 1.2e-7.
    public func formatted(significant digits: Int) -> String {
        guard isFinite, self != 0 else { return isFinite ? "0" : formatted(decimals: 0) }
        var exponent = Int(log10(abs(self)).rounded(.down))
        if exponent < -4 || exponent > 9 {
            // In two steps, since 10^-320 is hardly a number any more.
            var mantissa =
                exponent < -300 ? self * 1e300 / pow(10, Double(exponent + 300)) : self / pow(10, Double(exponent))
            if abs(mantissa) >= 10 - 0.5 * pow(10, Double(1 - digits)) {
                mantissa /= 10
                exponent += 1
            }
            return mantissa.formatted(decimals: max(0, digits - 1)) + "e\(exponent)"
        }
        return formatted(decimals: max(0, digits - 1 - exponent))
    }
}

extension Axis {
    /// The largest power of ten that does not exceed a positive value.
    public static func powerOfTen(below value: Double) -> Double { pow(10, log10(value).rounded(.down)) }

    /// The smallest of some round numbers in each decade that a positive value does not exceed.
    public static func roundNumber(above value: Double, of numbers: [Double] = [1, 2, 2.5, 5, 10]) -> Double {
        let magnitude = powerOfTen(below: value)
        return magnitude * (numbers.first { $0 * magnitude >= value } ?? 10)
    }

    /// An axis whose ends are moved outwards to round values, by an eighth of its length at most: it stays the same while
    /// what it shows changes little.
    public var rounded: Axis {
        let (start, end) = isLogarithmic ? (log10(low), log10(high)) : (low, high)
        let step = Self.roundNumber(above: (end - start) / 16)
        let (first, last) = ((start / step).rounded(.down) * step, (end / step).rounded(.up) * step)
        return isLogarithmic ? Axis(pow(10, first), pow(10, last), logarithmic: true) : Axis(first, last)
    }
}
