import DataCube
import Engine
import Foundation
import Questions
import Synchronization
import Testing

@Suite("Factorization of awkward data")
struct AwkwardSweepTests {
    private static func parameters(_ counts: ClosedRange<Int>, mask: AnalysisMask = everything) -> SweepParameters {
        SweepParameters(componentCounts: counts, restarts: 4, maximumIterations: 60, mask: mask)
    }

    private static func expectFinite(_ record: SweepRecord, _ location: SourceLocation = #_sourceLocation) {
        for result in record.results {
            #expect(!result.runs.contains { !$0.meanSquareError.isFinite }, sourceLocation: location)
            let values = result.best.components.flatMap(\.values) + result.best.distributions.flatMap(\.values)
            #expect(!values.contains { !$0.isFinite }, sourceLocation: location)
        }
    }

    @Test("k above the rank: the error is that of the rank, all numbers finite")
    func aboveRank() throws {
        let planted = PlantedProblem(k: 2, scan: (8, 9), detector: (7, 6), seed: 13)
        for method in MethodName.allCases {
            var parameters = Self.parameters(2...9)
            parameters.method = method
            let record = try SweepRecord(planted.cube, parameters)
            Self.expectFinite(record)
            #expect(record.results.map(\.k) == Array(2...9))
            // Alternating least squares may stay a little above: it is not monotone.
            let accepted = method == .als ? 2e-2 : 1e-3
            for result in record.results { #expect(result.minimum < accepted * record.bounds[0]) }
        }
    }

    @Test("as many components as pixels, as positions; one of each")
    func full() throws {
        let narrow = cube(scan: (5, 6), detector: (1, 3)) { Double(($0 * 5 + $1 * 7) % 9) }
        Self.expectFinite(try SweepRecord(narrow, Self.parameters(1...3)))
        let short = cube(scan: (1, 3), detector: (5, 6)) { Double(($0 * 5 + $1 * 7) % 9) }
        Self.expectFinite(try SweepRecord(short, Self.parameters(1...3)))
        let point = cube(scan: (1, 1), detector: (1, 1)) { _, _ in 5 }
        let record = try SweepRecord(point, Self.parameters(1...1))
        let best = try #require(record.results.first?.best)
        #expect(abs(best.distributions[0].values[0] - 5) < 1e-5 && abs(best.components[0].values[0] - 1) < 1e-6)
        #expect(best.meanSquareError < 1e-9)
    }

    @Test("more components than pixels or positions is an error that says how many there are")
    func tooMany() {
        let data = cube(scan: (5, 6), detector: (1, 3)) { Double($0 + $1) }
        #expect(throws: EngineError.tooManyComponents(asked: 4, keptPixels: 3, keptPositions: 30)) {
            try SweepRecord(data, Self.parameters(2...4))
        }
    }

    @Test("parameters that make no sense are errors")
    func parameters() {
        let data = cube(scan: (5, 6), detector: (1, 3)) { Double($0 + $1) }
        var wrong = Self.parameters(1...2)
        wrong.restarts = 0
        #expect(throws: EngineError.self) { try SweepRecord(data, wrong) }
        #expect(throws: EngineError.self) { try SweepRecord(data, Self.parameters(0...2)) }
        wrong = Self.parameters(1...2)
        wrong.tolerance = .nan
        #expect(throws: EngineError.self) { try SweepRecord(data, wrong) }
        wrong = Self.parameters(1...2)
        wrong.maximumIterations = 0
        #expect(throws: EngineError.self) { try SweepRecord(data, wrong) }
    }

