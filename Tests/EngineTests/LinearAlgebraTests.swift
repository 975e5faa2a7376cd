import Engine
import Questions
import Testing

@Suite("Linear algebra against sums written out")
struct LinearAlgebraTests {
    private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> [[Float]] {
        var dice = Dice(seed)
        return (0..<rows).map { _ in (0..<columns).map { _ in Float(dice.uniform() - 0.3) } }
    }

    @Test("products, overwritten and added", arguments: [(1, 1, 1), (3, 5, 2), (7, 33, 65), (20, 130, 17)])
    func products(_ size: (Int, Int, Int)) {
        let (m, inner, n) = size
        let left = Self.random(m, inner, seed: 1)
        let right = Self.random(inner, n, seed: 2)
        let transposed = (0..<n).map { column in (0..<inner).map { right[$0][column] } }
        let result = Matrix(rows: m, columns: n)
        multiply(Matrix(left), Matrix(right), into: result)
        multiplyTransposed(Matrix(left), Matrix(transposed), into: result, .add)
        for row in 0..<m {
            for column in 0..<n {
                let expected = 2 * (0..<inner).reduce(0.0) { $0 + Double(left[row][$1]) * Double(right[$1][column]) }
                #expect(abs(Double(result[row, column]) - expected) < 1e-5 * Double(inner))
            }
        }
    }

    @Test("views of rows and columns write only inside")
    func views() {
        let matrix = Matrix(rows: 4, columns: 6)
        let part = matrix.rows(1..<3).columns(2..<5)
        for row in 0..<2 { for column in 0..<3 { part[row, column] = 1 } }
        let sums = matrix.values.map { $0.reduce(0, +) }
        #expect(sums == [0, 3, 3, 0])
        #expect(matrix[1, 1] == 0 && matrix[1, 2] == 1 && matrix[2, 4] == 1 && matrix[2, 5] == 0)
    }

    @Test("a Gram matrix over more columns than are widened at a time", arguments: [1, 1023, 1025, 5000])
    func gram(columns: Int) throws {
        let rows = Self.random(3, columns, seed: 3)
        let gram = try Gram(rowsOf: Matrix(rows), cancellation: Cancellation())
        for first in 0..<3 {
            for second in 0..<3 {
                let expected = zip(rows[first], rows[second]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                #expect(abs(gram[first, second] - expected) <= 1e-12 * Double(columns))
            }
        }
    }

    @Test("eigenvectors satisfy A v = lambda v and descend")
    func eigen() throws {
        let gram = try Gram(rowsOf: Matrix(Self.random(6, 40, seed: 4)), cancellation: Cancellation())
        let eigen = try #require(SymmetricEigen(gram))
        #expect(eigen.values == eigen.values.sorted(by: >))
        for (value, vector) in zip(eigen.values, eigen.vectors) {
            for row in 0..<6 {
                let product = (0..<6).reduce(0.0) { $0 + gram[row, $1] * vector[$1] }
                #expect(abs(product - value * vector[row]) < 1e-12 * eigen.values[0])
            }
        }
        var broken = gram
        broken[0, 0] = .nan
        #expect(SymmetricEigen(broken) == nil)
    }

    @Test("a regular Gram matrix times its inverse is the identity, whatever the rows' scales")
    func inverse() throws {
        var rows = Self.random(4, 50, seed: 5)
        rows[2] = rows[2].map { $0 * 1e-6 }
        let gram = try Gram(rowsOf: Matrix(rows), cancellation: Cancellation())
        let inverse = gram.pseudoInverse()
        for row in 0..<4 {
            for column in 0..<4 {
                let product = (0..<4).reduce(0.0) { $0 + gram[row, $1] * inverse[$1, column] }
                let scale = (gram[row, row] / gram[column, column]).squareRoot()
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-8 * max(1, scale))
            }
        }
    }

