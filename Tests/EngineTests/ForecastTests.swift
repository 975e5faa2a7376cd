import DataCube
import Engine
import Questions
import Testing

@Suite("What a sweep is foretold to need")
struct ForecastTests {
    private static let planted = PlantedProblem(k: 3, scan: (12, 14), detector: (15, 16), seed: 3)

    private func forecast(
        _ parameters: SweepParameters = SweepParameters(), on cube: DataCube = planted.cube, mapsFile: Bool = false
    ) throws -> SweepForecast? {
        let finding = try perform(.survey, on: cube, cancellation: Cancellation(), threads: 1)
        guard case .survey(let survey) = finding else { throw Unexpected() }
        return try Engine.forecast(
            parameters, on: cube, survey: survey, mapsFile: mapsFile, cancellation: Cancellation(), threads: 2)
    }

    @Test("time and memory are told for the k that the data can have")
    func told() throws {
        let whole = try #require(try forecast())
        #expect(whole.seconds > 0 && whole.seconds.isFinite && whole.bytes > 0)
        #expect(whole.componentCounts == 2...15)
        let mapped = try #require(try forecast(mapsFile: true))
        #expect(mapped.bytes == whole.bytes + Self.planted.cube.byteCount)
        let narrow = cube(scan: (5, 6), detector: (1, 4)) { Double(($0 * 5 + $1 * 7) % 9 + 1) }
        #expect(try forecast(SweepParameters(mask: everything), on: narrow)?.componentCounts == 2...4)
    }

    @Test("more restarts, more components need more")
    func more() throws {
        var few = SweepParameters()
        few.restarts = 2
        few.gathersEvidence = false
        let (small, large) = (try #require(try forecast(few)), try #require(try forecast()))
        #expect(small.bytes < large.bytes)
        // Twenty times the runs and more: far beyond what timing may be off.
        #expect(small.seconds < large.seconds)
        few.componentCounts = 2...30
        #expect(try #require(try forecast(few)).bytes > small.bytes)
    }

    @Test("nothing is told where nothing can be swept")
    func nothing() throws {
        let point = cube(scan: (1, 1), detector: (1, 1)) { _, _ in 5 }
        #expect(try forecast(SweepParameters(mask: everything), on: point) == nil)
        let mask = AnalysisMask(exclusion: .shape(try VirtualDetector(spelling: "rectangle(7,7,40,40)")))
        #expect(try forecast(SweepParameters(mask: mask)) == nil)
    }
}
