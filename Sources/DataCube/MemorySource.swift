import CKernels

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
        let pixels = frames.lowerBound * detector.count..<frames.upperBound * detector.count
        _ = buffer.update(fromContentsOf: values[pixels])
    }

    public var parts: (any FramePartSource)? { self }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        let first = frame * detector.count
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            target.update(from: base + first + pixels.lowerBound, count: pixels.count)
        }
    }

    public func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return 0 }
            return elements_sum(
                .single, Int64(detector.count), base + frame * detector.count, Int64(spans.runs.count), spans.runs)
        }
    }

    public func gather(_ frames: Range<Int>, into totals: PixelTotals) {
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            totals.gather(
                frames.count, .single, at: base + frames.lowerBound * detector.count,
                stride: detector.count * MemoryLayout<Float>.stride)
        }
    }

    public func checkParts() {}
}
