import DataCube
import Engine
import Foundation
import Questions
import Testing

/// What holds for every factorization, whatever the data.
@Suite("Properties of factorizations")
struct FactorizationPropertyTests {
    /// Counts of four patterns over 12 x 11 positions.
    private static let scene: (values: [Double], scan: (Int, Int), detector: (Int, Int)) = {
        let planted = PlantedProblem(k: 4, scan: (12, 11), detector: (13, 10), seed: 31)
        var dice = Dice(32)
        var values: [Double] = []
        for position in 0..<132 {
            for pixel in 0..<130 { values.append(dice.poisson(3 * planted.value(position, pixel))) }
        }
        return (values, (12, 11), (13, 10))
    }()

    private static func data(_ change: (_ position: Int, _ pixel: Int) -> Double) -> DataCube {
        cube(scan: scene.scan, detector: scene.detector, type: .float32, change)
    }

    private static func value(_ position: Int, _ pixel: Int) -> Double { scene.values[position * 130 + pixel] }

    private static func sweep(
        _ data: DataCube, _ counts: ClosedRange<Int> = 2...6, _ change: (inout SweepParameters) -> Void = { _ in }
    ) throws -> SweepRecord {
        var parameters = SweepParameters(
            componentCounts: counts, restarts: 4, tolerance: 1e-9, maximumIterations: 400, mask: everything)
        parameters.gathersEvidence = false
        change(&parameters)
        return try SweepRecord(data, parameters)
    }

    @Test(
        "monotone methods never raise the error, on the data and on their compression",
        arguments: [MethodName.hals, .nnls], [true, false])
    func monotone(method: MethodName, isExact: Bool) throws {
        let record = try Self.sweep(Self.data(Self.value)) {
            $0.method = method
            $0.isExact = isExact
        }
        // What single precision leaves of the mean square that errors are the difference to.
        let rounding = 1e-6 * Self.scene.values.reduce(0) { $0 + $1 * $1 } / Double(Self.scene.values.count)
        var last: [[Int]: Double] = [:]
        var steps = 0
        for case .iteration(let k, let restart, _, let error) in record.events {
            if let before = last[[k, restart]] {
                #expect(error <= before + rounding)
                steps += 1
            }
            last[[k, restart]] = error
        }
        #expect(steps > 100)
    }

    @Test("extrapolated, a monotone method comes further in as many iterations", arguments: [true, false])
    func extrapolated(isExact: Bool) throws {
        let records = try [nil, TieBreaker(kind: .volume, weight: 0)].map { tieBreaker in
            try Self.sweep(Self.data(Self.value), 4...6) {
                $0.method = .hals
                $0.isExact = isExact
                $0.maximumIterations = 40
                // Extrapolates only without one.
                $0.tieBreaker = tieBreaker
            }
        }
        let means = records.map { record in
            let errors = record.results.flatMap { $0.runs.map(\.meanSquareError) }
            return errors.reduce(0, +) / Double(errors.count)
        }
        #expect(means[0] < means[1])
    }

    @Test("no error lies below the bound without signs", arguments: MethodName.allCases)
    func bounds(method: MethodName) throws {
        let record = try Self.sweep(Self.data(Self.value)) { $0.method = method }
        let scale = record.bounds[0]
        for result in record.results {
            #expect(result.minimum >= record.bounds[result.k - 1] - 1e-6 * scale)
            for run in result.runs {
                #expect(run.meanSquareError + run.uncertainty >= record.bounds[result.k - 1] - 1e-6 * scale)
            }
        }
    }

