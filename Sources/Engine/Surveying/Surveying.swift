import DataCube
import Questions

extension DataCube {
    /// Most positions that a survey looks at.
    package static let surveyedPositions = 256

    /// A look at no more than 256 patterns spread evenly over the scan: mean, maximum, direct beam and defects.
    /// A calibrated centre is taken as the beam's, and only its radius is measured.
    /// - Throws: `cancelled`, `cube`.
    func survey(workers: Workers) throws(EngineError) -> Survey {
        let positions = Self.spread(over: scan)
        let statistics = try fold(
            positions, into: SurveyStatistics(pixels: detector.count, elementType: elementType), workers: workers)
        let mean = statistics.pixel.mean
        let defects = DefectSearch(statistics: statistics, mean: mean, shape: detector, integer: elementType.isInteger)
        let nonFinite = defects.nonFinitePixels
        let dead = defects.deadPixels(saturation: elementType.saturation)
        let suspects = defects.isolatedPixels
        let search = BeamSearch(
            image: BeamImage(shape: detector, values: mean, without: Set(nonFinite + dead + suspects)))
        let candidates = search.candidates()

        // A second look at few pixels tells what is there in every pattern from what is there in some.
        let windows = suspects.map { detector.neighbours(of: $0, within: 1) }
        let spots = (candidates.map(\.pixel) + suspects).map { [$0] + detector.neighbours(of: $0, within: 1) }
        let looked = Array(Set(spots.flatMap { $0 })).sorted()
        let samples =
            looked.isEmpty
            ? PixelSamples(pixels: []) : try fold(positions, into: PixelSamples(pixels: looked), workers: workers)
        let presence = PresenceTable(samples: samples)
        var hot = zip(suspects, windows).filter { presence.exceeds($0, its: $1) }.map(\.0)

        let beam: DirectBeam?
        if let center = calibration.center {
            beam = DirectBeam(center: center, radius: search.radius(around: center))
            hot.removeAll { detector.point($0).distance(to: center) < 2 }
        } else {
            let choice = search.choose(candidates, hot: hot, presence: presence)
            beam = choice.beam
            hot.removeAll { $0 == choice.pixel }
        }
        return Survey(
            mean: DiffractionPattern(shape: detector, values: mean),
            maximum: DiffractionPattern(shape: detector, values: statistics.pixel.maximum),
            surveyedPositions: positions.count, beam: beam, hotPixels: hot, deadPixels: dead,
            nonFinitePixels: nonFinite, saturatedValues: statistics.saturatedValues,
            negativeValues: statistics.negativeValues)
    }

    /// All positions where there are at most 256, else a grid of them, each in the middle of its share of the scan.
    static func spread(over scan: ScanShape) -> PixelRuns {
        guard scan.count > surveyedPositions else { return .all(scan.count) }
        // Rows and columns in the scan's proportion, as far as there are that many.
        let ideal = (Double(surveyedPositions) * Double(scan.rows) / Double(scan.columns)).squareRoot()
        var rows = max(1, min(scan.rows, surveyedPositions, Int(ideal.rounded())))
        let columns = max(1, min(scan.columns, surveyedPositions / rows))
        rows = max(rows, min(scan.rows, surveyedPositions / columns))
        let chosenRows = Set((0..<rows).map { (2 * $0 + 1) * scan.rows / (2 * rows) })
        let chosenColumns = Set((0..<columns).map { (2 * $0 + 1) * scan.columns / (2 * columns) })
        return PixelRuns(count: scan.count) {
            chosenRows.contains($0 / scan.columns) && chosenColumns.contains($0 % scan.columns)
        }
    }
}
