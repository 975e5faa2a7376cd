import DataCube
import Glibc
import Questions

/// Where the direct beam is at each position of the scan.
public struct BeamTrack: Sendable {
    /// Centres as measured, smoothed and without those that stand apart from all around; row-major over the scan.
    public let centers: [DetectorPoint]
    /// Their mean.
    public let place: DetectorPoint
    /// How far they are from it.
    public let wander: BeamWander

    /// How far each pattern lies from the mean place, in whole pixels: what is left is at most half a pixel each way.
    public var shifts: [PixelShift] {
        centers.map {
            PixelShift(
                rows: Int(($0.row - place.row).rounded()), columns: Int(($0.column - place.column).rounded()))
        }
    }

    fileprivate init(_ centers: [DetectorPoint], lostPositions: Int) {
        self.centers = centers
        let count = Double(max(1, centers.count))
        let place = DetectorPoint(
            row: centers.reduce(0) { $0 + $1.row } / count, column: centers.reduce(0) { $0 + $1.column } / count)
        self.place = place
        let distances = centers.map { $0.distance(to: place) }
        wander = BeamWander(
            rms: (distances.reduce(0) { $0 + $1 * $1 } / count).squareRoot(), largest: distances.max() ?? 0,
            lostPositions: lostPositions)
    }
}

/// Follows the direct beam from position to position: near where the survey saw it, first the place where a box of its
/// size holds most, then the centre of mass around there, above what the box's border reads. O(positions · window).
///
/// - Throws: `parameter` when the survey finds no beam, or hardly any pattern has one; `cancelled`, `cube`.
public func trackBeam(on cube: DataCube, cancellation: Cancellation, threads: Int) throws(EngineError) -> BeamTrack {
    let workers = Workers(threads: threads, cancellation: cancellation)
    let hint = "Give its place with --center ROW,COLUMN, or do without --align."
    guard let beam = try cube.survey(workers: workers).beam else {
        throw .parameter("No direct beam stands out that patterns could be aligned by. \(hint)")
    }
    let window = BeamWindow(beam: beam, detector: cube.detector)
    var centers = [DetectorPoint?](repeating: nil, count: cube.scan.count)
    let blocks = FrameBlocks(positions: .all(cube.scan.count), of: cube.source)
    let buffers = workers.each { FrameBuffer(source: cube.source, frames: blocks.framesPerRead) }
    let windows = workers.each { [Float](repeating: 0, count: window.count) }
    try centers.withUnsafeMutableBufferPointer { centers throws(EngineError) in
        try workers.forEachTile(blocks.blocks.count) { (block, worker) throws(EngineError) in
            var values = windows[worker]
            for frames in blocks.blocks[block].reads {
                guard let parts = cube.source.parts else {
                    try buffers[worker].read(frames) { frame, pattern in
                        window.copy(from: pattern, to: &values)
                        centers[frame] = window.center(in: values)
                    }
                    continue
                }
                for frame in frames {
                    window.copy(frame, of: parts, to: &values)
                    centers[frame] = window.center(in: values)
                }
                do throws(CubeError) { try parts.checkParts() } catch { throw .cube(error) }
            }
        }
    }
    let lost = centers.count { $0 == nil }
    guard 2 * lost <= centers.count else {
        throw .parameter("The direct beam is lost at \(lost) of \(centers.count) positions. \(hint)")
    }
    return BeamTrack(smoothed(centers, scan: cube.scan), lostPositions: lost)
}

/// At each position the plane of least squares through the centres found within two steps, those left out that lie far
/// from their median: a steady drift stays as it is up to the rim of the scan. Where none is near, the median of all.
private func smoothed(_ centers: [DetectorPoint?], scan: ScanShape) -> [DetectorPoint] {
    let everywhere = median(centers.compactMap { $0 })
    return centers.indices.map { index in
        let position = scan.position(index)
        var near: [Neighbour] = []
        for row in max(0, position.row - 2)...min(scan.rows - 1, position.row + 2) {
            for column in max(0, position.column - 2)...min(scan.columns - 1, position.column + 2) {
                guard let center = centers[scan.index(ScanPosition(row: row, column: column))] else { continue }
                near.append(
                    Neighbour(
                        down: Double(row - position.row), across: Double(column - position.column), center: center))
            }
        }
        guard !near.isEmpty else { return everywhere }
        let middle = median(near.map(\.center))
        let spread = 1.4826 * quantile(near.map { $0.center.distance(to: middle) }, 0.5)
        return plane(through: near.filter { $0.center.distance(to: middle) <= 3 * spread + 0.25 })
    }
}

/// A centre, and how many steps from the position looked at it was found.
private struct Neighbour {
    let down: Double
    let across: Double
    let center: DetectorPoint
}

private func median(_ points: [DetectorPoint]) -> DetectorPoint {
    DetectorPoint(row: quantile(points.map(\.row), 0.5), column: quantile(points.map(\.column), 0.5))
}

