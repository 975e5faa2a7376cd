import DataCube

/// Which pixels and positions a factorization looks at.
public struct AnalysisMask: Hashable, Sendable, Codable {
    /// What is excluded around the direct beam.
    public enum Exclusion: Hashable, Sendable, Codable {
        /// A disk around the direct beam as the survey found it, 1.5 radii and at least one pixel more than the radius.
        case automatic
        /// Nothing.
        case none
        /// The pixels of a shape.
        case shape(VirtualDetector)
    }

    /// What is excluded by position on the detector.
    public var exclusion: Exclusion
    /// Leave out the hot and dead pixels that the survey found.
    public var excludesDefects: Bool
    /// The probe positions looked at; all where nil.
    public var region: VirtualDetector?

    public init(
        exclusion: Exclusion = .automatic, excludesDefects: Bool = true, region: VirtualDetector? = nil
    ) {
        self.exclusion = exclusion
        self.excludesDefects = excludesDefects
        self.region = region
    }

    /// The excluded shape, with `automatic` resolved by a survey; nil where nothing is excluded.
    public func excludedShape(survey: Survey) -> VirtualDetector? {
        switch exclusion {
        case .automatic: survey.beam.map { .disk($0.maskingDisk) }
        case .none: nil
        case .shape(let shape): shape
        }
    }

    /// The detector pixels kept, from the survey of the same dataset. Pixels where float data are not finite in more
    /// than 1 % of the surveyed positions are always left out.
    public func keptPixels(on detector: DetectorShape, survey: Survey) -> PixelRuns {
        let excluded = excludedShape(survey: survey)
        var dropped = Set(survey.nonFinitePixels)
        if excludesDefects { dropped.formUnion(survey.hotPixels + survey.deadPixels) }
        return PixelRuns(count: detector.count) { index in
            guard !dropped.contains(index) else { return false }
            guard let excluded else { return true }
            return !excluded.contains(row: index / detector.columns, column: index % detector.columns)
        }
    }

    /// The probe positions that the region keeps.
    public func keptPositions(on scan: ScanShape) -> PixelRuns { region?.runs(on: scan) ?? .all(scan.count) }
}
