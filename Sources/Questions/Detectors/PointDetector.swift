import DataCube

/// A single pixel: the one nearest to the point.
public struct PointDetector: DetectorPart {
    public static let word = "point"
    public static let argumentNames = ["row", "column"]
    public var center: DetectorPoint

    public init(center: DetectorPoint) { self.center = center }

    public init(arguments: [Double]) throws(SpellingError) {
        center = DetectorPoint(row: arguments[0], column: arguments[1])
    }

    public var arguments: [Double] { [center.row, center.column] }

    public func contains(row: Double, column: Double) -> Bool {
        row == center.row.rounded() && column == center.column.rounded()
    }

    public var outline: [[DetectorPoint]] { [circle(center: center, radius: 1)] }

    public var handles: [DetectorHandle] {
        let center = center
        return [DetectorHandle(.center) { center.distance(to: $0) }]
    }

    public func moving(_ handle: DetectorHandle.Kind, to point: DetectorPoint) -> PointDetector {
        PointDetector(center: point)
    }

    public func grown(by pixels: Double) -> PointDetector { self }
}
