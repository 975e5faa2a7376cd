import DataCube
import Glibc
import Questions

/// Finds the direct beam in a mean pattern: what is bright, compact, there in every pattern, and rather in the middle.
struct BeamSearch {
    /// A bright region: connected pixels above half of its top.
    struct Candidate {
        /// The pixel in its middle.
        let pixel: Int
        let center: DetectorPoint
        let area: Int
    }

    private static let directions = 72
    private static let mostCandidates = 16
    let image: BeamImage

    /// Bright regions, the brightest first. Empty when nothing stands out of the noise by eight deviations.
    func candidates() -> [Candidate] {
        let shape = image.shape
        guard min(shape.rows, shape.columns) >= 4 else { return [] }
        var used = [Bool](repeating: false, count: shape.count)
        var found: [Candidate] = []
        let order = image.smooth.indices.sorted { (image.smooth[$0], $1) > (image.smooth[$1], $0) }
        for peak in order where !used[peak] {
            let height = image.smooth[peak] - image.background
            guard height > 8 * image.noise, height > 1e-9 * abs(image.background), found.count < Self.mostCandidates
            else { break }
            let isTop = shape.neighbours(of: peak, within: 1).allSatisfy { image.smooth[$0] <= image.smooth[peak] }
            let region = flood(from: peak, above: image.background + 0.5 * height, used: &used)
            if isTop, 10 * region.count <= 7 * shape.count { found.append(candidate(region, peak: peak)) }
        }
        return found
    }

    private func flood(from seed: Int, above level: Double, used: inout [Bool]) -> [Int] {
        var region = [seed]
        used[seed] = true
        var next = 0
        while next < region.count {
            for pixel in image.shape.neighbours(of: region[next], within: 1)
            where !used[pixel] && image.smooth[pixel] >= level {
                used[pixel] = true
                region.append(pixel)
            }
            next += 1
        }
        return region
    }

    private func candidate(_ region: [Int], peak: Int) -> Candidate {
        var row = 0.0
        var column = 0.0
        for pixel in region {
            row += image.shape.point(pixel).row
            column += image.shape.point(pixel).column
        }
        let center = DetectorPoint(row: row / Double(region.count), column: column / Double(region.count))
        let middle = Int(center.row.rounded()) * image.shape.columns + Int(center.column.rounded())
        // A bent region's middle may be dark: hold on to its top then.
        let hollow = image.smooth[middle] < image.background + 0.5 * (image.smooth[peak] - image.background)
        return Candidate(
            pixel: hollow ? peak : middle, center: hollow ? image.shape.point(peak) : center, area: region.count)
    }

    /// The best measurable candidate: the strongest by (mean root)² of what each pattern has there, so that what only
    /// some patterns show counts less, favouring the middle of the detector by at most a factor of two or so. A pixel
    /// that looked hot is the beam when it lies in the middle and everything else comes and goes.
    func choose(
        _ candidates: [Candidate], hot: [Int], presence: PresenceTable
    ) -> (beam: DirectBeam?, pixel: Int?) {
        let shape = image.shape
        let reach = Double(min(shape.rows, shape.columns)) / 2
        var best: (beam: DirectBeam, score: Double, evenness: Double)?
        for candidate in candidates {
            let window = [candidate.pixel] + shape.neighbours(of: candidate.pixel, within: 1)
            let strength = presence.strength(of: window, above: image.background)
            let off = candidate.center.distance(to: shape.middle) / reach
            let score = strength.mean * strength.evenness / (1 + off * off)
            guard score > best?.score ?? 0, let beam = measured(candidate) else { continue }
            best = (beam, score, strength.evenness)
        }
        if let best, best.evenness >= 0.5 { return (best.beam, nil) }
        let single = hot.filter { shape.point($0).distance(to: shape.middle) <= reach / 2 }
            .max { presence.strength(of: [$0], above: 0).mean < presence.strength(of: [$1], above: 0).mean }
        guard let single else { return (best?.beam, nil) }
        return (DirectBeam(center: shape.point(single), radius: (1 / Double.pi).squareRoot()), single)
    }

