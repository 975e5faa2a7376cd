/// About how much a sweep will need.
public struct SweepForecast: Hashable, Sendable, Codable {
    /// Wall time, seconds.
    public var seconds: Double
    /// Memory, bytes, the mapped part of the file included.
    public var bytes: Int
    /// The numbers of components that it is about.
    public var componentCounts: ClosedRange<Int>

    public init(seconds: Double, bytes: Int, componentCounts: ClosedRange<Int>) {
        self.seconds = seconds
        self.bytes = bytes
        self.componentCounts = componentCounts
    }
}
