import CKernels

/// Where diffraction patterns come from: a mapped file, chunks of an HDF5 dataset, or memory.
///
/// Frames are numbered row-major over the scan. Reading is safe from several threads at once.
public protocol FrameSource: Sendable {
    /// Number of frames that can be read.
    var frameCount: Int { get }
    /// Rows x columns of each frame.
    var detector: DetectorShape { get }
    /// The type of an element as stored.
    var elementType: ElementType { get }
    /// How many frames are best read together (a chunk's depth); 1 where it does not matter.
    var preferredBatch: Int { get }

    /// Reads `frames` one after the other, each row-major, as Float.
    ///
    /// - Parameters:
    ///   - frames: within `0..<frameCount`.
    ///   - buffer: at least `frames.count * detector.count` elements.
    /// - Throws: `CubeError` when the file can no longer be read; what the buffer then holds is undefined.
    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError)

    /// The same frames by parts, where a part costs no more than its share of a whole frame; nil elsewhere.
    var parts: (any FramePartSource)? { get }

    /// The same frames number for number as they are stored, where that is offered; nil elsewhere.
    var stored: (any StoredFrameSource)? { get }
}

extension FrameSource {
    public var preferredBatch: Int { 1 }
    public var parts: (any FramePartSource)? { nil }
    public var stored: (any StoredFrameSource)? { nil }
}

/// Frames of which single runs of pixels can be read: numbers in memory or in a mapped file.
public protocol FramePartSource: Sendable {
    /// Reads pixels that follow each other in a frame's row-major order, as Float. Safe from several threads at once.
    ///
    /// - Parameters:
    ///   - pixels: within `0..<detector.count`; not checked.
    ///   - frame: within `0..<frameCount`; not checked.
    ///   - target: at least `pixels.count` elements.
    func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>)

    /// Says that pixels will soon be read, which may fetch them into a cache meanwhile; the same limits as in reading.
    func expect(_ pixels: Range<Int>, ofFrame frame: Int)

    /// The sum of a frame's pixels in some spans: of integers exact below 2^53, of others in double precision.
    func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double

    /// Adds frames, one after the other, to what is known of each pixel.
    func gather(_ frames: Range<Int>, into totals: PixelTotals)

    /// To be called after reading: whether what was read was there.
    /// - Throws: `CubeError` when the file can no longer be read.
    func checkParts() throws(CubeError)
}

extension FramePartSource {
    public func expect(_ pixels: Range<Int>, ofFrame frame: Int) {}

    public func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        let longest = Int(spans.runs.map(\.count).max() ?? 0)
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, longest)) { values in
            guard let base = values.baseAddress else { return 0 }
            return spans.runs.reduce(0.0) { sum, run in
                read(Int(run.start)..<Int(run.start + run.count), ofFrame: frame, into: base)
                let whole = element_run(start: 0, count: run.count)
                return sum + withUnsafePointer(to: whole) { elements_sum(.single, run.count, base, 1, $0) }
            }
        }
    }

    public func gather(_ frames: Range<Int>, into totals: PixelTotals) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, totals.count)) { values in
            guard let base = values.baseAddress else { return }
            for frame in frames {
                read(0..<totals.count, ofFrame: frame, into: base)
                totals.gather(UnsafeBufferPointer(values))
            }
        }
    }
}

/// Where sums and extremes of every pixel are kept: `count` elements each.
public struct PixelTotals {
    let count: Int
    let sums: UnsafeMutablePointer<Double>
    let maxima: UnsafeMutablePointer<Float>
    let minima: UnsafeMutablePointer<Float>
    let finiteCounts: UnsafeMutablePointer<Int32>?

    /// - Parameter finiteCounts: how many values were finite; others are passed over. Nil: all are taken to be finite.
    public init(
        count: Int, sums: UnsafeMutablePointer<Double>, maxima: UnsafeMutablePointer<Float>,
        minima: UnsafeMutablePointer<Float>, finiteCounts: UnsafeMutablePointer<Int32>?
    ) {
        self.count = count
        self.sums = sums
        self.maxima = maxima
        self.minima = minima
        self.finiteCounts = finiteCounts
    }

    /// What is kept of some of the pixels.
    func part(_ pixels: Range<Int>) -> PixelTotals {
        PixelTotals(
            count: pixels.count, sums: sums + pixels.lowerBound, maxima: maxima + pixels.lowerBound,
            minima: minima + pixels.lowerBound, finiteCounts: finiteCounts.map { $0 + pixels.lowerBound })
    }

    /// Adds a pattern of `count` values.
    public func gather(_ pattern: UnsafeBufferPointer<Float>) {
        guard let first = pattern.baseAddress else { return }
        gather(1, .single, at: first, stride: 0)
    }

    /// Adds frames that lie `stride` bytes apart.
    func gather(_ frames: Int, _ form: element_form, at first: UnsafeRawPointer, stride: Int) {
        elements_gather(form, Int64(count), first, Int64(stride), Int64(frames), sums, maxima, minima, finiteCounts)
    }
}

/// What can go wrong while patterns are read from an open dataset.
public enum CubeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file became shorter, or its device failed, after it was opened.
    case fileChanged(path: String)
    /// A read failed: which file, which frame, the library's or system's reason.
    case unreadable(path: String, frame: Int, reason: String)
    /// What the file holds packed does not unpack: the library's reason.
    case damaged(path: String, reason: String)
    /// A request outside the dataset.
    case outside(String)

    public var description: String {
        switch self {
        case .fileChanged(let path):
            "\(path): the file became shorter or unreadable while it was open. Open it again once it is whole."
        case .unreadable(let path, let frame, let reason):
            "\(path): frame \(frame) cannot be read: \(reason)."
        case .damaged(let path, let reason):
            "\(path): \(reason). Fetch or compute it again."
        case .outside(let what):
            "\(what) lies outside the dataset."
        }
    }
}
