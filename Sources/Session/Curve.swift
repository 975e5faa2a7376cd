import Questions

/// What the plot against k shows.
public enum Curve: String, CaseIterable, Hashable, Sendable, Codable {
    /// MSE of every run, minimum, mean, SVD bound and noise floor.
    case errors
    /// The same as excess above the SVD bound.
    case excess
    /// Errors on data that the fits have not seen.
    case heldOut
    /// How alike restarts are, and the best runs of neighbouring k.
    case stability

    /// As shown.
    public var title: String {
        switch self {
        case .errors: "MSE"
        case .excess: "excess"
        case .heldOut: "held out"
        case .stability: "stability"
        }
    }

    /// True for what is gathered beside the fits.
    public var isEvidence: Bool { self == .heldOut || self == .stability }
}

extension SweepStatus {
    /// True when a curve has something to show; the MSE always counts as shown.
    public func has(_ curve: Curve) -> Bool {
        switch curve {
        case .errors: true
        case .excess: !bounds.isEmpty
        case .heldOut: evidence.heldOut?.errors.values.contains { !$0.isEmpty } == true
        case .stability: !evidence.stability.isEmpty || !evidence.persistence.isEmpty
        }
    }

    /// The curves that have something to show.
    public var curves: [Curve] { Curve.allCases.filter(has) }

    /// The curves that are still to come.
    public var awaitedCurves: [Curve] {
        guard isRunning else { return [] }
        return Curve.allCases.filter { !has($0) && (parameters.gathersEvidence || !$0.isEvidence) }
    }

    /// True when every fit is finished and what speaks for a k is being gathered.
    public var isGathering: Bool {
        isRunning && parameters.gathersEvidence && parameters.componentCounts.allSatisfy { seconds[$0] != nil }
    }
}
