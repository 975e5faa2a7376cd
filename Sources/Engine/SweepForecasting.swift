import DataCube
import Questions

/// Foretells what a sweep will need, from a few positions in the middle of the scan: a pass over them and a few
/// iterations on their compression are timed, and the rest is counted. Right to a factor of two or so: how many
/// iterations runs take is not known before. Some tenths of a second.
///
/// - Parameter mapsFile: the file stays mapped as far as `MappedFile` lets it, which counts as memory.
/// - Returns: nil where a sweep has nothing to work on.
/// - Throws: `cancelled`, `cube`.
public func forecast(
    _ parameters: SweepParameters, on cube: DataCube, survey: Survey, mapsFile: Bool, cancellation: Cancellation,
    threads: Int
) throws(EngineError) -> SweepForecast? {
    let workers = Workers(threads: threads, cancellation: cancellation)
    do throws(EngineError) {
        let pixels = parameters.mask.keptPixels(on: cube.detector, survey: survey).count
        let positions = parameters.mask.keptPositions(on: cube.scan).count
        let highest = min(parameters.componentCounts.upperBound, pixels, positions)
        guard highest >= parameters.componentCounts.lowerBound else { return nil }
        let counts = parameters.componentCounts.lowerBound...highest
        let work = SweepWorkload(parameters, counts: counts, pixels: pixels, positions: positions)
        let sample = try SweepSample(cube, mask: parameters.mask, survey: survey, workers: workers)
        let mapped = mapsFile ? min(cube.byteCount, 2 * MappedFile.residentBytes) : 0
        let pass = try sample.secondsOfPassPerPosition(workers: workers)
        let iteration = try sample.secondsOfIterationPerVector(workers: workers)
        return SweepForecast(
            seconds: work.passes * Double(positions) * pass + work.iterations * Double(pixels + positions) * iteration,
            bytes: mapped + work.bytes(threads: threads), componentCounts: counts)
    } catch {
        switch error {
        case .cancelled, .cube: throw error
        default: return nil
        }
    }
}

/// What a sweep does, counted: in passes over the data with 16 columns, and in iterations of a run with one component.
struct SweepWorkload {
    let passes: Double
    let iterations: Double
    private let parameters: SweepParameters
    private let counts: ClosedRange<Int>
    private let pixels: Int
    private let positions: Int

    /// Iterations that a run takes to the usual tolerance, as seen with planted scenes; with a hundred times less
    /// tolerance about twice as many.
    private static let usualIterations = 35.0
    /// Splits of the counts that the evidence is gathered from, with the one at half the dose.
    private static let splits = Double(EvidenceGathering.splits + 1)
    /// A pass over a split of the counts makes it anew each time it is looked at.
    private static let splitPassFactor = 4.0

    init(_ parameters: SweepParameters, counts: ClosedRange<Int>, pixels: Int, positions: Int) {
        self.parameters = parameters
        self.counts = counts
        self.pixels = pixels
        self.positions = positions
        let components = Double(counts.reduce(0, +))
        let once = min(Self.usualIterations, Double(parameters.maximumIterations))
        let forRank = Double(Self.rank(counts)) / 16 + 1
        let evidence = parameters.gathersEvidence ? 1.0 : 0
        // The first look, the singular vectors, and for each k the winners' coefficients and what they leave.
        let own = 1 + forRank + 1.5 * Double(counts.count)
        let iterated = parameters.isExact ? components * once * Double(parameters.restarts) / 16 : 0
        passes = own + iterated + evidence * Self.splits * Self.splitPassFactor * (2 + forRank)
        let runs = parameters.isExact ? 0 : Double(parameters.restarts)
        iterations = components * once * (runs + evidence * Self.splits * Double(HeldOutErrors.restarts))
    }

    private static func rank(_ counts: ClosedRange<Int>) -> Int { Compression.largeRank(for: counts.upperBound) }

    /// Singular vectors as found, turned and laid out for iterations; a run on each thread; every run's components.
    func bytes(threads: Int) -> Int {
        let vectors = 4 * min(Self.rank(counts), min(pixels, positions)) * (pixels + positions)
        let runs = threads * counts.upperBound * (4 * pixels + 2 * positions)
        let found = (parameters.restarts + 4) * counts.upperBound * pixels
        return (64 << 20) + MemoryLayout<Float>.stride * (vectors + runs + found)
    }
}

/// Some of the positions, on which time is taken.
private struct SweepSample {
    private let data: AnalysisData
    private let side: StreamedSide

    /// About so many elements, and not more than so many positions.
    private static let elements = 1 << 23
    private static let mostPositions = 400
    private static let columns = 16
    private static let components = 8
    private static let iterations = 8

    init(_ cube: DataCube, mask: AnalysisMask, survey: Survey, workers: Workers) throws(EngineError) {
        let wanted = max(16, min(Self.mostPositions, Self.elements / cube.detector.count))
        let side = Double(wanted).squareRoot()
        let rows = min(Double(cube.scan.rows), side.rounded(.up))
        let columns = min(Double(cube.scan.columns), (Double(wanted) / rows).rounded(.up))
        let middle = DetectorPoint(
            row: (Double(cube.scan.rows - 1) / 2).rounded(), column: (Double(cube.scan.columns - 1) / 2).rounded())
        var mask = mask
        mask.region = .rectangle(RectangleDetector(center: middle, height: rows, width: columns))
        data = try AnalysisData(cube: cube, mask: mask, survey: survey, workers: workers)
        self.side = StreamedSide(data)
    }

    /// Both products of a pass, per position.
    func secondsOfPassPerPosition(workers: Workers) throws(EngineError) -> Double {
        let other = Matrix(rows: Self.columns, columns: data.pixels.count)
        RandomStart(seed: 1, k: 1, restart: 0).fill(other)
        let coefficients = Matrix(rows: Self.columns, columns: data.positions.count)
        let projection = Matrix(rows: Self.columns, columns: data.pixels.count)
        var fastest = Double.infinity
        for _ in 0..<3 {
            let began = ContinuousClock.now
            try side.pass(other: other, coefficients: coefficients, projection: projection, workers: workers) { tile in
                tile.coefficients.copy(from: tile.target)
            }
            fastest = min(fastest, (ContinuousClock.now - began) / .seconds(1))
        }
        return fastest / Double(data.positions.count)
    }

    /// An iteration of a run, per component, pixel and position, as several runs share the threads.
    func secondsOfIterationPerVector(workers: Workers) throws(EngineError) -> Double {
        let streamed = StreamedOperator(data)
        let k = min(Self.components, data.pixels.count, data.positions.count)
        let svd = try KrylovSVD(
            of: streamed, count: k, rank: Compression.rank(for: k, of: streamed), seed: 1, workers: workers)
        var parameters = SweepParameters()
        parameters.restarts = 2 * workers.threads
        parameters.maximumIterations = Self.iterations
        parameters.tolerance = 0
        let solver = Solver(
            data: Compression(svd).data(for: k), sharesPasses: false, parameters: parameters, start: .random,
            workers: workers)
        let began = ContinuousClock.now
        let fits = try solver.fits(k: k) { _ in }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let iterations = fits.reduce(0) { $0 + $1.summary.iterations }
        let vectors = data.pixels.count + data.positions.count
        return seconds / Double(max(1, iterations) * k * vectors)
    }
}
