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

extension DetectorShape {
    /// The pixels around one, at most `within` rows and columns away, itself left out.
    func neighbours(of pixel: Int, within reach: Int, atLeast nearest: Int = 1) -> [Int] {
        let row = pixel / columns
        let column = pixel % columns
        var found: [Int] = []
        for other in max(0, row - reach)...min(rows - 1, row + reach) {
            for across in max(0, column - reach)...min(columns - 1, column + reach)
            where max(abs(other - row), abs(across - column)) >= nearest {
                found.append(other * columns + across)
            }
        }
        return found
    }

    /// A pixel's centre.
    func point(_ pixel: Int) -> DetectorPoint {
        DetectorPoint(row: Double(pixel / columns), column: Double(pixel % columns))
    }
}

/// How a few pixels behave from pattern to pattern.
struct PresenceTable {
    private let patterns: [ArraySlice<Float>]
    private let places: [Int: Int]

    init(samples: PixelSamples) {
        patterns = samples.patterns
        places = Dictionary(uniqueKeysWithValues: samples.pixels.enumerated().map { ($1, $0) })
    }

    private func value(_ pixel: Int, in pattern: ArraySlice<Float>) -> Float {
        places[pixel].map { pattern[pattern.startIndex + $0] } ?? .nan
    }

    /// True when the pixel is above all its neighbours in at least 90 % of the patterns.
    func exceeds(_ pixel: Int, its neighbours: [Int]) -> Bool {
        let above = patterns.count { pattern in
            let own = value(pixel, in: pattern)
            return own.isFinite && neighbours.allSatisfy { !(value($0, in: pattern) >= own) }
        }
        return Double(above) >= 0.9 * Double(patterns.count)
    }

    /// The mean over the patterns of a small window's sum above a level, and how evenly it is spread: the square of the
    /// mean root over the mean, 1 where it is the same in every pattern and f where only a part f has it.
    func strength(of window: [Int], above level: Double) -> (mean: Double, evenness: Double) {
        var sum = 0.0
        var roots = 0.0
        for pattern in patterns {
            let total = window.reduce(0.0) {
                let own = value($1, in: pattern)
                return own.isFinite ? $0 + Double(own) - level : $0
            }
            sum += max(0, total)
            roots += max(0, total).squareRoot()
        }
        let count = Double(max(1, patterns.count))
        guard sum > 0 else { return (0, 0) }
        return (sum / count, roots / count * (roots / count) / (sum / count))
    }
}
