/// A virtual detector's sum in every frame of a file, in the file's order, and what its repetition tells about the scan.
public struct FrameSeries: Hashable, Sendable {
    /// One value per frame.
    public var values: [Float]
    /// Distances in frames at which the series looks like itself again, the clearest first: lengths that a row of the
    /// scan, with its fly-back, may have.
    public var periods: [RowPeriod]

    public init(values: [Float], periods: [RowPeriod]) {
        self.values = values
        self.periods = periods
    }
}

/// A length that a row of the scan may have.
public struct RowPeriod: Hashable, Sendable {
    /// From the beginning of a row to that of the next.
    public var frames: Int
    /// How much more alike frames so far apart are than those a little less or more apart: 1 is a perfect repetition, near
    /// 0 is none.
    public var clearness: Double

    public init(frames: Int, clearness: Double) {
        self.frames = frames
        self.clearness = clearness
    }
}