    @Test("data four times as large give the same components and sixteen times the error")
    func scaled() throws {
        let plain = try Self.sweep(Self.data(Self.value))
        let large = try Self.sweep(Self.data { 4 * Self.value($0, $1) })
        for (one, other) in zip(plain.results, large.results) {
            #expect(abs(other.minimum / one.minimum / 16 - 1) < 1e-6)
            for (left, right) in zip(one.best.components, other.best.components) {
                #expect(cosine(left.values.map(Double.init), right.values.map(Double.init)) > 0.99999)
            }
            for (left, right) in zip(one.best.shares, other.best.shares) { #expect(abs(left - right) < 1e-4) }
        }
    }

    @Test("pixels in another order give the same minima")
    func permutedPixels() throws {
        let order = (0..<130).map { ($0 * 37 + 11) % 130 }
        #expect(Set(order).count == 130)
        let plain = try Self.sweep(Self.data(Self.value)) { $0.method = .hals }
        let other = try Self.sweep(Self.data { Self.value($0, order[$1]) }) { $0.method = .hals }
        for (one, two) in zip(plain.results, other.results) {
            #expect(abs(one.minimum / two.minimum - 1) < 2e-3)
            #expect(one.k > 4 || abs(one.minimum / two.minimum - 1) < 1e-5)
        }
    }

    @Test("a compression's error and its uncertainty contain the error on the data", arguments: [2, 5, 9])
    func uncertainty(k: Int) throws {
        let planted = PlantedProblem(k: 5, scan: (60, 50), detector: (40, 42), seed: 5)
        var dice = Dice(6)
        let data = cube(scan: (60, 50), detector: (40, 42)) { dice.poisson(planted.value($0, $1)) }
        let kept = try AnalysisData(cube: data, mask: everything, survey: blankSurvey(data), workers: pair)
        let svd = try KrylovSVD(of: StreamedOperator(kept), count: k, rank: 30, seed: 1, workers: pair)
        let compressed = Compression(svd).data(for: k)
        // Patterns partly planted, partly noise, so that a part of the model lies outside the compression.
        let components = Matrix(rows: k, columns: compressed.pixels)
        let coefficients = Matrix(rows: k, columns: compressed.positions)
        for row in 0..<k {
            for column in 0..<compressed.pixels {
                components[row, column] = Float(planted.components[row % 5][column] / 60 + 0.02 * dice.uniform())
            }
            for column in 0..<compressed.positions {
                coefficients[row, column] = Float(40 * planted.distributions[row % 5][column] / Double(1 + row / 5))
            }
        }
        let componentPart = Matrix(rows: k, columns: compressed.pixelSide.depth)
        let coefficientPart = Matrix(rows: k, columns: compressed.positionSide.depth)
        try compressed.pixelSide.pass(
            other: nil, coefficients: components, projection: componentPart, workers: calm
        ) { _ in }
        try compressed.positionSide.pass(
            other: nil, coefficients: coefficients, projection: coefficientPart, workers: calm
        ) { _ in }
        let model = ProjectedModel(
            components: componentPart, componentGram: try Gram(rowsOf: components, cancellation: Cancellation()),
            coefficients: coefficientPart,
            coefficientGram: try Gram(rowsOf: coefficients, cancellation: Cancellation()))
        var told = compressed.squaredNorm + model.componentGram.dot(model.coefficientGram)
        for row in 0..<k {
            told -= 2 * Summation.dot(componentPart.row(row), coefficientPart.row(row), count: componentPart.columns)
        }
        var actual = 0.0
        for position in 0..<compressed.positions {
            let pattern = try data.pattern(at: data.scan.position(position)).values
            for pixel in 0..<compressed.pixels {
                var rest = Double(pattern[pixel])
                for row in 0..<k { rest -= Double(components[row, pixel]) * Double(coefficients[row, position]) }
                actual += rest * rest
            }
        }
        let uncertainty = compressed.uncertainty(of: model)
        #expect(abs(told - actual) <= uncertainty)
        #expect(uncertainty < 0.2 * actual)
    }

    @Test("every start and every tie-breaker finds the planted number's error", arguments: StartName.allCases)
    func starts(start: StartName) throws {
        let plain = try Self.sweep(Self.data(Self.value), 4...4) { $0.method = .hals }
        let lowest = try #require(plain.results.first?.minimum)
        for tieBreaker in [nil] + TieBreaker.Kind.allCases.map({ TieBreaker(kind: $0, weight: 1e-4) }) {
            let record = try Self.sweep(Self.data(Self.value), 4...4) {
                $0.method = .hals
                $0.start = start
                $0.tieBreaker = tieBreaker
            }
            let result = try #require(record.results.first)
            // Zeros stay zero from nndsvd, so it may end elsewhere.
            #expect(
                result.minimum < (start == .nndsvd ? 1.2 : 1.02) * lowest, "\(start) \(String(describing: tieBreaker))")
        }
    }

    @Test("a run whose time is spent ends, and says why")
    func timeBudget() throws {
        let record = try Self.sweep(Self.data(Self.value), 6...6) {
            $0.tolerance = 1e-15
            $0.maximumIterations = 100_000
            $0.timeBudget = 1e-9
        }
        let runs = try #require(record.results.first?.runs)
        #expect(runs.contains { $0.stop == .timeBudget })
    }

    @Test("exchanges leave components non-negative within noise, and find a planted partner")
    func exchanges() throws {
        // Pattern 1 is pattern 0 and a few spots more, as a reduced sheet is a pristine one with further reflections.
        var dice = Dice(8)
        let base = (0..<130).map { $0 % 7 == 0 ? 20.0 : 1 }
        let extra = (0..<130).map { $0 % 11 == 3 ? 15.0 : 0 }
        let data = Self.data { position, pixel in
            dice.poisson(position % 3 == 0 ? base[pixel] + extra[pixel] : position % 3 == 1 ? base[pixel] : 0.2)
        }
        let result = try #require(try Self.sweep(data, 2...2).results.first)
        let table = try #require(result.exchanges).largest
        #expect(table.count == 2 && table.allSatisfy { $0.count == 2 })
        #expect(table[0][0] == 0 && table[1][1] == 0)
        #expect(table.joined().allSatisfy { (0...1).contains($0) })
        #expect(try #require(table.joined().max()) > 0.3)
    }

    @Test("restarts are grouped without loss, the best family first, and the residual is what is left")
    func families() throws {
        let record = try Self.sweep(Self.data(Self.value), 3...5)
        for result in record.results {
            let grouped = result.families.flatMap(\.restarts)
            #expect(grouped.sorted() == [0, 1, 2, 3])
            #expect(result.families.first?.minimum == result.minimum)
            #expect(result.families.first?.similarities.allSatisfy { $0 > 0.9999 } == true)
            #expect(result.families.allSatisfy { $0.minimum <= $0.maximum })
            let residual = try #require(result.residual)
            // The pattern's mean residual is nearly nothing, chi-square nearly 1, where the model is complete.
            let chiSquare = residual.chiSquare.values.map(Double.init)
            let mean = chiSquare.reduce(0, +) / Double(chiSquare.count)
            if result.k >= 4 { #expect(abs(mean - 1) < 0.2) }
            #expect(residual.pattern.values.allSatisfy { abs($0) < 2 })
        }
    }
}