    @Test("singular Gram matrices have finite generalized inverses: G P G = G")
    func singular() throws {
        var rows = Self.random(4, 50, seed: 6)
        rows[1] = rows[0].map { 2 * $0 }
        rows[3] = rows[3].map { _ in 0 }
        let gram = try Gram(rowsOf: Matrix(rows), cancellation: Cancellation())
        let inverse = gram.pseudoInverse()
        #expect(!inverse.values.contains { !$0.isFinite })
        for row in 0..<4 {
            for column in 0..<4 {
                var product = 0.0
                for a in 0..<4 { for b in 0..<4 { product += gram[row, a] * inverse[a, b] * gram[b, column] } }
                #expect(abs(product - gram[row, column]) < 1e-8 * gram[0, 0])
            }
        }
        #expect(Gram(size: 3).pseudoInverse() == Gram(size: 3))
    }

    @Test("orthonormal rows span what was given, and dependent rows become new directions")
    func orthonormal() throws {
        var rows = Self.random(5, 200, seed: 7)
        rows[4] = rows[3]
        let matrix = Matrix(rows)
        orthonormalizeRows(matrix)
        let gram = try Gram(rowsOf: matrix, cancellation: Cancellation())
        for row in 0..<5 {
            for column in 0..<5 { #expect(abs(gram[row, column] - (row == column ? 1 : 0)) < 1e-6) }
        }
        for row in rows {
            let inside = matrix.values.reduce(0.0) { sum, direction in
                let part = zip(row, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                return sum + part * part
            }
            let whole = row.reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(abs(inside / whole - 1) < 1e-5)
        }
    }

    @Test("sums of integers are exact at every length", arguments: [0, 1, 31, 32, 33, 8191, 8192, 8193, 20_000])
    func sums(count: Int) {
        var dice = Dice(8)
        let integers = (0..<count).map { _ in Int(dice.next() % 65_536) }
        let values = integers.map(Float.init) + [.nan]
        let expected = Double(integers.reduce(0, +))
        #expect(Summation.sum(values, count: count, exactRun: Summation.exactRun(of: .uint16)) == expected)
        #expect(Summation.sum(values, count: count, exactRun: nil) == expected)
        let squares = integers.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(Summation.dot(values, values, count: count) == squares)
        let highest = [Float](repeating: 65_535, count: count)
        #expect(
            Summation.sum(highest, count: count, exactRun: Summation.exactRun(of: .uint16)) == 65_535 * Double(count))
    }

    @Test("random starts depend on every argument, lie in [0, 1) and are uniform")
    func randomStart() {
        let start = RandomStart(seed: 1, k: 3, restart: 0)
        let numbers = (0..<20_000).map { start.uniform($0) }
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        #expect(abs(numbers.reduce(0, +) / 20_000 - 0.5) < 0.01)
        let deciles = (0..<10).map { part in numbers.count { Int($0 * 10) == part } }
        #expect(deciles.allSatisfy { abs($0 - 2000) < 200 })
        #expect(start.uniform(7) == RandomStart(seed: 1, k: 3, restart: 0).uniform(7))
        for other in [
            RandomStart(seed: 2, k: 3, restart: 0), RandomStart(seed: 1, k: 4, restart: 0),
            RandomStart(seed: 1, k: 3, restart: 1),
        ] {
            #expect((0..<8).map { other.uniform($0) } != (0..<8).map { start.uniform($0) })
        }
    }

    @Test(
        "a half-step from rows that are yet to be lengthened is one from lengthened rows",
        arguments: MethodName.allCases)
    func lengths(_ name: MethodName) throws {
        let factors = Matrix(Self.random(4, 60, seed: 21))
        let gram = try Gram(rowsOf: factors, cancellation: Cancellation())
        let target = Matrix(Self.random(4, 37, seed: 22))
        let lengths: [Float] = [0.5, 3, 1, 0]
        let short = Matrix(Self.random(4, 37, seed: 23).map { $0.map { max(0, $0) } })
        let long = Matrix(short.values)
        for (row, length) in lengths.enumerated() { long.scaleRow(row, by: length) }
        name.method.halfStep(gram: gram, lengths: lengths).apply(target: target, coefficients: short)
        name.method.halfStep(gram: gram, lengths: [1, 1, 1, 1]).apply(target: target, coefficients: long)
        for row in 0..<4 {
            for column in 0..<37 { #expect(abs(short[row, column] - long[row, column]) < 1e-4) }
        }
    }
}
