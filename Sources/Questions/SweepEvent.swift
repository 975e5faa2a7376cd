/// What an analysis left out, counted.
public struct Exclusions: Hashable, Sendable, Codable {
    /// Kept and all detector pixels.
    public var keptPixels: Int
    public var allPixels: Int
    /// Of the dropped pixels, how many were hot, dead, not finite.
    public var hotPixels: Int
    public var deadPixels: Int
    public var nonFinitePixels: Int
    /// Kept and all probe positions.
    public var keptPositions: Int
    public var allPositions: Int
    /// Positions left out because a kept pixel is not finite there.
    public var nonFinitePositions: Int

    public init(
        keptPixels: Int, allPixels: Int, hotPixels: Int, deadPixels: Int, nonFinitePixels: Int, keptPositions: Int,
        allPositions: Int, nonFinitePositions: Int
    ) {
        self.keptPixels = keptPixels
        self.allPixels = allPixels
        self.hotPixels = hotPixels
        self.deadPixels = deadPixels
        self.nonFinitePixels = nonFinitePixels
        self.keptPositions = keptPositions
        self.allPositions = allPositions
        self.nonFinitePositions = nonFinitePositions
    }
}

/// Something that happened in a sweep, in the order it happened.
public enum SweepEvent: Equatable, Sendable {
    /// The data were looked at and the sweep begins.
    case began(Exclusions)
    /// Lower bounds of every MSE: entry k - 1 is the MSE of the best rank-k approximation without signs (SVD).
    case bounds([Double])
    /// A run's MSE after an iteration (1-based).
    case iteration(k: Int, restart: Int, iteration: Int, meanSquareError: Double)
    /// A run ended; told again, with a smaller uncertainty, when its error was computed on the data.
    case finishedRun(k: Int, RunSummary)
    /// Which runs of a k found the same solution.
    case families(k: Int, [RunFamily])
    /// All runs of a k ended; the result is filed before the event is reported.
    case finished(k: Int, seconds: Double)
    /// All that is known so far about the number of components: a snapshot that replaces the one before.
    case evidence(Evidence)
}