    @Test("empty positions, empty pixels, nothing but zeros")
    func empty() throws {
        let planted = PlantedProblem(k: 3, scan: (8, 9), detector: (7, 6), seed: 14)
        let holes = cube(scan: (8, 9), detector: (7, 6), type: .float32) { position, pixel in
            position % 5 == 0 || pixel % 7 == 0 ? 0 : planted.value(position, pixel)
        }
        let record = try SweepRecord(holes, Self.parameters(2...4))
        Self.expectFinite(record)
        for result in record.results {
            for distribution in result.best.distributions { #expect(abs(distribution.values[5]) < 1e-4) }
            // A component that the data have no need of is rounding, at empty pixels too, and of a share as small.
            for (component, share) in zip(result.best.components, result.best.shares) {
                #expect(abs(Double(component.values[7]) * share) < 1e-6)
            }
        }
        let zeros = try SweepRecord(cube(scan: (4, 4), detector: (3, 3)) { _, _ in 0 }, Self.parameters(1...3))
        Self.expectFinite(zeros)
        #expect(zeros.results.allSatisfy { $0.minimum == 0 })
        #expect(zeros.results.allSatisfy { $0.best.shares.allSatisfy { $0 == 0 } })
    }

    @Test("negative values are kept, and the error is the residual's")
    func negative() throws {
        var dice = Dice(15)
        let data = cube(scan: (9, 9), detector: (6, 6), type: .float32) { _, _ in dice.normal() + 0.3 }
        let record = try SweepRecord(data, Self.parameters(1...4))
        Self.expectFinite(record)
        for result in record.results {
            let explicit = try explicitError(result.best, data)
            #expect(abs(result.minimum - explicit) < 1e-5 * explicit)
        }
        let below = cube(scan: (9, 9), detector: (6, 6), type: .float32) { _, _ in -1 }
        Self.expectFinite(try SweepRecord(below, Self.parameters(1...2)))
    }

    @Test("values that are not finite drop pixels or positions, which are counted and read NaN")
    func nonFinite() throws {
        let planted = PlantedProblem(k: 2, scan: (10, 20), detector: (5, 6), seed: 16)
        let data = cube(scan: (10, 20), detector: (5, 6), type: .float32) { position, pixel in
            if pixel == 8 && position % 10 == 0 { return .nan }
            if pixel == 9 && position == 17 { return .infinity }
            return planted.value(position, pixel)
        }
        let record = try SweepRecord(data, Self.parameters(2...2), survey: try survey(data))
        let exclusions = try #require(record.exclusions)
        #expect(exclusions.nonFinitePixels == 1 && exclusions.keptPixels == 29)
        #expect(exclusions.nonFinitePositions == 1 && exclusions.keptPositions == 199)
        let best = try #require(record.results.first?.best)
        for component in best.components {
            #expect(component.values.indices.filter { component.values[$0].isNaN } == [8])
        }
        for distribution in best.distributions {
            #expect(distribution.values.indices.filter { distribution.values[$0].isNaN } == [17])
        }
        #expect(abs(best.shares.reduce(0, +) - 1) < 1e-9)
    }

    @Test("a mask that leaves nothing is an error with the counts")
    func nothingLeft() throws {
        let data = cube(scan: (5, 6), detector: (4, 3)) { Double($0 + $1) }
        let all = AnalysisMask(exclusion: .shape(try VirtualDetector(spelling: "disk(0,0,100)")))
        #expect {
            try SweepRecord(data, Self.parameters(1...1, mask: all))
        } throws: { error in
            guard case EngineError.nothingLeft(let counts) = error else { return false }
            return counts.keptPixels == 0 && counts.allPixels == 12 && counts.allPositions == 30
        }
        let off = AnalysisMask(exclusion: .none, region: try VirtualDetector(spelling: "point(50,50)"))
        #expect(throws: EngineError.self) { try SweepRecord(data, Self.parameters(1...1, mask: off)) }
        let broken = cube(scan: (5, 6), detector: (4, 3), type: .float32) { $0 % 12 == $1 || $1 == 0 ? .nan : 1 }
        #expect(throws: EngineError.self) { try SweepRecord(broken, Self.parameters(1...1)) }
    }

