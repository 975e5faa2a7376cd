import CKernels
import Engine
import Testing

/// Every product beside its sum written out in double precision, on both paths; what lies around a result stays.
@Suite("Product kernels against sums written out")
struct ProductKernelTests {
    /// Rows of random numbers, a few elements apart from each other; what lies between is not a number.
    private struct Rows {
        let rows: Int
        let columns: Int
        let stride: Int
        var values: [Float]

        init(_ rows: Int, _ columns: Int, seed: UInt64, gap: Int = 3) {
            self.rows = rows
            self.columns = columns
            stride = columns + gap
            values = Array(repeating: .nan, count: rows * (columns + gap) + 8)
            var dice = Dice(seed)
            for row in 0..<rows { for column in 0..<columns { values[row * stride + column] = Float(dice.normal()) } }
        }

        subscript(row: Int, column: Int) -> Double { Double(values[row * stride + column]) }

        /// True when nothing but the elements was written.
        var isWhole: Bool {
            values.indices.allSatisfy { index in
                let inside = index / stride < rows && index % stride < columns
                return inside ? values[index].isFinite : values[index].isNaN
            }
        }
    }

    /// Sizes that cross every block of rows, columns and depth, with every tail.
    private static let lengths = Array(0...19) + [31, 32, 33, 63, 64, 65, 100, 255, 256, 257]
    private static let heights = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 15, 20]

    private static func onEveryPath(_ body: (_ name: String) -> Void) {
        defer { kernels_allow_lanes(16) }
        for lanes: Int32 in [16, 8, 0] {
            kernels_allow_lanes(lanes)
            body("at most \(lanes) lanes")
        }
    }

    private func agrees(_ found: Double, _ expected: Double, depth: Int) -> Bool {
        abs(found - expected) <= 4e-6 * Double(max(1, depth)).squareRoot() * max(1, abs(expected))
    }

    @Test("linear combinations of rows: overwritten, added, clamped")
    func combine() {
        for rows in Self.heights {
            for (index, columns) in Self.lengths.enumerated() where columns > 0 {
                let depth = Self.lengths[(index * 7 + rows) % Self.lengths.count] % 40
                let weights = Rows(rows, depth, seed: 1)
                let values = Rows(depth, columns, seed: 2)
                for (mode, clamps, adds) in [
                    (PRODUCT_OVERWRITE, false, false), (PRODUCT_ADD, false, true), (PRODUCT_CLAMP, true, false),
                ] {
                    Self.onEveryPath { path in
                        var result = Rows(rows, columns, seed: 3)
                        let before = result
                        product_combine(
                            Int64(rows), Int64(depth), Int64(columns), weights.values, Int64(weights.stride),
                            values.values, Int64(values.stride), &result.values, Int64(result.stride), mode)
                        var wrong = 0
                        for row in 0..<rows {
                            for column in 0..<columns {
                                var sum = (0..<depth).reduce(0.0) { $0 + weights[row, $1] * values[$1, column] }
                                if adds { sum += before[row, column] }
                                if clamps { sum = max(0, sum) }
                                if !agrees(result[row, column], sum, depth: depth) { wrong += 1 }
                            }
                        }
                        #expect(wrong == 0 && result.isWhole, "\(path) \(rows) x \(depth) x \(columns)")
                    }
                }
            }
        }
    }

    @Test("what is not a number becomes zero where negatives do")
    func clamped() {
        Self.onEveryPath { path in
            var result = [Float](repeating: 1, count: 21)
            let values = (0..<21).map { $0 % 3 == 0 ? Float.nan : $0 % 3 == 1 ? -1 : 1 }
            product_combine(1, 1, 21, [2], 1, values, 21, &result, 21, PRODUCT_CLAMP)
            #expect(result == (0..<21).map { $0 % 3 == 2 ? 2 : 0 }, "\(path)")
        }
    }

    @Test("inner products of rows: overwritten, added")
    func inner() {
        for rows in Self.heights {
            for (index, depth) in Self.lengths.enumerated() {
                let columns = 1 + (index + rows) % 9
                let left = Rows(rows, depth, seed: 4)
                let right = Rows(columns, depth, seed: 5)
                for adds in [false, true] {
                    Self.onEveryPath { path in
                        var result = Rows(rows, columns, seed: 6)
                        let before = result
                        product_inner(
                            Int64(rows), Int64(columns), Int64(depth), left.values, Int64(left.stride), right.values,
                            Int64(right.stride), &result.values, Int64(result.stride),
                            adds ? PRODUCT_ADD : PRODUCT_OVERWRITE)
                        var wrong = 0
                        for row in 0..<rows {
                            for column in 0..<columns {
                                let sum = (0..<depth).reduce(adds ? before[row, column] : 0) {
                                    $0 + left[row, $1] * right[column, $1]
                                }
                                if !agrees(result[row, column], sum, depth: depth) { wrong += 1 }
                            }
                        }
                        #expect(wrong == 0 && result.isWhole, "\(path) \(rows) x \(depth) x \(columns)")
                    }
                }
            }
        }
    }

    @Test("Gram matrices, symmetric to the bit, of one row to more than a block holds")
    func gram() {
        for rows in Self.heights + [65, 70] {
            for columns in [1, 7, 255, 256, 257, 600] {
                let values = Rows(rows, columns, seed: 7)
                Self.onEveryPath { path in
                    var sums = [Double](repeating: 1, count: rows * rows)
                    product_gram(Int64(rows), Int64(columns), values.values, Int64(values.stride), &sums)
                    var wrong = 0
                    for row in 0..<rows {
                        for column in 0..<rows {
                            let sum = (0..<columns).reduce(1.0) { $0 + values[row, $1] * values[column, $1] }
                            let found = sums[row * rows + column]
                            if !agrees(found, sum, depth: columns) || found != sums[column * rows + row] { wrong += 1 }
                        }
                    }
                    #expect(wrong == 0, "\(path) \(rows) x \(columns)")
                }
            }
        }
    }

    @Test("the inner product of two rows is as good as double precision")
    func dot() {
        for count in Self.lengths {
            let rows = Rows(2, count, seed: 8)
            let sum = (0..<count).reduce(0.0) { $0 + rows[0, $1] * rows[1, $1] }
            Self.onEveryPath { path in
                let found = rows.values.withUnsafeBufferPointer { values in
                    values.baseAddress.map { product_dot(Int64(count), $0, $0 + rows.stride) } ?? .nan
                }
                #expect(abs(found - sum) <= 1e-13 * Double(count + 1), "\(path) \(count)")
            }
        }
    }

    @Test("rows become columns")
    func transpose() {
        for rows in Self.lengths where rows > 0 {
            for columns in [1, 7, 8, 9, 15, 16, 17, 31, 40, 65] {
                let values = Rows(rows, columns, seed: 12)
                Self.onEveryPath { path in
                    var result = Rows(columns, rows, seed: 13)
                    product_transpose(
                        Int64(rows), Int64(columns), values.values, Int64(values.stride), &result.values,
                        Int64(result.stride))
                    let isRight = (0..<rows).allSatisfy { row in
                        (0..<columns).allSatisfy { result[$0, row] == values[row, $0] }
                    }
                    #expect(isRight && result.isWhole, "\(path) \(rows) x \(columns)")
                }
            }
        }
    }

    @Test("values and squares are added up in double precision, to the same bits on every path")
    func squares() {
        for count in Self.lengths {
            let values = Rows(1, count, seed: 14)
            let before = (0..<count).map { 1e3 / Double($0 + 1) }
            Self.onEveryPath { path in
                var sums = before + [.nan]
                var squares = before + [.nan]
                product_squares(Int64(count), values.values, &sums, &squares)
                let isRight = (0..<count).allSatisfy {
                    sums[$0] == before[$0] + values[0, $0]
                        && squares[$0] == before[$0] + values[0, $0] * values[0, $0]
                }
                #expect(isRight && sums[count].isNaN && squares[count].isNaN, "\(path) \(count)")
            }
        }
    }

    @Test("rows go on from where they were, and what they were is kept")
    func extrapolate() {
        for rows in [1, 3] {
            for columns in Self.lengths where columns > 0 {
                let previous = Rows(rows, columns, seed: 12)
                let newest = Rows(rows, columns, seed: 13)
                let lengths = (0..<rows).map { 0.5 + Float($0) }
                Self.onEveryPath { path in
                    var (from, to) = (previous, newest)
                    product_extrapolate(
                        Int64(rows), Int64(columns), 0.75, lengths, &from.values, Int64(from.stride), &to.values,
                        Int64(to.stride))
                    var wrong = 0
                    for row in 0..<rows {
                        for column in 0..<columns {
                            let step = newest[row, column] - Double(lengths[row]) * previous[row, column]
                            let expected = max(0, newest[row, column] + 0.75 * step)
                            if !agrees(to[row, column], expected, depth: 1) { wrong += 1 }
                            if from[row, column] != newest[row, column] { wrong += 1 }
                        }
                    }
                    #expect(wrong == 0 && from.isWhole && to.isWhole, "\(path) \(rows) x \(columns)")
                }
            }
        }
    }

    @Test("rounds of hierarchical least squares, each with its own Gram matrix, row after row, with a row that died")
    func hierarchical() {
        for rows in Self.heights {
            for columns in Self.lengths where columns > 0 {
                let dead = rows > 3 ? 2 : -1
                let grams = [UInt64(9), 14].flatMap { seed in
                    let factor = Rows(rows, 50, seed: seed)
                    return (0..<rows * rows).map { index -> Float in
                        let (row, column) = (index / rows, index % rows)
                        guard row != dead, column != dead else { return 0 }
                        return Float((0..<50).reduce(0.0) { $0 + factor[row, $1] * factor[column, $1] })
                    }
                }
                let target = Rows(rows, columns, seed: 10)
                let before = Rows(rows, columns, seed: 11)
                Self.onEveryPath { path in
                    var result = before
                    product_hierarchical(
                        2, Int64(rows), Int64(columns), grams, target.values, Int64(target.stride),
                        &result.values, Int64(result.stride))
                    var wrong = 0
                    for column in 0..<columns {
                        var own = (0..<rows).map { before[$0, column] }
                        for turn in 0..<2 * rows {
                            let (row, line) = (turn % rows, turn * rows)
                            let diagonal = Double(grams[line + row])
                            let rest = (0..<rows).reduce(target[row, column]) { rest, other in
                                other == row ? rest : rest - Double(grams[line + other]) * own[other]
                            }
                            own[row] = diagonal > 0 ? max(0, rest / diagonal) : 0
                        }
                        for row in 0..<rows where !agrees(result[row, column], own[row], depth: 400) { wrong += 1 }
                    }
                    #expect(wrong == 0 && result.isWhole, "\(path) \(rows) x \(columns)")
                }
            }
        }
    }
}
