import DataCube
import Engine
import Questions
import Testing

@Suite("Factorization of planted problems")
struct PlantedTests {
    private static let problem = PlantedProblem(k: 4, scan: (15, 18), detector: (12, 11), seed: 3)
    private static let parameters = SweepParameters(
        componentCounts: 3...5, restarts: 8, tolerance: 1e-9, maximumIterations: 600, mask: everything)

    @Test("an exact rank is found: error, subspace, components and distributions")
    func recovery() throws {
        let record = try SweepRecord(Self.problem.cube, Self.parameters)
        let exact = try #require(record.results.first { $0.k == 4 })
        let scale = Self.problem.cube.scan.count
        let mean = (0..<scale).reduce(0.0) { $0 + Self.problem.value($1, 5) * Self.problem.value($1, 5) }
        #expect(exact.best.meanSquareError < 1e-5 * mean / Double(scale) + 1e-3, "\(exact.best.meanSquareError)")
        let found = exact.best.components.map { $0.values.map(Double.init) }
        #expect(smallestPrincipalCosine(found, Self.problem.components) > 0.999)
        for (planted, distribution) in zip(Self.problem.components, Self.problem.distributions) {
            let cosines = found.map { cosine($0, planted) }
            let best = try #require(cosines.indices.max { cosines[$0] < cosines[$1] })
            #expect(cosines[best] >= 0.95)
            #expect(cosine(exact.best.distributions[best].values.map(Double.init), distribution) >= 0.95)
        }
    }

    @Test("the reported error is the residual's, and never below the bound")
    func identity() throws {
        let data = Self.problem.cube
        let record = try SweepRecord(data, Self.parameters)
        #expect(record.results.map(\.k) == [3, 4, 5])
        #expect(record.bounds.count == 5)
        for result in record.results {
            let explicit = try explicitError(result.best, data)
            #expect(abs(result.best.meanSquareError - explicit) < 1e-5 * (record.bounds[0] + explicit), "\(result.k)")
            for run in result.runs {
                #expect(run.meanSquareError >= record.bounds[result.k - 1] - 1e-6 * record.bounds[0])
            }
            #expect(result.best.meanSquareError == result.minimum)
        }
    }

    @Test("components sum to 1, descend by their counts, and nothing is negative")
    func normalization() throws {
        for result in try SweepRecord(Self.problem.cube, Self.parameters).results {
            for component in result.best.components {
                // With k above the rank a component may die: then it is zero everywhere.
                let sum = component.values.reduce(0.0) { $0 + Double($1) }
                #expect(abs(sum - 1) < 1e-5 || result.k > 4 && sum == 0)
                #expect(component.values.allSatisfy { $0 >= 0 })
            }
            let sums = result.best.distributions.map { $0.values.reduce(0.0) { $0 + Double($1) } }
            #expect(sums == sums.sorted(by: >))
            #expect(result.best.distributions.allSatisfy { $0.values.allSatisfy { $0 >= 0 } })
            #expect(abs(result.best.shares.reduce(0, +) - 1) < 1e-12)
        }
    }

    @Test("one thread and two, and a continued sweep, give the same bits", arguments: MethodName.allCases)
    func sameBits(method: MethodName) throws {
        // More positions than a block holds, and pixels than a range holds, so that every cut is crossed.
        var dice = Dice(9)
        let planted = PlantedProblem(k: 3, scan: (27, 25), detector: (48, 45), seed: 4)
        let data = cube(scan: (27, 25), detector: (48, 45)) { dice.poisson(planted.value($0, $1)) }
        let parameters = SweepParameters(
            componentCounts: 2...4, restarts: 5, method: method, maximumIterations: 12, mask: everything)
        let one = try SweepRecord(data, parameters, threads: 1)
        let two = try SweepRecord(data, parameters, threads: 2)
        #expect(one.results.map(\.runs) == two.results.map(\.runs))
        #expect(one.results.map(\.best) == two.results.map(\.best))
        #expect(one.bounds == two.bounds)
        let continued = try SweepRecord(data, parameters, threads: 2, filed: Array(one.results.prefix(2)))
        #expect(continued.results.map(\.best) == [one.results[2].best])
    }

    @Test("positions in another order give nearly the same")
    func permutation() throws {
        let data = Self.problem.cube
        let count = data.scan.count
        let order = (0..<count).map { ($0 * 7 + 3) % count }
        #expect(Set(order).count == count)
        let permuted = cube(scan: (15, 18), detector: (12, 11), type: .float32) {
            Self.problem.value(order[$0], $1)
        }
        let parameters = SweepParameters(
            componentCounts: 4...4, restarts: 8, tolerance: 1e-9, maximumIterations: 600, mask: everything)
        let straight = try #require(try SweepRecord(data, parameters).results.first)
        let mixed = try #require(try SweepRecord(permuted, parameters).results.first)
        for (component, distribution) in zip(straight.best.components, straight.best.distributions) {
            let own = component.values.map(Double.init)
            let cosines = mixed.best.components.map { cosine($0.values.map(Double.init), own) }
            let match = try #require(cosines.indices.max { cosines[$0] < cosines[$1] })
            #expect(cosines[match] > 0.99)
            let moved = order.map { Double(distribution.values[$0]) }
            #expect(cosine(mixed.best.distributions[match].values.map(Double.init), moved) > 0.99)
        }
    }

    @Test(
        "events come in order, every run's iterations counted from 1, its best error reported",
        arguments: MethodName.allCases)
    func events(method: MethodName) throws {
        var parameters = Self.parameters
        parameters.method = method
        parameters.isExact = true
        let record = try SweepRecord(Self.problem.cube, parameters)
        guard case .began(let exclusions) = record.events[0], case .bounds = record.events[1] else {
            throw Unexpected()
        }
        #expect(exclusions.keptPixels == 132 && exclusions.keptPositions == 270)
        for result in record.results {
            #expect(result.runs.map(\.restart) == Array(0..<8))
            for run in result.runs {
                var errors: [Double] = []
                for case .iteration(let k, let restart, let iteration, let error) in record.events
                where k == result.k && restart == run.restart {
                    errors.append(error)
                    #expect(iteration == errors.count)
                }
                #expect(errors.count == run.iterations)
                #expect(errors.min() == run.meanSquareError)
                #expect(run.iterations <= 600 && (run.stop == .converged || run.iterations == 600))
                #expect(record.events.contains(.finishedRun(k: result.k, run)))
            }
        }
        let finished = record.events.compactMap { if case .finished(let k, _) = $0 { k } else { nil } }
        #expect(finished == [3, 4, 5])
    }
}
