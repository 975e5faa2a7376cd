/// Frames of several sources of like frames, one source after the other: a recording that was cut into files, or frames
/// that lie at several distances in one.
public struct JoinedSource: FrameSource {
    private let sources: [any FrameSource]
    private let sourceParts: [any FramePartSource]
    /// The first frame of each source, and behind the last the number of all.
    private let starts: [Int]
    public let detector: DetectorShape
    public let elementType: ElementType

    public var frameCount: Int { starts[starts.count - 1] }

    /// Nil for no source, for sources of unlike frames, and for more frames than can be counted.
    public init?(_ sources: [any FrameSource]) {
        guard let first = sources.first else { return nil }
        var starts = [0]
        for source in sources {
            let (end, overflow) = starts[starts.count - 1].addingReportingOverflow(source.frameCount)
            guard source.detector == first.detector, source.elementType == first.elementType, !overflow else {
                return nil
            }
            starts.append(end)
        }
        self.sources = sources
        self.starts = starts
        sourceParts = sources.compactMap(\.parts)
        detector = first.detector
        elementType = first.elementType
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        for run in runs(frames) {
            let slots = run.slots.lowerBound * detector.count..<run.slots.upperBound * detector.count
            try sources[run.source].read(run.frames, into: UnsafeMutableBufferPointer(rebasing: buffer[slots]))
        }
    }

    /// The frames of each source in a range of all, and where they stand in the range.
    private func runs(_ frames: Range<Int>) -> [(source: Int, frames: Range<Int>, slots: Range<Int>)] {
        var runs: [(source: Int, frames: Range<Int>, slots: Range<Int>)] = []
        var frame = frames.lowerBound
        while frame < frames.upperBound {
            let source = index(of: frame)
            let end = min(frames.upperBound, starts[source + 1])
            runs.append(
                (
                    source, frame - starts[source]..<end - starts[source],
                    frame - frames.lowerBound..<end - frames.lowerBound
                ))
            frame = end
        }
        return runs
    }

    /// Which source has a frame. O(log(sources)).
    private func index(of frame: Int) -> Int {
        var (low, high) = (0, sources.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= frame { low = middle } else { high = middle }
        }
        return low
    }
}

extension JoinedSource: FramePartSource {
    /// Itself, where every source can be read by parts.
    public var parts: (any FramePartSource)? { sourceParts.count == sources.count ? self : nil }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        let index = index(of: frame)
        sourceParts[index].read(pixels, ofFrame: frame - starts[index], into: target)
    }

    public func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        let index = index(of: frame)
        return sourceParts[index].sum(spans, ofFrame: frame - starts[index])
    }

    public func gather(_ frames: Range<Int>, into totals: PixelTotals) {
        for run in runs(frames) { sourceParts[run.source].gather(run.frames, into: totals) }
    }

    public func checkParts() throws(CubeError) {
        for part in sourceParts { try part.checkParts() }
    }
}

extension JoinedSource: StoredFrameSource {
    /// Itself, where every source gives its numbers as they are stored.
    public var stored: (any StoredFrameSource)? { sources.allSatisfy { $0.stored != nil } ? self : nil }

    public func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        let frameBytes = detector.count * elementType.byteCount
        for run in runs(frames) {
            let slots = run.slots.lowerBound * frameBytes..<run.slots.upperBound * frameBytes
            try sources[run.source].stored?.readStored(
                run.frames, into: UnsafeMutableRawBufferPointer(rebasing: buffer[slots]))
        }
    }
}
