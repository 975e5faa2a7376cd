import DataCube

/// All pixels between two radii, both edges included.
public struct AnnulusDetector: DetectorPart {
    public static let word = "annulus"
    public static let argumentNames = ["row", "column", "inner", "outer"]
    public var center: DetectorPoint
    /// Pixels, not negative, at most `outer`.
    public var inner: Double
    /// Pixels.
    public var outer: Double

    public init(center: DetectorPoint, inner: Double, outer: Double) {
        self.center = center
        self.inner = max(0, min(inner, outer))
        self.outer = max(0, inner, outer)
    }

    public init(arguments: [Double]) throws(SpellingError) {
        guard arguments[2] >= 0 else { throw SpellingError("an annulus' inner radius cannot be negative") }
        guard arguments[2] <= arguments[3] else {
            throw SpellingError("an annulus' inner radius cannot exceed its outer radius")
        }
        self.init(
            center: DetectorPoint(row: arguments[0], column: arguments[1]), inner: arguments[2],
            outer: arguments[3])
    }

    public var arguments: [Double] { [center.row, center.column, inner, outer] }

    public func contains(row: Double, column: Double) -> Bool {
        let distance = center.distance(to: DetectorPoint(row: row, column: column))
        return inner <= distance && distance <= outer
    }

    public var outline: [[DetectorPoint]] {
        [circle(center: center, radius: outer), circle(center: center, radius: inner)]
    }

    public var handles: [DetectorHandle] {
        let center = center
        let inner = inner
        let outer = outer
        return [
            DetectorHandle(.outer) { abs(center.distance(to: $0) - outer) },
            DetectorHandle(.inner) { abs(center.distance(to: $0) - inner) },
            DetectorHandle(.center) { center.distance(to: $0) },
        ]
    }

    public func moving(_ handle: DetectorHandle.Kind, to point: DetectorPoint) -> AnnulusDetector {
        let distance = center.distance(to: point)
        return switch handle {
        case .center: AnnulusDetector(center: point, inner: inner, outer: outer)
        case .inner: AnnulusDetector(center: center, inner: min(distance, outer - 0.5), outer: outer)
        case .outer: AnnulusDetector(center: center, inner: inner, outer: max(distance, inner + 0.5))
        }
    }

    public func grown(by pixels: Double) -> AnnulusDetector {
        AnnulusDetector(center: center, inner: inner, outer: max(inner + 0.5, outer + pixels))
    }
}
