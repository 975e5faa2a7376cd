/// Another source's frames, each prepared while it is read.
public struct PreparedSource: FrameSource {
    let base: any FrameSource
    private let baseParts: (any FramePartSource)?
    let steps: PatternSteps
    private let offset: Float
    private let gain: Float
    public let detector: DetectorShape
    public let elementType: ElementType

    public var frameCount: Int { base.frameCount }
    public var preferredBatch: Int { base.preferredBatch }

    /// - Precondition: the steps fit the source.
    public init(_ base: any FrameSource, _ steps: PatternSteps) {
        precondition(steps.dark.map { $0.count == base.detector.count } ?? true, "a dark value for each pixel")
        precondition(steps.shifts.map { $0.count >= base.frameCount } ?? true, "a shift for each frame")
        precondition(
            steps.rows.lowerBound >= 0 && steps.rows.upperBound <= base.detector.rows
                && steps.columns.lowerBound >= 0 && steps.columns.upperBound <= base.detector.columns
                && steps.bin >= 1 && steps.bin <= min(steps.rows.count, steps.columns.count),
            "what is kept lies on the detector")
        self.base = base
        baseParts = base.parts
        self.steps = steps
        offset = Float(steps.offset)
        gain = Float(steps.gain)
        detector = steps.detector
        elementType = steps.elementType(from: base.elementType)
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard let target = buffer.baseAddress else { return }
        let size = detector.count
        if baseParts != nil {
            for frame in frames { read(0..<size, ofFrame: frame, into: target + (frame - frames.lowerBound) * size) }
            return try checkParts()
        }
        let stored = base.detector.count
        let whole = UnsafeMutableBufferPointer<Float>.allocate(capacity: frames.count * stored)
        defer { whole.deallocate() }
        whole.initialize(repeating: 0)
        try base.read(frames, into: whole)
        guard let values = whole.baseAddress else { return }
        for frame in frames {
            let slot = frame - frames.lowerBound
            prepare(0..<size, ofFrame: frame, into: target + slot * size) { pixels, line in
                line.update(from: values + slot * stored + pixels.lowerBound, count: pixels.count)
            }
        }
    }

    /// Prepares pixels that follow each other, line by line.
    /// - Parameter fetch: copies pixels of the frame as the base has it.
    @inline(__always)
    private func prepare(
        _ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>,
        fetch: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
        let shift = steps.shifts?[frame] ?? PixelShift(rows: 0, columns: 0)
        let bin = steps.bin
        withUnsafeTemporaryAllocation(of: Float.self, capacity: base.detector.columns) { line in
            guard let values = line.baseAddress else { return }
            var pixel = pixels.lowerBound
            while pixel < pixels.upperBound {
                let row = pixel / detector.columns
                let end = min(pixels.upperBound, (row + 1) * detector.columns)
                let out = target + (pixel - pixels.lowerBound)
                let columns = pixel - row * detector.columns..<end - row * detector.columns
                out.update(repeating: 0, count: columns.count)
                for inner in 0..<bin {
                    let stored = clamp(
                        steps.rows.lowerBound + row * bin + inner + shift.rows, base.detector.rows)
                    let first = steps.columns.lowerBound + columns.lowerBound * bin + shift.columns
                    let last = first + columns.count * bin - 1
                    let read = clamp(first, base.detector.columns)...clamp(last, base.detector.columns)
                    let start = stored * base.detector.columns + read.lowerBound
                    fetch(start..<start + read.count, values)
                    count(values, at: start, read.count)
                    add(values, from: first, read, to: out, columns.count)
                }
                pixel = end
            }
        }
    }

    @inline(__always)
    private func clamp(_ index: Int, _ count: Int) -> Int { min(max(index, 0), count - 1) }

    /// Turns stored units into counts.
    @inline(__always)
    private func count(_ values: UnsafeMutablePointer<Float>, at start: Int, _ count: Int) {
        steps.dark?.withUnsafeBufferPointer { dark in
            for index in 0..<count { values[index] -= dark[start + index] }
        }
        if offset != 0 || gain != 1 { for index in 0..<count { values[index] = (values[index] - offset) / gain } }
    }

    /// Adds a line, from its column `first` on, of which `read` was read and the rest repeats its ends.
    @inline(__always)
    private func add(
        _ values: UnsafeMutablePointer<Float>, from first: Int, _ read: ClosedRange<Int>,
        to out: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let bin = steps.bin
        if read.lowerBound == first, read.count == count * bin {
            if bin == 1 { return out.update(from: values, count: count) }
            for column in 0..<count {
                var sum: Float = 0
                for inner in 0..<bin { sum += values[column * bin + inner] }
                out[column] += sum
            }
        } else {
            for index in 0..<count * bin {
                let column = min(max(first + index, read.lowerBound), read.upperBound)
                out[index / bin] += values[column - read.lowerBound]
            }
        }
    }
}

extension PreparedSource: FramePartSource {
    /// Itself, where the base can be read by parts.
    public var parts: (any FramePartSource)? { baseParts == nil ? nil : self }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        guard let baseParts else { return }
        prepare(pixels, ofFrame: frame, into: target) { baseParts.read($0, ofFrame: frame, into: $1) }
    }

    public func checkParts() throws(CubeError) { try baseParts?.checkParts() }
}
