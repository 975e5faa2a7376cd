import DataCube

/// All pixels within a radius, edge included.
public struct DiskDetector: DetectorPart {
    public static let word = "disk"
    public static let argumentNames = ["row", "column", "radius"]
    public var center: DetectorPoint
    /// Pixels, not negative.
    public var radius: Double

    public init(center: DetectorPoint, radius: Double) {
        self.center = center
        self.radius = max(0, radius)
    }

    public init(arguments: [Double]) throws(SpellingError) {
        guard arguments[2] >= 0 else { throw SpellingError("a disk's radius cannot be negative") }
        self.init(center: DetectorPoint(row: arguments[0], column: arguments[1]), radius: arguments[2])
    }

    public var arguments: [Double] { [center.row, center.column, radius] }

    public func contains(row: Double, column: Double) -> Bool {
        center.distance(to: DetectorPoint(row: row, column: column)) <= radius
    }

    public var outline: [[DetectorPoint]] { [circle(center: center, radius: radius)] }

    public var handles: [DetectorHandle] {
        let center = center
        let radius = radius
        return [
            DetectorHandle(.outer) { abs(center.distance(to: $0) - radius) },
            DetectorHandle(.center) { center.distance(to: $0) },
        ]
    }

    public func moving(_ handle: DetectorHandle.Kind, to point: DetectorPoint) -> DiskDetector {
        handle == .center
            ? DiskDetector(center: point, radius: radius)
            : DiskDetector(center: center, radius: max(0.5, center.distance(to: point)))
    }

    public func grown(by pixels: Double) -> DiskDetector {
        DiskDetector(center: center, radius: max(0.5, radius + pixels))
    }
}
