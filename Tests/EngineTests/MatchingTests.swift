import DataCube
import Engine
import Questions
import Testing

@Suite("Matching of components")
struct MatchingTests {
    /// The largest sum over all one-to-one assignments, tried one by one.
    private static func largest(_ values: [[Double]], _ row: Int = 0, _ taken: Set<Int> = []) -> Double {
        guard row < values.count else { return 0 }
        return (values.first ?? []).indices.filter { !taken.contains($0) }.map {
            values[row][$0] + largest(values, row + 1, taken.union([$0]))
        }.max() ?? -.infinity
    }

    @Test("no other assignment has a larger sum", arguments: [(1, 1), (2, 2), (3, 5), (5, 5), (6, 7)])
    func assignment(rows: Int, columns: Int) {
        var dice = Dice(UInt64(rows * 10 + columns))
        for round in 0..<30 {
            let values = (0..<rows).map { _ in
                // Every third round many are equal.
                (0..<columns).map { _ in round % 3 == 0 ? (3 * dice.uniform()).rounded() : dice.normal() }
            }
            let found = bestAssignment(values)
            #expect(Set(found).count == rows)
            let sum = found.enumerated().reduce(0) { $0 + values[$1.offset][$1.element] }
            #expect(abs(sum - Self.largest(values)) < 1e-9)
        }
    }

    @Test("components are found again in another order and of other lengths, one of more")
    func permuted() {
        var dice = Dice(3)
        let components = Matrix((0..<5).map { _ in (0..<200).map { _ in Float(dice.uniform()) } })
        let order = [3, 0, 5, 1, 4, 2]
        let other = Matrix(rows: 6, columns: 200)
        for row in 0..<5 {
            other.row(order[row]).update(from: components.row(row), count: 200)
            other.scaleRow(order[row], by: Float(row + 1))
        }
        for column in 0..<200 { other[2, column] = Float(dice.uniform()) }
        let matching = ComponentMatching(components, other)
        #expect(matching.partners == [3, 0, 5, 1, 4])
        #expect(matching.least > 0.99999)
        #expect(abs(matching.mean - 1) < 1e-5)
    }

    @Test("a dead component is like nothing")
    func dead() {
        let matching = ComponentMatching(Matrix([[1, 0], [0, 0]]), Matrix([[1, 0], [0, 1]]))
        #expect(matching.similarities == [1, 0])
    }
}
