import DataCube

/// All pixels within half a height and half a width of the centre, edges included.
public struct RectangleDetector: DetectorPart {
    public static let word = "rectangle"
    public static let argumentNames = ["center row", "center column", "height", "width"]
    public var center: DetectorPoint
    /// Pixels, not negative.
    public var height: Double
    /// Pixels, not negative.
    public var width: Double

    public init(center: DetectorPoint, height: Double, width: Double) {
        self.center = center
        self.height = max(0, height)
        self.width = max(0, width)
    }

    public init(arguments: [Double]) throws(SpellingError) {
        guard arguments[2] >= 0, arguments[3] >= 0 else {
            throw SpellingError("a rectangle's height and width cannot be negative")
        }
        self.init(
            center: DetectorPoint(row: arguments[0], column: arguments[1]), height: arguments[2],
            width: arguments[3])
    }

    public var arguments: [Double] { [center.row, center.column, height, width] }

    public func contains(row: Double, column: Double) -> Bool {
        abs(row - center.row) <= height / 2 && abs(column - center.column) <= width / 2
    }

    public var outline: [[DetectorPoint]] {
        let top = center.row - height / 2
        let bottom = center.row + height / 2
        let left = center.column - width / 2
        let right = center.column + width / 2
        return [
            [
                DetectorPoint(row: top, column: left), DetectorPoint(row: top, column: right),
                DetectorPoint(row: bottom, column: right), DetectorPoint(row: bottom, column: left),
                DetectorPoint(row: top, column: left),
            ]
        ]
    }

    public var handles: [DetectorHandle] {
        let center = center
        let halfHeight = height / 2
        let halfWidth = width / 2
        return [
            DetectorHandle(.outer) { point in
                let rows = abs(point.row - center.row) - halfHeight
                let columns = abs(point.column - center.column) - halfWidth
                return rows > 0 && columns > 0
                    ? (rows * rows + columns * columns).squareRoot() : abs(max(rows, columns))
            },
            DetectorHandle(.center) { center.distance(to: $0) },
        ]
    }

    public func moving(_ handle: DetectorHandle.Kind, to point: DetectorPoint) -> RectangleDetector {
        handle == .center
            ? RectangleDetector(center: point, height: height, width: width)
            : RectangleDetector(
                center: center, height: max(1, 2 * abs(point.row - center.row)),
                width: max(1, 2 * abs(point.column - center.column)))
    }

    public func grown(by pixels: Double) -> RectangleDetector {
        RectangleDetector(center: center, height: max(1, height + 2 * pixels), width: max(1, width + 2 * pixels))
    }
}
