import DataCube
import Questions

/// The part of the detector that the beam is looked for in.
struct BeamWindow {
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
