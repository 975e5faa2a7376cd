import DataCube
import Questions
import Session

/// Small datasets, surveys and results that say nothing but have the right shapes.
enum Fixture {
    static let scan = ScanShape(rows: 20, columns: 30)
    static let detector = DetectorShape(rows: 64, columns: 48)
    static let beam = DirectBeam(center: DetectorPoint(row: 31.5, column: 23), radius: 3)

    static func dataset(
        scan: ScanShape = scan, detector: DetectorShape = detector, orientation: Orientation = .identity
    ) -> Dataset {
        let source = NoFrames(frameCount: scan.count, detector: detector)
        return Dataset(
            DataCube(scan: scan, source: source, origin: Origin(path: "folder/data.npy", format: "npy")),
            orientation: orientation)
    }

    static func survey(beam: DirectBeam? = beam, detector: DetectorShape = detector) -> Survey {
        let flat = DiffractionPattern(shape: detector, values: Array(repeating: 1, count: detector.count))
        return Survey(mean: flat, maximum: flat, surveyedPositions: 10, beam: beam)
    }

    static func map(scan: ScanShape = scan, _ value: Float = 1) -> ScanMap {
        ScanMap(shape: scan, values: Array(repeating: value, count: scan.count))
    }

    static func pattern(_ value: Float = 1) -> DiffractionPattern {
        DiffractionPattern(shape: detector, values: Array(repeating: value, count: detector.count))
    }

    /// A session on the dataset, surveyed unless asked otherwise.
    static func session(surveyed: Bool = true, beam: DirectBeam? = beam) -> Session {
        var session = Session(
            dataset: dataset(), themes: ["night", "paper", "mono"], colorMaps: ["grey", "inferno", "viridis"],
            theme: "night")
        if surveyed { session.apply(.found(.survey, .survey(survey(beam: beam)))) }
        return session
    }

    static func result(k: Int) -> FactorizationResult {
        FactorizationResult(
            k: k, runs: [RunSummary(restart: 0, meanSquareError: 1, iterations: 3, stop: .converged)],
            best: Decomposition(
                restart: 0, meanSquareError: 1, components: (0..<k).map { _ in pattern() },
                distributions: (0..<k).map { _ in map() }), seconds: 1)
    }

    static func sweep(_ counts: ClosedRange<Int>, run: String = "run", finished: [Int] = []) -> SweepStatus {
        var status = SweepStatus(
            identifier: run, parameters: SweepParameters(componentCounts: counts, restarts: 3), state: .running)
        for k in finished { status.fold(.finished(k: k, seconds: 2)) }
        return status
    }
}

/// A source of the right shape that holds nothing: a session never reads.
private struct NoFrames: FrameSource {
    let frameCount: Int
    let detector: DetectorShape
    let elementType = ElementType.uint16

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        throw .outside("frames \(frames)")
    }
}

extension Session {
    /// Applies several actions, one after the other.
    mutating func apply(_ actions: Action...) {
        for action in actions { apply(action) }
    }
}