    @Test("numbers beyond single precision are an error, large and small ones within it are not")
    func range() throws {
        func scaled(_ factor: Double) -> DataCube {
            cube(scan: (5, 6), detector: (4, 3), type: .float64) { factor * Double(($0 * 5 + $1 * 7) % 9) }
        }
        let plain = try SweepRecord(scaled(1), Self.parameters(2...2))
        for factor in [1e-12, 1e-6, 1e6, 1e12] {
            let record = try SweepRecord(scaled(factor), Self.parameters(2...2))
            Self.expectFinite(record)
            let ratio = record.results[0].minimum / plain.results[0].minimum / factor / factor
            #expect(abs(ratio - 1) < 0.05, "\(factor)")
        }
        for factor in [1e-20, 1e20] {
            #expect(throws: EngineError.self) { try SweepRecord(scaled(factor), Self.parameters(2...2)) }
        }
    }

    @Test("a cancelled sweep ends within 100 ms, with all finished counts filed")
    func cancellation() throws {
        var dice = Dice(17)
        let data = cube(scan: (32, 32), detector: (64, 64)) { _, _ in (dice.uniform() * 50).rounded() }
        let parameters = SweepParameters(
            componentCounts: 2...12, restarts: 10, tolerance: 0, maximumIterations: 12, mask: everything)
        let cancellation = Cancellation()
        var filed: [Int] = []
        var finished: [Int] = []
        var iterations = 0
        let clock = ContinuousClock()
        let asked = Mutex<ContinuousClock.Instant?>(nil)
        let sweep = Sweep(cube: data, parameters: parameters, survey: blankSurvey(data), threads: 2)
        #expect(throws: EngineError.cancelled) {
            try sweep.run(
                cancellation: cancellation,
                report: { event in
                    if case .finished(let k, _) = event { finished.append(k) }
                    guard case .iteration(k: 4, _, _, _) = event else { return }
                    iterations += 1
                    guard iterations == 1 else { return }
                    // While the next pass runs.
                    Thread.detachNewThread {
                        Thread.sleep(forTimeInterval: 0.002)
                        asked.withLock { $0 = clock.now }
                        cancellation.cancel()
                    }
                }, file: { filed.append($0.k) })
        }
        let wish = try #require(asked.withLock { $0 })
        #expect(clock.now - wish < .milliseconds(300), "100 ms, and twice that for a machine that others load")
        #expect(filed == [2, 3] && finished == [2, 3])
    }

    @Test("a file that cannot be written ends the sweep and says why")
    func filing() {
        struct Full: Error, CustomStringConvertible { let description = "no space left" }
        let data = cube(scan: (4, 4), detector: (3, 3)) { Double($0 + $1) }
        let sweep = Sweep(cube: data, parameters: Self.parameters(1...2), survey: blankSurvey(data), threads: 1)
        #expect(throws: EngineError.filing("no space left")) {
            try sweep.run(cancellation: Cancellation(), report: { _ in }, file: { _ in throw Full() })
        }
    }

    @Test("a source that fails ends the sweep with its error")
    func failingSource() {
        struct Broken: FrameSource {
            let frameCount = 100
            let detector = DetectorShape(rows: 4, columns: 4)
            let elementType = ElementType.uint8
            func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
                guard !frames.contains(60) else { throw .fileChanged(path: "gone") }
                buffer.update(repeating: 1)
            }
        }
        let data = DataCube(scan: ScanShape(rows: 10, columns: 10), source: Broken())
        for threads in [1, 2] {
            #expect(throws: EngineError.cube(.fileChanged(path: "gone"))) {
                try SweepRecord(data, Self.parameters(1...2), threads: threads)
            }
            #expect(throws: EngineError.cube(.fileChanged(path: "gone"))) {
                try perform(.summary(.mean, region: nil), on: data, cancellation: Cancellation(), threads: threads)
            }
        }
    }
}
