/// Frames held in memory; for simulated data, tests and files that must be decoded whole.
public struct MemorySource: FrameSource, FramePartSource {
    public let frameCount: Int
    public let detector: DetectorShape
    public let elementType: ElementType
    private let values: [Float]

    /// - Parameter values: frames one after the other, each row-major; a multiple of `detector.count`.
    public init(detector: DetectorShape, elementType: ElementType = .float32, values: [Float]) {
        precondition(values.count % detector.count == 0, "whole frames only")
        self.frameCount = values.count / detector.count
        self.detector = detector
        self.elementType = elementType
        self.values = values
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        let first = frames.lowerBound * detector.count
        for offset in 0..<frames.count * detector.count { buffer[offset] = values[first + offset] }
    }

    public var parts: (any FramePartSource)? { self }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        let first = frame * detector.count
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            target.update(from: base + first + pixels.lowerBound, count: pixels.count)
        }
    }

    public func checkParts() {}
}
