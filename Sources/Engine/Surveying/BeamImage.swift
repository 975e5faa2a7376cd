import DataCube
import Glibc

/// A mean pattern with its defects filled in, to be looked at between pixels.
struct BeamImage {
    let shape: DetectorShape
    /// Finite everywhere.
    let values: [Double]
    /// Means over 3 x 3 pixels.
    let smooth: [Double]
    /// What most of the dark part reads: the 20 % quantile.
    let background: Double
    /// Standard deviation of a smoothed value, from the differences between neighbours.
    let noise: Double

    /// - Parameters:
    ///   - values: a mean pattern; NaN where there is none.
    ///   - without: pixels replaced by the median of those around them.
    init(shape: DetectorShape, values: [Float], without defects: Set<Int>) {
        self.shape = shape
        let usable = values.indices.filter { values[$0].isFinite && !defects.contains($0) }
        let background = quantile(usable.map { Double(values[$0]) }, 0.2)
        var filled = values.map(Double.init)
        for pixel in values.indices where !values[pixel].isFinite || defects.contains(pixel) {
            let around = shape.neighbours(of: pixel, within: 2).filter {
                values[$0].isFinite && !defects.contains($0)
            }
            filled[pixel] = around.isEmpty ? background : quantile(around.map { Double(values[$0]) }, 0.5)
        }
        self.values = filled
        self.background = background
        smooth = filled.indices.map { pixel in
            let around = shape.neighbours(of: pixel, within: 1)
            return (around.reduce(filled[pixel]) { $0 + filled[$1] }) / Double(around.count + 1)
        }
        let differences = filled.indices.compactMap { pixel -> Double? in
            let column = pixel % shape.columns
            guard column > 0, column < shape.columns - 1 else { return nil }
            return abs(filled[pixel] - 0.5 * (filled[pixel - 1] + filled[pixel + 1]))
        }
        noise = 1.4826 * quantile(differences, 0.5) / 1.5.squareRoot() / 3
    }

    /// The value at a point between pixel centres (bilinear); nil outside them.
    func value(at point: DetectorPoint) -> Double? {
        guard point.row >= 0, point.column >= 0, point.row <= Double(shape.rows - 1),
            point.column <= Double(shape.columns - 1)
        else { return nil }
        let row = min(Int(point.row), max(0, shape.rows - 2))
        let column = min(Int(point.column), max(0, shape.columns - 2))
        let down = point.row - Double(row)
        let right = point.column - Double(column)
        func pixel(_ row: Int, _ column: Int) -> Double {
            values[min(row, shape.rows - 1) * shape.columns + min(column, shape.columns - 1)]
        }
        return (1 - down) * ((1 - right) * pixel(row, column) + right * pixel(row, column + 1))
            + down * ((1 - right) * pixel(row + 1, column) + right * pixel(row + 1, column + 1))
    }

    /// The pixels whose centre is within a distance of a point.
    func pixels(within radius: Double, of center: DetectorPoint) -> [Int] {
        guard radius.isFinite, center.row.isFinite, center.column.isFinite else { return [] }
        let rows = limits(center.row, radius, shape.rows)
        let columns = limits(center.column, radius, shape.columns)
        return rows.flatMap { row in columns.map { row * shape.columns + $0 } }
            .filter { shape.point($0).distance(to: center) <= radius }
    }

    private func limits(_ center: Double, _ radius: Double, _ count: Int) -> Range<Int> {
        let low = max(0, min(Double(count), (center - radius).rounded(.down)))
        let high = max(-1, min(Double(count - 1), (center + radius).rounded(.up)))
        return Int(low)..<max(Int(low), Int(high) + 1)
    }

    /// The distances from a point, in equally many directions all around, at which the pattern first falls below a
    /// level; nil where it does not within `reach` or before the detector ends.
    func edges(from center: DetectorPoint, level: Double, reach: Double, directions: Int) -> [Double?] {
        (0..<directions).map { direction in
            let angle = 2 * Double.pi * Double(direction) / Double(directions)
            let step = 0.25
            var previous = value(at: center) ?? level
            guard previous >= level else { return nil }
            for count in 1...max(1, Int(min(reach, 1e5) / step)) {
                let distance = Double(count) * step
                let point = DetectorPoint(
                    row: center.row + distance * sin(angle), column: center.column + distance * cos(angle))
                guard let here = value(at: point) else { return nil }
                if here < level { return distance - step * (level - here) / (previous - here) }
                previous = here
            }
            return nil
        }
    }
}
