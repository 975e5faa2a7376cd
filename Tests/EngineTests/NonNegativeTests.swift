import CKernels
import Engine
import Testing

@Suite("Non-negative least squares against every passive set")
struct NonNegativeTests {
    /// ||A c - y||² less ||y||², from Gram and target.
    private static func cost(_ gram: [Double], _ target: [Double], _ values: [Double]) -> Double {
        var sum = 0.0
        for row in target.indices {
            sum -= 2 * target[row] * values[row]
            for column in target.indices { sum += gram[row * target.count + column] * values[row] * values[column] }
        }
        return sum
    }

    /// The lowest cost over every passive set whose least squares solution is not negative.
    private static func lowest(_ gram: [Double], _ target: [Double]) -> Double {
        let k = target.count
        var best = 0.0
        for set in 1..<(1 << k) {
            let rows = (0..<k).filter { set >> $0 & 1 == 1 }
            var system = rows.map { row in rows.map { gram[row * k + $0] } + [target[row]] }
            for pivot in rows.indices {
                for row in pivot + 1..<rows.count {
                    let factor = system[row][pivot] / system[pivot][pivot]
                    for column in pivot...rows.count { system[row][column] -= factor * system[pivot][column] }
                }
            }
            var values = [Double](repeating: 0, count: k)
            for pivot in rows.indices.reversed() {
                var rest = system[pivot][rows.count]
                for column in pivot + 1..<rows.count { rest -= system[pivot][column] * values[rows[column]] }
                values[rows[pivot]] = rest / system[pivot][pivot]
            }
            if values.allSatisfy({ $0 >= 0 && $0.isFinite }) { best = min(best, cost(gram, target, values)) }
        }
        return best
    }

    private static func gram(_ k: Int, _ dice: inout Dice) -> [Double] {
        let factors = (0..<k).map { _ in (0..<k + 2).map { _ in 0.3 + dice.normal() } }
        return factors.flatMap { left in factors.map { right in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    @Test("no passive set does better", arguments: 1...7)
    func optimum(k: Int) {
        var dice = Dice(UInt64(k))
        for _ in 0..<10 {
            let gram = Self.gram(k, &dice)
            let columns = 17
            var target = [Float](repeating: 0, count: k * columns)
            var found = target
            for index in target.indices {
                target[index] = Float(3 * dice.normal())
                found[index] = dice.uniform() < 0.5 ? 1 : 0
            }
            #expect(product_nonnegative(Int64(k), Int64(columns), gram, target, Int64(columns), &found, Int64(columns)))
            for column in 0..<columns {
                let wanted = (0..<k).map { Double(target[$0 * columns + column]) }
                let values = (0..<k).map { Double(found[$0 * columns + column]) }
                #expect(values.allSatisfy { $0 >= 0 })
                let best = Self.lowest(gram, wanted)
                #expect(Self.cost(gram, wanted, values) <= best + 1e-5 * abs(best))
            }
        }
    }

    @Test("rows that depend on others leave the answer finite and as good")
    func dependentRows() {
        // Rows 0 and 2 are one, row 3 is nothing.
        let gram: [Double] = [4, 1, 4, 0, 1, 3, 1, 0, 4, 1, 4, 0, 0, 0, 0, 0]
        let target: [Float] = [8, 2, 8, 0]
        for start: [Float] in [[0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 1, 1]] {
            var found = start
            #expect(product_nonnegative(4, 1, gram, target, 1, &found, 1))
            #expect(found.allSatisfy { $0.isFinite && $0 >= 0 })
            #expect(abs(Self.cost(gram, target.map(Double.init), found.map(Double.init)) + 16) < 1e-5)
        }
    }

    @Test("many rows end, and satisfy the conditions of optimality")
    func manyRows() {
        var dice = Dice(77)
        let k = 70
        let gram = Self.gram(k, &dice)
        var target = [Float](repeating: 0, count: k)
        for row in target.indices { target[row] = Float(10 * dice.normal()) }
        var found = [Float](repeating: 0, count: k)
        #expect(product_nonnegative(Int64(k), 1, gram, target, 1, &found, 1))
        for row in 0..<k {
            let slope = (0..<k).reduce(Double(target[row])) { $0 - gram[row * k + $1] * Double(found[$1]) }
            #expect(found[row] > 0 ? abs(slope) < 1e-2 : slope < 1e-2)
        }
    }
}
