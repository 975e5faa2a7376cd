import DataCube
import Engine
import Questions
import Testing

/// The paper's steps 2 to 7 written out in double precision, with the residual itself.
enum NaiveAlternatingLeastSquares {
    typealias Rows = [[Double]]

    /// The mean square error after each iteration. `data`: positions x pixels.
    static func errors(_ data: Rows, k: Int, start: RandomStart, iterations: Int) -> [Double] {
        let positions = data.count
        let pixels = data[0].count
        var coefficients = (0..<k).map { row in (0..<positions).map { Double(start.uniform(row * positions + $0)) } }
        var errors: [Double] = []
        for _ in 0..<iterations {
            var components = leastSquares(coefficients, (0..<pixels).map { pixel in data.map { $0[pixel] } })
            for row in 0..<k {
                components[row] = components[row].map { max(0, $0) }
                let length = components[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
                components[row] = components[row].map { $0 / length }
            }
            coefficients = leastSquares(components, data).map { $0.map { max(0, $0) } }
            var sum = 0.0
            for position in 0..<positions {
                for pixel in 0..<pixels {
                    let model = (0..<k).reduce(0.0) { $0 + components[$1][pixel] * coefficients[$1][position] }
                    sum += (data[position][pixel] - model) * (data[position][pixel] - model)
                }
            }
            errors.append(sum / Double(positions * pixels))
        }
        return errors
    }

    /// (F Fᵀ)⁻¹ F y for every y: k x count.
    private static func leastSquares(_ factor: Rows, _ right: Rows) -> Rows {
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let k = factor.count
        var system = factor.map { row in factor.map { dot(row, $0) } + right.map { dot(row, $0) } }
        // Gauss-Jordan with pivoting.
        for column in 0..<k {
            let pivot = (column..<k).max { abs(system[$0][column]) < abs(system[$1][column]) } ?? column
            system.swapAt(column, pivot)
            let scale = system[column][column]
            system[column] = system[column].map { $0 / scale }
            for row in 0..<k where row != column {
                let factor = system[row][column]
                for index in system[row].indices { system[row][index] -= factor * system[column][index] }
            }
        }
        return system.map { Array($0.dropFirst(k)) }
    }
}

@Suite("Alternating least squares against the paper's steps written out")
struct NaiveComparisonTests {
    @Test("every iteration of every restart has the same error")
    func trajectories() throws {
        let planted = PlantedProblem(k: 3, scan: (6, 7), detector: (6, 5), seed: 31)
        var dice = Dice(32)
        let data = cube(scan: (6, 7), detector: (6, 5), type: .float32) { planted.value($0, $1) + dice.uniform() }
        let rows = try (0..<42).map { try data.pattern(at: data.scan.position($0)).values.map(Double.init) }
        var parameters = SweepParameters(
            componentCounts: 3...3, restarts: 3, seed: 77, tolerance: 0, maximumIterations: 8, mask: everything)
        parameters.isExact = true
        let record = try SweepRecord(data, parameters)
        for restart in 0..<3 {
            let expected = NaiveAlternatingLeastSquares.errors(
                rows, k: 3, start: RandomStart(seed: 77, k: 3, restart: restart), iterations: 8)
            var found: [Double] = []
            for case .iteration(_, restart, _, let error) in record.events { found.append(error) }
            #expect(found.count == 8)
            for (one, other) in zip(found, expected) { #expect(abs(one / other - 1) < 2e-4, "\(found) \(expected)") }
        }
    }
}
