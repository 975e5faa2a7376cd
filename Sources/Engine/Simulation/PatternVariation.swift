import DataCube
import Glibc

/// A bent sheet: its local tilt brightens the spots on one side of the pattern and dims those on the other, by a factor
/// that grows exponentially with |q|, so that no fixed number of components describes it.
struct SheetBending {
    private let rowRate: Double
    private let columnRate: Double
    private let center: DetectorPoint
    private let columns: Int

    /// - Parameters:
    ///   - strength: the largest exponent, reached by spots at the edge of the shorter side.
    ///   - across, down: position in the field of view, -1…1; the tilt swings along a wave over it.
    init(strength: Double, across: Double, down: Double, center: DetectorPoint, shape: DetectorShape) {
        let phase = 2.2 * across + 1.4 * down
        let radius = Double(min(shape.rows, shape.columns)) / 2
        rowRate = strength * sin(phase) / radius / 2.0.squareRoot()
        columnRate = strength * cos(1.7 * phase + 0.5) / radius / 2.0.squareRoot()
        self.center = center
        columns = shape.columns
    }

    /// What the intensity at a pixel is multiplied by.
    func factor(pixel: Int) -> Float {
        let down = Double(pixel / columns) - center.row
        let across = Double(pixel % columns) - center.column
        return Float(exp(rowRate * down + columnRate * across))
    }
}

/// A pattern moved by a part of a pixel: cubic convolution (Keys 1981), edge pixels repeated, negative overshoot cut.
struct PatternShift {
    /// How far down and to the right, pixels.
    let rows: Double
    let columns: Double

    func applied(to values: [Float], shape: DetectorShape) -> [Float] {
        let alongColumns = Self.shifted(values, by: columns, count: shape.columns, lines: shape.rows, transposed: false)
        return Self.shifted(alongColumns, by: rows, count: shape.rows, lines: shape.columns, transposed: true)
            .map { max(0, $0) }
    }

    /// Each of `lines` lines of `count` pixels moved along itself; transposed lines are the columns.
    private static func shifted(
        _ values: [Float], by shift: Double, count: Int, lines: Int, transposed: Bool
    ) -> [Float] {
        let whole = shift.rounded(.down)
        let weights = cubicWeights(Float(1 - (shift - whole)))
        let step = transposed ? lines : 1
        var result = values
        for line in 0..<lines {
            let start = transposed ? line : line * count
            for pixel in 0..<count {
                var sum: Float = 0
                for tap in 0..<4 {
                    let from = min(max(pixel - Int(whole) - 2 + tap, 0), count - 1)
                    sum += weights[tap] * values[start + from * step]
                }
                result[start + pixel * step] = sum
            }
        }
        return result
    }

    /// The weights of the four samples at -1, 0, 1, 2 for the value at `place` in 0...1 (Keys 1981, a = -1/2).
    private static func cubicWeights(_ place: Float) -> [Float] {
        [place + 1, place, 1 - place, 2 - place].map { distance in
            let square = distance * distance
            return distance <= 1
                ? 1.5 * square * distance - 2.5 * square + 1
                : -0.5 * square * distance + 2.5 * square - 4 * distance + 2
        }
    }
}
