import CKernels
import DataCube
import Questions

/// A part of the counts of another source: binomial thinning. Both halves of a split are independent where the counts
/// are Poisson distributed (A. Neufeld et al., Biostatistics 2022).
///
/// What a pixel of a frame gives is a function of (seed, split, frame, pixel): nothing is kept, and every pass reads
/// the same numbers.
struct ThinnedSource: FrameSource, FramePartSource {
    /// A part and what is left of the counts then.
    enum Part {
        case half, otherHalf, quarter, otherQuarters

        fileprivate var kernel: thinning_part {
            switch self {
            case .half: THINNING_HALF
            case .otherHalf: THINNING_OTHER_HALF
            case .quarter: THINNING_QUARTER
            case .otherQuarters: THINNING_OTHER_QUARTERS
            }
        }
    }

    private let base: any FrameSource
    private let baseParts: (any FramePartSource)?
    private let noise: NoiseModel
    private let key: UInt64
    private let part: Part

    /// - Parameters:
    ///   - noise: offset and gain that turn values into counts.
    ///   - split: which of many independent splits.
    init(_ base: any FrameSource, noise: NoiseModel, seed: UInt64, split: Int, part: Part) {
        self.base = base
        baseParts = base.parts
        self.noise = noise
        self.part = part
        key = (seed &* 0xD6E8_FEB8_6659_FD93 ^ UInt64(truncatingIfNeeded: split)) &* 0x9E37_79B9_7F4A_7C15
    }

    var frameCount: Int { base.frameCount }
    var detector: DetectorShape { base.detector }
    var elementType: ElementType { .float32 }
    var preferredBatch: Int { base.preferredBatch }
    var parts: (any FramePartSource)? { baseParts == nil ? nil : self }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        try base.read(frames, into: buffer)
        guard let values = buffer.baseAddress else { return }
        thin(values, count: frames.count * detector.count, first: frames.lowerBound * detector.count)
    }

    func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        baseParts?.read(pixels, ofFrame: frame, into: target)
        thin(target, count: pixels.count, first: frame * detector.count + pixels.lowerBound)
    }

    func checkParts() throws(CubeError) { try baseParts?.checkParts() }

    private func thin(_ values: UnsafeMutablePointer<Float>, count: Int, first: Int) {
        thin_counts(
            Int64(count), values, Float(noise.offset), Float(noise.gain), key, UInt64(truncatingIfNeeded: first),
            part.kernel)
    }
}
