import DataCube

/// What a look at a spread of patterns tells about a dataset when it is opened.
public struct Survey: Equatable, Sendable {
    /// Mean over the surveyed positions (all pixels, defects included).
    public var mean: DiffractionPattern
    /// Largest value over the surveyed positions.
    public var maximum: DiffractionPattern
    /// How many positions were looked at, spread evenly over the scan.
    public var surveyedPositions: Int
    /// The direct beam; nil where the mean pattern has none (no counts, or no maximum that stands out).
    public var beam: DirectBeam?
    /// Row-major indices of pixels far above their neighbourhood wherever one looks.
    public var hotPixels: [Int]
    /// Row-major indices of pixels that never change though their neighbourhood does.
    public var deadPixels: [Int]
    /// Row-major indices of pixels not finite in more than 1 % of the surveyed positions.
    public var nonFinitePixels: [Int]
    /// Surveyed values equal to the largest value that the integer type can hold.
    public var saturatedValues: Int
    /// Surveyed values below zero.
    public var negativeValues: Int

    public init(
        mean: DiffractionPattern, maximum: DiffractionPattern, surveyedPositions: Int, beam: DirectBeam?,
        hotPixels: [Int] = [], deadPixels: [Int] = [], nonFinitePixels: [Int] = [], saturatedValues: Int = 0,
        negativeValues: Int = 0
    ) {
        self.mean = mean
        self.maximum = maximum
        self.surveyedPositions = surveyedPositions
        self.beam = beam
        self.hotPixels = hotPixels
        self.deadPixels = deadPixels
        self.nonFinitePixels = nonFinitePixels
        self.saturatedValues = saturatedValues
        self.negativeValues = negativeValues
    }
}

/// The unscattered beam on the detector.
public struct DirectBeam: Hashable, Sendable, Codable {
    /// Centre, pixels.
    public var center: DetectorPoint
    /// Radius of its disk, pixels.
    public var radius: Double

    public init(center: DetectorPoint, radius: Double) {
        self.center = center
        self.radius = radius
    }

    /// The disk that analyses leave out: 1.5 radii, at least one pixel more than the radius.
    public var maskingDisk: DiskDetector {
        DiskDetector(center: center, radius: (max(1.5 * radius, radius + 1) * 10).rounded() / 10)
    }

    /// The dark-field detector to begin with: from outside the beam to the nearest edge of the detector.
    public func darkField(on detector: DetectorShape) -> AnnulusDetector {
        let inner = (max(1.5 * radius, radius + 2) * 10).rounded() / 10
        let edge = min(
            center.row, center.column, Double(detector.rows - 1) - center.row,
            Double(detector.columns - 1) - center.column)
        return AnnulusDetector(
            center: DetectorPoint(row: (center.row * 10).rounded() / 10, column: (center.column * 10).rounded() / 10),
            inner: inner, outer: max(edge.rounded(.down), inner + 1))
    }
}
