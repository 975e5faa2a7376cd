/// Source: J. Kim & H. Park, Fast nonnegative matrix factorization: an active-set-like method and comparisons
/// (SIAM J. Sci. Comput. 33, 2011), block principal pivoting: the exact non-negative least squares solution of every
/// column, by exchanging between the passive set (coefficients above zero) and its complement whatever violates the
/// conditions of optimality.
///
/// Columns with one passive set share its inverse. Where exchanging all violations at once does not reduce their number
/// three times in a row, only the last one is exchanged, which ends (Júdice & Pires 1994); a Gram matrix without
/// inverse gets a generalized one and a limit of exchanges.
struct NonNegativeLeastSquares: FactorizationMethod {
    var isMonotone: Bool { true }

    func halfStep(gram: Gram) -> any HalfStep { Step(gram: gram) }

    private struct Step: HalfStep {
        let gram: Gram

        /// Exchanges of one column at most, for each row.
        private static let exchangesPerRow = 10

        func apply(target: Matrix, coefficients: Matrix) {
            let k = gram.size
            var inverses: [PassiveSet: [Double]] = [:]
            var solution = [Double](repeating: 0, count: k)
            var wanted = solution
            // What rounding leaves of a zero.
            let slack = 1e-7
            for column in 0..<target.columns {
                var passive = PassiveSet(count: k)
                for row in 0..<k {
                    wanted[row] = Double(target[row, column])
                    passive[row] = coefficients[row, column] > 0
                }
                let scale = slack * (wanted.map(abs).max() ?? 0)
                var fewest = k + 1
                var patience = 3
                for _ in 0..<(Self.exchangesPerRow * k) {
                    solve(wanted, passive, &inverses, &solution)
                    var violations = PassiveSet(count: k)
                    var count = 0
                    var last = 0
                    for row in 0..<k {
                        let violates =
                            if passive[row] { solution[row] < 0 } else {
                                wanted[row] - dot(row: row, solution) > scale
                            }
                        guard violates else { continue }
                        violations[row] = true
                        count += 1
                        last = row
                    }
                    if count == 0 { break }
                    if count < fewest {
                        fewest = count
                        patience = 3
                        passive.exchange(violations)
                    } else if patience > 0 {
                        patience -= 1
                        passive.exchange(violations)
                    } else {
                        passive[last].toggle()
                    }
                }
                for row in 0..<k {
                    let value = Float(solution[row])
                    coefficients[row, column] = value > 0 && value.isFinite ? value : 0
                }
            }
        }

        private func dot(row: Int, _ solution: [Double]) -> Double {
            var sum = 0.0
            for column in 0..<gram.size { sum += gram[row, column] * solution[column] }
            return sum
        }

        /// The least squares solution of the passive rows; zero elsewhere.
        private func solve(
            _ wanted: [Double], _ passive: PassiveSet, _ inverses: inout [PassiveSet: [Double]],
            _ solution: inout [Double]
        ) {
            let k = gram.size
            let inverse = inverses[passive] ?? inverse(of: passive)
            inverses[passive] = inverse
            for row in 0..<k {
                var sum = 0.0
                if passive[row] { for column in 0..<k { sum += inverse[row * k + column] * wanted[column] } }
                solution[row] = sum
            }
        }

        /// k x k, row-major; zero outside the passive rows and columns.
        private func inverse(of passive: PassiveSet) -> [Double] {
            var part = gram
            for row in 0..<gram.size {
                for column in 0..<gram.size where !(passive[row] && passive[column]) { part[row, column] = 0 }
            }
            return part.pseudoInverse(cutoff: 1e-12).values
        }
    }
}

/// Which rows may be above zero; up to any number of them.
private struct PassiveSet: Hashable {
    private var words: [UInt64]

    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    subscript(row: Int) -> Bool {
        get { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(row & 63)
            if newValue { words[row >> 6] |= bit } else { words[row >> 6] &= ~bit }
        }
    }

    mutating func exchange(_ violations: PassiveSet) {
        for index in words.indices { words[index] ^= violations.words[index] }
    }
}
