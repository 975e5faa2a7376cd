import DataCube
import Questions
import TestSupport
import Testing

@Suite("Exchange between components")
struct ExchangeTests {
    private let detector = DetectorShape(rows: 4, columns: 5)
    private let scan = ScanShape(rows: 3, columns: 6)

    /// Three components of sum 1, the first of which holds 0.4 times the second; pixel 7 and position 4 are left out.
    private var planted: Decomposition {
        var random = SeededNumbers(3)
        func pattern(_ values: [Double]) -> DiffractionPattern {
            let sum = values.enumerated().reduce(0) { $1.offset == 7 ? $0 : $0 + $1.element }
            var shown = values.map { Float($0 / sum) }
            shown[7] = .nan
            return DiffractionPattern(shape: detector, values: shown)
        }
        func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in Double.random(in: 0.1...1, using: &random) } }
        let (first, second, third) = (pattern(numbers(20)), pattern(numbers(20)), pattern(numbers(20)))
        let mixed = pattern(zip(first.values, second.values).map { Double(0.6 * $0 + 0.4 * $1) })
        let maps = (0..<3).map { _ in
            var values = numbers(18).map { Float($0 * 900) }
            values[4] = .nan
            return ScanMap(shape: scan, values: values)
        }
        return Decomposition(
            restart: 0, meanSquareError: 1, components: [mixed, second, third], distributions: maps)
    }

    private func product(_ decomposition: Decomposition, _ pixel: Int, _ position: Int) -> Double {
        zip(decomposition.components, decomposition.distributions).reduce(0) {
            $0 + Double($1.0.values[pixel]) * Double($1.1.values[position])
        }
    }

    @Test("leaves the product as it was, for every pair and amount", arguments: [0.01, 0.2, 0.4, 0.9])
    func product(amount: Double) {
        let before = planted
        for i in 0..<3 {
            for j in 0..<3 where i != j {
                let after = before.exchanged(i, j, by: amount)
                #expect(after != before)
                for pixel in 0..<20 where pixel != 7 {
                    for position in 0..<18 where position != 4 {
                        let (old, new) = (product(before, pixel, position), product(after, pixel, position))
                        #expect(abs(old - new) < 1e-4 * max(1, abs(old)), "\(i) \(j): \(old) \(new)")
                    }
                }
                #expect(after.components[i].values[7].isNaN && after.distributions[j].values[4].isNaN)
                let sum = after.components[i].values.reduce(0.0) { $1.isNaN ? $0 : $0 + Double($1) }
                #expect(abs(sum - 1) < 1e-5)
                let other = 3 - i - j
                #expect(after.components[j].values.dropFirst(8) == before.components[j].values.dropFirst(8))
                #expect(
                    after.distributions[other].values.dropFirst(5) == before.distributions[other].values.dropFirst(5))
            }
        }
    }

    @Test("stays non-negative up to what was mixed in, and not beyond what the pixels hold")
    func signs() {
        let before = planted
        func lowest(_ amount: Double) -> Float {
            let after = before.exchanged(0, 1, by: amount)
            return (after.components.flatMap(\.values) + after.distributions.flatMap(\.values)).filter { !$0.isNaN }
                .min()
                ?? .nan
        }
        #expect(lowest(0.2) >= 0 && lowest(0.4) >= -1e-6)
        let ratios = (0..<20).filter { $0 != 7 }.map {
            Double(before.components[0].values[$0] / before.components[1].values[$0])
        }
        let limit = ratios.min() ?? 0
        #expect(limit >= 0.4)
        #expect(lowest(limit * 0.999) >= 0)
        #expect(lowest(min(0.99, limit * 1.05)) < 0)
    }

    @Test("of nothing, with itself, with what is not there, or of all that there is changes nothing")
    func unchanged() {
        func same(_ i: Int, _ j: Int, _ amount: Double) -> Bool {
            let before = planted
            let after = before.exchanged(i, j, by: amount)
            return zip(before.components, after.components).allSatisfy { old, new in
                zip(old.values, new.values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
            }
        }
        #expect(same(0, 1, 0) && same(0, 1, -1) && same(0, 1, .nan) && same(0, 1, .infinity))
        #expect(same(1, 1, 0.3) && same(0, 3, 0.3) && same(-1, 0, 0.3))
        #expect(same(0, 1, 1) && same(0, 1, 2), "nothing would be left")
        #expect(!same(0, 1, 0.5))
    }

    @Test("A table names the partners of a component, the one that takes most first; nonsense in it is no amount")
    func table() {
        let table = ExchangeTable(largest: [[0, 0.2, 0.66, 0], [0.1, 0, 0, .nan], [0.5, -1, 0, .infinity]])
        #expect(table.partners(of: 0) == [2, 1] && table.partners(of: 1) == [0] && table.partners(of: 2) == [0])
        #expect(table.partners(of: 3).isEmpty && table.partners(of: -1).isEmpty)
        #expect(table.largest(from: 0, to: 2) == 0.66 && table.largest(from: 2, to: 1) == 0)
        #expect(table.largest(from: 0, to: 9) == 0 && table.largest(from: 9, to: 0) == 0)
        #expect(table.largest(from: 1, to: 3) == 0 && table.largest(from: 2, to: 3) == 0)
    }
}
