/// Of another source's frames those that belong to the positions of a scan, row-major over it; nothing is copied.
public struct ScannedSource: FrameSource {
    /// All frames, in the order of the file.
    public let base: any FrameSource
    private let baseParts: (any FramePartSource)?
    private let layout: ScanLayout

    public var frameCount: Int { layout.shape.count }
    public var detector: DetectorShape { base.detector }
    public var elementType: ElementType { base.elementType }
    public var preferredBatch: Int { base.preferredBatch }

    /// Nil where the layout asks for frames that are not there.
    public init?(_ base: any FrameSource, layout: ScanLayout) {
        guard let frames = layout.frameCount, frames <= base.frameCount else { return nil }
        self.base = base
        baseParts = base.parts
        self.layout = layout
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        for run in runs(frames) {
            let slots = (run.first - frames.lowerBound) * detector.count..<buffer.count
            try base.read(run.stored, into: UnsafeMutableBufferPointer(rebasing: buffer[slots]))
        }
    }

    /// Frames of a row follow each other in the file too.
    private func runs(_ frames: Range<Int>) -> [(first: Int, stored: Range<Int>)] {
        var runs: [(first: Int, stored: Range<Int>)] = []
        var frame = frames.lowerBound
        while frame < frames.upperBound {
            let end =
                layout.flyback == 0
                ? frames.upperBound
                : min(frames.upperBound, (frame / layout.shape.columns + 1) * layout.shape.columns)
            let stored = layout.frame(frame)
            runs.append((frame, stored..<stored + end - frame))
            frame = end
        }
        return runs
    }
}

extension ScannedSource: FramePartSource {
    /// Itself, where the base can be read by parts.
    public var parts: (any FramePartSource)? { baseParts == nil ? nil : self }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        baseParts?.read(pixels, ofFrame: layout.frame(frame), into: target)
    }

    public func expect(_ pixels: Range<Int>, ofFrame frame: Int) {
        baseParts?.expect(pixels, ofFrame: layout.frame(frame))
    }

    public func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        baseParts?.sum(spans, ofFrame: layout.frame(frame)) ?? 0
    }

    public func gather(_ frames: Range<Int>, into totals: PixelTotals) {
        for run in runs(frames) { baseParts?.gather(run.stored, into: totals) }
    }

    public func checkParts() throws(CubeError) { try baseParts?.checkParts() }
}

extension ScannedSource: StoredFrameSource {
    public var stored: (any StoredFrameSource)? { base.stored == nil ? nil : self }

    public func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        let frameBytes = detector.count * elementType.byteCount
        for run in runs(frames) {
            let slots = (run.first - frames.lowerBound) * frameBytes..<buffer.count
            try base.stored?.readStored(run.stored, into: UnsafeMutableRawBufferPointer(rebasing: buffer[slots]))
        }
    }
}

extension DataCube {
    /// The same patterns as one row of frames in the order of the file, those included that the scan leaves out; for a
    /// dataset that is not laid another way than it is stored.
    public var frames: DataCube {
        let source = (source as? ScannedSource)?.base ?? source
        return DataCube(
            scan: ScanShape(rows: 1, columns: source.frameCount), calibration: calibration, source: source,
            origin: origin)
    }
}
