import Screen
import TestSupport
import Testing

@Suite("Axis")
struct AxisTests {
    private let ranges: [(Double, Double)] = [
        (0, 1), (0, 100), (-3, 7), (0.87, 0.91), (1e-7, 3e-7), (1e6, 1e6 + 3), (-2.5e5, -1e5), (0, 0.0025), (3, 3),
        (0, 0), (1, 15), (13.2, 9000), (0.001, 12_000), (2, 1e9), (-1e-12, 1e-12),
    ]

    @Test("Ticks lie within, rise, are about as many as asked for, and say their value", arguments: [1, 2, 4, 8, 20])
    func ticks(count: Int) throws {
        for (low, high) in ranges {
            for logarithmic in [false, true] {
                let axis = Axis(low, high, logarithmic: logarithmic)
                let ticks = axis.ticks(about: count)
                #expect(ticks.count <= 2 * count + 2, "\(low)…\(high): \(ticks)")
                let slack = (axis.high - axis.low) * 1e-6
                #expect(ticks.allSatisfy { $0.value >= axis.low - slack && $0.value <= axis.high + slack })
                #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
                #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks.map(\.label))")
                for (value, label) in ticks {
                    let said = try #require(Double(label))
                    #expect(abs(said - value) <= slack + abs(value) * 1e-9, "\(label) for \(value) in \(low)…\(high)")
                }
            }
        }
        #expect(Axis(0, 1).ticks(about: 0).isEmpty)
    }

    @Test("Ticks are round: steps of 1, 2, 2.5 or 5 with labels no longer than needed")
    func roundSteps() {
        #expect(Axis(0, 1).ticks(about: 4).map(\.label) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
        #expect(Axis(0, 100).ticks(about: 5).map(\.label) == ["0", "20", "40", "60", "80", "100"])
        #expect(Axis(0, 100).ticks(about: 4).map(\.label) == ["0", "25", "50", "75", "100"])
        #expect(Axis(1, 1e4, logarithmic: true).ticks(about: 8).map(\.label) == ["1", "10", "100", "1000", "10000"])
        #expect(Axis(1, 20, logarithmic: true).ticks(about: 3).map(\.label) == ["1", "2", "5", "10", "20"])
        #expect(Axis(1e-6, 1e-1, logarithmic: true).ticks(about: 3).map(\.label) == ["1e-6", "1e-4", "0.01"])
        #expect(Axis(-1, 1).ticks(about: 4).map(\.label) == ["-1.0", "-0.5", "0.0", "0.5", "1.0"])
        #expect(Axis(-2e-9, 2e-9).ticks(about: 4).map(\.label) == ["-2.00e-9", "-1.00e-9", "0", "1.00e-9", "2.00e-9"])
    }

    @Test("Parts run from 0 to 1, evenly or by the logarithm")
    func parts() {
        #expect(Axis(2, 4).part(of: 3) == 0.5)
        #expect(abs(Axis(1, 100, logarithmic: true).part(of: 10) - 0.5) < 1e-12)
        #expect(!Axis(0, 100, logarithmic: true).isLogarithmic, "no logarithm of zero")
        for (low, high) in ranges {
            let axis = Axis(low, high)
            #expect(axis.low < axis.high && axis.part(of: axis.low) == 0 && abs(axis.part(of: axis.high) - 1) < 1e-12)
        }
    }

    @Test("Values that are no numbers still have a place near the axis, so that plots can round it")
    func badValues() {
        for axis in [Axis(0, 1), Axis(1, 100, logarithmic: true), Axis(.nan, 1), Axis(0, .infinity), Axis(5, 1)] {
            #expect(axis.low.isFinite && axis.high.isFinite && axis.low < axis.high)
            for value in [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0] {
                let part = axis.part(of: value)
                #expect(part.isFinite && abs(part) < 1e6)
            }
            #expect(axis.ticks(about: 5).count < 100)
        }
    }

    @Test("Numbers with so many decimals")
    func decimals() {
        let cases: [(Double, Int, String)] = [
            (0, 0, "0"), (0, 2, "0.00"), (1.005, 1, "1.0"), (-1.25, 1, "-1.3"), (0.05, 1, "0.1"), (-0.04, 1, "0.0"),
            (999.96, 1, "1000.0"), (12_345.678, 0, "12346"), (1e-9, 3, "0.000"), (.nan, 2, "nan"),
            (.infinity, 0, "inf"), (-.infinity, 0, "-inf"), (0.125, 3, "0.125"), (1e20, 0, "1e+20"),
        ]
        for (value, decimals, text) in cases { #expect(value.formatted(decimals: decimals) == text) }
    }

    @Test("Numbers with so many significant digits stay within half a unit of the last")
    func significant() throws {
        #expect(0.880_913.formatted(significant: 5) == "0.88091")
        #expect(14_560.4.formatted(significant: 4) == "14560")
        #expect(1.2345e-7.formatted(significant: 2) == "1.2e-7")
        #expect(9.9996e10.formatted(significant: 4) == "1.000e11")
        var random = SeededNumbers(12)
        for _ in 0..<500 {
            let value =
                Double.random(in: 1...10, using: &random)
                * Axis.powerOfTen(below: Double.random(in: 1e-3...1, using: &random))
            let text = value.formatted(significant: 4)
            #expect(abs((try #require(Double(text))) - value) <= abs(value) * 0.000_51, "\(value) \(text)")
        }
        for value in [Double.leastNonzeroMagnitude, .leastNormalMagnitude / 1000, 1e308, -1e308] {
            #expect(Double(value.formatted(significant: 3)) != nil, "\(value.formatted(significant: 3))")
            #expect(!value.formatted(significant: 3).contains("inf"))
        }
        #expect(Axis.powerOfTen(below: 340) == 100)
    }
}

@Suite struct LogarithmicTickTests {
    /// Short plots ask for two ticks, and got none where a stride over the decades passed the range by.
    @Test func aRangeOfADecadeOrMoreAlwaysHasTicks() {
        for low in [0.02, 0.7, 1, 2.97, 4.14, 38] {
            for ratio in [4.5, 9, 12.5, 80, 3000, 1e7] {
                let axis = Axis(low, low * ratio, logarithmic: true)
                for count in 2...12 {
                    let ticks = axis.ticks(about: count)
                    #expect((1...count + 2).contains(ticks.count), "\(low) × \(ratio), about \(count)")
                    #expect(ticks.allSatisfy { (axis.low...axis.high).contains($0.value) })
                }
            }
        }
    }
}
