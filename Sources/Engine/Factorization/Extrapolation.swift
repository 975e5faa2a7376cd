/// How far a run's components go on beyond what a half-step found, in the direction in which they moved.
///
/// Source: A. M. S. Ang & N. Gillis, Accelerating nonnegative matrix factorization algorithms using extrapolation (Neural
/// Computation 31, 2019), there for both factors: the weight grows while the error falls; where it rose, the iteration
/// is taken back, the next is made without, and the weight falls. Of one factor alone the error's decrease is as fast on
/// planted scenes, and the other factor stays what a half-step gave: with it, no iterate's error lies above the one
/// before.
struct Extrapolation {
    private static let growth = 1.05
    private static let ceilingGrowth = 1.01
    private static let reduction = 1.5

    private var grown: Double
    private var ceiling: Double
    /// True for an iteration that is made without: the first, and each after one that was taken back.
    private(set) var isResting: Bool
    /// True when the newest iteration was made without; its decrease tells nothing of those to come.
    private(set) var hasRested: Bool

    init() {
        (grown, ceiling) = (0.5, 1)
        (isResting, hasRested) = (true, true)
    }

    /// By how much of its last step a factor goes on; 0 while resting.
    var weight: Float { isResting ? 0 : Float(grown) }

    /// The error fell.
    mutating func accept() {
        hasRested = isResting
        isResting = false
        guard !hasRested else { return }
        ceiling = min(1, Self.ceilingGrowth * ceiling)
        grown = min(ceiling, Self.growth * grown)
    }

    /// The error rose.
    mutating func takeBack() {
        isResting = true
        ceiling = grown
        grown /= Self.reduction
    }

    /// Where it stands, as numbers.
    var state: [Double] { [grown, ceiling, isResting ? 1 : 0, hasRested ? 1 : 0] }

    static let stateCount = 4

    /// - Parameter state: `stateCount` numbers.
    init(state: [Double]) {
        (grown, ceiling) = (state[0], state[1])
        (isResting, hasRested) = (state[2] != 0, state[3] != 0)
    }
}
