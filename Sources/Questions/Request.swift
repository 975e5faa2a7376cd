import DataCube

/// A question about one dataset. Equal requests have equal answers, so answers are cached by request.
public enum Request: Hashable, Sendable {
    /// A look at a spread of patterns.
    case survey
    /// The pattern at a probe position.
    case pattern(ScanPosition)
    /// Mean or maximum of all patterns, or of those in a region of the scan.
    case summary(PatternSummary, region: VirtualDetector?)
    /// The sum over a virtual detector at every position.
    case virtualImage(VirtualDetector)
    /// The sum over a virtual detector in every frame as a series; asked of the frames of a file, not of a scan.
    case frameSeries(VirtualDetector)
    /// Principal components of the kept data.
    case principalComponents(count: Int, mask: AnalysisMask, scaling: ComponentScaling = .plain)
}

/// How patterns are put together.
public enum PatternSummary: String, CaseIterable, Hashable, Sendable, Codable {
    case mean, maximum
}

/// The answer to a request.
public enum Finding: Sendable {
    case survey(Survey)
    case pattern(DiffractionPattern)
    case map(ScanMap)
    case frameSeries(FrameSeries)
    case principalComponents(PrincipalComponents)

    /// Memory held, bytes.
    public var byteCount: Int {
        let elements =
            switch self {
            case .survey(let survey): 2 * survey.mean.values.count
            case .pattern(let pattern): pattern.values.count
            case .map(let map): map.values.count
            case .frameSeries(let series): series.values.count
            case .principalComponents(let result):
                result.components.reduce(0) { $0 + $1.values.count }
                    + result.distributions.reduce(0) { $0 + $1.values.count }
            }
        return elements * MemoryLayout<Float>.stride + 64
    }
}
