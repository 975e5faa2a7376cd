import DataCube
import Questions

/// A series of sums that are known, with the row lengths that it speaks for.
/// - Throws: `cancelled`.
public func frameSeries(of values: [Float], cancellation: Cancellation) throws(EngineError) -> FrameSeries {
    FrameSeries(values: values, periods: try rowPeriods(of: values, cancellation: cancellation))
}

extension DataCube {
    /// Most bytes that the series of a mapped file reads: of larger ones only pixels around the detector's middle count.
    package static let seriesBytes = 2 << 30

    /// The sum over a virtual detector in every frame, in order, and the row lengths that it speaks for.
    /// O(frames · pixels).
    /// - Throws: `cancelled`, or `cube` when the data cannot be read.
    package func frameSeries(
        _ detector: VirtualDetector, readingAtMost bytes: Int = seriesBytes, workers: Workers
    ) throws(EngineError) -> FrameSeries {
        let pixels = Self.part(
            of: detector.runs(on: self.detector), ofAtMost: source.parts == nil ? .max : bytes / pixelBytes)
        let sums = try virtualImage(of: pixels, workers: workers).values
        return try Engine.frameSeries(of: sums, cancellation: workers.cancellation)
    }

    /// Bytes that one pixel of every frame takes.
    private var pixelBytes: Int { scan.count * elementType.byteCount }

    /// So many pixels around the middle one; at least one.
    private static func part(of pixels: PixelRuns, ofAtMost most: Int) -> PixelRuns {
        guard pixels.count > max(1, most) else { return pixels }
        let indices = pixels.indices
        let first = (indices.count - max(1, most)) / 2
        let kept = Set(indices[first..<first + max(1, most)])
        return PixelRuns(count: (indices.last ?? 0) + 1, where: kept.contains)
    }
}