    /// Centre and radius of a candidate, to a fraction of a pixel; nil when it has no edge all around.
    private func measured(_ candidate: Candidate) -> DirectBeam? {
        var center = candidate.center
        var radius = (Double(candidate.area) / Double.pi).squareRoot()
        guard radius >= 2.5 else { return spot(candidate) }
        for _ in 0..<4 {
            let edges = image.edges(
                from: center, level: halfLevel(center, radius), reach: 2 * radius + 3, directions: Self.directions)
            let known = edges.compactMap { $0 }
            guard 2 * known.count >= Self.directions else { return nil }
            let middle = quantile(known, 0.5)
            let points = edges.enumerated().compactMap { (direction, edge) -> DetectorPoint? in
                guard let edge, abs(edge - middle) <= max(0.75, 0.2 * middle) else { return nil }
                let angle = 2 * Double.pi * Double(direction) / Double(Self.directions)
                return DetectorPoint(row: center.row + edge * sin(angle), column: center.column + edge * cos(angle))
            }
            guard 2 * points.count >= Self.directions, let circle = Self.circle(through: points) else { return nil }
            center = circle.center
            radius = circle.radius
        }
        let largest = Double(max(image.shape.rows, image.shape.columns)) / 2
        return radius <= largest ? DirectBeam(center: center, radius: radius) : nil
    }

    /// A beam of a few pixels: the centre of its counts, and the radius of the disk that would hold them at their top.
    private func spot(_ candidate: Candidate) -> DirectBeam? {
        var center = image.shape.point(brightest(near: candidate.pixel))
        let reach = (Double(candidate.area) / Double.pi).squareRoot() + 1.5
        for _ in 0..<3 {
            let (sum, top, moment) = counts(within: reach, of: center)
            guard sum > 0, top > 0 else { return nil }
            center = DetectorPoint(row: moment.row / sum, column: moment.column / sum)
        }
        return DirectBeam(center: center, radius: spotRadius(around: center, reach: reach))
    }

    private func brightest(near pixel: Int) -> Int {
        image.shape.neighbours(of: pixel, within: 2).reduce(pixel) { image.values[$1] > image.values[$0] ? $1 : $0 }
    }

    /// Counts above the background within a distance, left out where they are below a tenth of the top: streaks, tails.
    private func counts(
        within reach: Double, of center: DetectorPoint
    ) -> (sum: Double, top: Double, moment: DetectorPoint) {
        let pixels = image.pixels(within: reach, of: center)
        let top = pixels.map { image.values[$0] - image.background }.max() ?? 0
        var sum = 0.0
        var moment = DetectorPoint(row: 0, column: 0)
        for pixel in pixels {
            let own = image.values[pixel] - image.background
            guard own > 0.1 * top else { continue }
            sum += own
            moment.row += own * image.shape.point(pixel).row
            moment.column += own * image.shape.point(pixel).column
        }
        return (sum, top, moment)
    }

    private func spotRadius(around center: DetectorPoint, reach: Double) -> Double {
        let (sum, top, _) = counts(within: reach, of: center)
        return top > 0 ? (sum / top / Double.pi).squareRoot() : 1
    }

    /// Half-way between the background and the median of the inner pixels.
    private func halfLevel(_ center: DetectorPoint, _ radius: Double) -> Double {
        let inner = image.pixels(within: max(1, 0.6 * radius), of: center).map { image.values[$0] }
        return image.background + 0.5 * (quantile(inner, 0.5) - image.background)
    }

    /// The radius of the beam around a known centre: the median over all directions of where the pattern falls to half.
    /// 1 where there is no beam to measure.
    func radius(around center: DetectorPoint) -> Double {
        var radius = 1.0
        let reach = Double(max(image.shape.rows, image.shape.columns))
        for _ in 0..<4 {
            let edges = image.edges(
                from: center, level: halfLevel(center, radius), reach: reach, directions: Self.directions
            ).compactMap { $0 }
            guard 4 * edges.count >= Self.directions else { return 1 }
            radius = quantile(edges, 0.5)
        }
        return radius >= 2 ? radius : max(0.5, spotRadius(around: center, reach: radius + 1.5))
    }

    /// The circle of least squares (Kåsa 1976); nil when the points lie on a line.
    private static func circle(through points: [DetectorPoint]) -> (center: DetectorPoint, radius: Double)? {
        let count = Double(points.count)
        let middle = DetectorPoint(
            row: points.reduce(0) { $0 + $1.row } / count, column: points.reduce(0) { $0 + $1.column } / count)
        var (uu, uv, vv, uRest, vRest) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for point in points {
            let u = point.row - middle.row
            let v = point.column - middle.column
            let square = u * u + v * v
            uu += u * u
            uv += u * v
            vv += v * v
            uRest += u * square / 2
            vRest += v * square / 2
        }
        let determinant = uu * vv - uv * uv
        guard determinant > 1e-9 * uu * vv else { return nil }
        let u = (uRest * vv - vRest * uv) / determinant
        let v = (vRest * uu - uRest * uv) / determinant
        return (
            DetectorPoint(row: middle.row + u, column: middle.column + v),
            (u * u + v * v + (uu + vv) / count).squareRoot()
        )
    }
}