/// The value at the position itself; a slope that too few directions tell is taken to be 0.
private func plane(through points: [Neighbour]) -> DetectorPoint {
    let count = Double(points.count)
    let down = points.reduce(0) { $0 + $1.down } / count
    let across = points.reduce(0) { $0 + $1.across } / count
    let mean = DetectorPoint(
        row: points.reduce(0) { $0 + $1.center.row } / count,
        column: points.reduce(0) { $0 + $1.center.column } / count)
    // Far below the 1 that a second row or column adds.
    var (uu, uv, vv) = (1e-9, 0.0, 1e-9)
    var (rowU, rowV, columnU, columnV) = (0.0, 0.0, 0.0, 0.0)
    for point in points {
        let (u, v) = (point.down - down, point.across - across)
        uu += u * u
        uv += u * v
        vv += v * v
        rowU += u * (point.center.row - mean.row)
        rowV += v * (point.center.row - mean.row)
        columnU += u * (point.center.column - mean.column)
        columnV += v * (point.center.column - mean.column)
    }
    let determinant = uu * vv - uv * uv
    func value(_ mean: Double, _ alongU: Double, _ alongV: Double) -> Double {
        let (slopeU, slopeV) = (alongU * vv - alongV * uv, alongV * uu - alongU * uv)
        return determinant > 1e-19 ? mean - (slopeU * down + slopeV * across) / determinant : mean
    }
    return DetectorPoint(row: value(mean.row, rowU, rowV), column: value(mean.column, columnU, columnV))
}

/// The part of the detector that the beam is looked for in.
private struct BeamWindow {
    private let rows: Range<Int>
    private let columns: Range<Int>
    private let detectorColumns: Int
    /// Half the side of a box that holds about the beam, and of one around it for the centre of mass.
    private let inner: Int
    private let outer: Int

    var count: Int { rows.count * columns.count }

    /// A quarter of the detector to each side of the beam.
    init(beam: DirectBeam, detector: DetectorShape) {
        let side = Double(min(detector.rows, detector.columns))
        let radius = min(max(0.5, beam.radius), side / 4)
        let reach = Int((radius + side / 4).rounded(.up)) + 2
        func range(_ center: Double, _ count: Int) -> Range<Int> {
            let middle = Int(min(max(center, 0), Double(count - 1)).rounded())
            return max(0, middle - reach)..<min(count, middle + reach + 1)
        }
        rows = range(beam.center.row, detector.rows)
        columns = range(beam.center.column, detector.columns)
        detectorColumns = detector.columns
        inner = max(1, Int(radius.rounded()))
        outer = Int(radius.rounded(.up)) + 2
    }

    func copy(from pattern: UnsafeBufferPointer<Float>, to values: inout [Float]) {
        for (line, row) in rows.enumerated() {
            for (place, column) in columns.enumerated() {
                values[line * columns.count + place] = pattern[row * detectorColumns + column]
            }
        }
    }

    func copy(_ frame: Int, of parts: any FramePartSource, to values: inout [Float]) {
        values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for (line, row) in rows.enumerated() {
                let start = row * detectorColumns + columns.lowerBound
                parts.read(start..<start + columns.count, ofFrame: frame, into: base + line * columns.count)
            }
        }
    }

    /// The beam's centre on the detector; nil where nothing stands out, or it lies at the window's edge.
    func center(in values: [Float]) -> DetectorPoint? {
        values.withUnsafeBufferPointer { values in
            guard var place = brightest(values) else { return nil }
            var found: DetectorPoint?
            for _ in 0..<6 {
                guard let center = massCenter(values, around: place) else { return nil }
                found = center
                let next = (row: Int(center.row.rounded()), column: Int(center.column.rounded()))
                if next == place { break }
                place = next
            }
            return found.map {
                DetectorPoint(row: $0.row + Double(rows.lowerBound), column: $0.column + Double(columns.lowerBound))
            }
        }
    }

    private func finite(_ value: Float) -> Double { value - value == 0 ? Double(value) : 0 }

    /// Where a box of the beam's size holds most, from running sums over rows and columns.
    private func brightest(_ values: UnsafeBufferPointer<Float>) -> (row: Int, column: Int)? {
        let width = columns.count + 1
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: (rows.count + 1) * width) { sums in
            for column in 0..<width { sums[column] = 0 }
            for row in 0..<rows.count {
                var line = 0.0
                sums[(row + 1) * width] = 0
                for column in 0..<columns.count {
                    line += finite(values[row * columns.count + column])
                    sums[(row + 1) * width + column + 1] = sums[row * width + column + 1] + line
                }
            }
            let side = 2 * inner + 1
            guard rows.count >= side, columns.count >= side else { return nil }
            var best: (row: Int, column: Int)?
            var most = -Double.infinity
            for row in 0...rows.count - side {
                for column in 0...columns.count - side {
                    let sum =
                        sums[(row + side) * width + column + side] - sums[row * width + column + side]
                        - sums[(row + side) * width + column] + sums[row * width + column]
                    if sum > most {
                        most = sum
                        best = (row + inner, column + inner)
                    }
                }
            }
            return best
        }
    }

    /// The centre of what stands above the mean of the box's border.
    private func massCenter(
        _ values: UnsafeBufferPointer<Float>, around place: (row: Int, column: Int)
    ) -> DetectorPoint? {
        let (top, bottom) = (max(0, place.row - outer), min(rows.count - 1, place.row + outer))
        let (left, right) = (max(0, place.column - outer), min(columns.count - 1, place.column + outer))
        guard top < bottom, left < right else { return nil }
        var border = 0.0
        var borderCount = 0.0
        for row in top...bottom {
            let isEdge = row == top || row == bottom
            for column in isEdge ? Array(left...right) : [left, right] {
                border += finite(values[row * columns.count + column])
                borderCount += 1
            }
        }
        let background = border / borderCount
        var (sum, down, across) = (0.0, 0.0, 0.0)
        for row in top...bottom {
            for column in left...right {
                let above = finite(values[row * columns.count + column]) - background
                guard above > 0 else { continue }
                sum += above
                down += above * Double(row)
                across += above * Double(column)
            }
        }
        return sum > 0 ? DetectorPoint(row: down / sum, column: across / sum) : nil
    }
}
