import DataCube
import Questions

/// The positions that a question looks at, cut into fixed blocks of a few reads each.
///
/// The cut depends on the data alone: boundaries lie at multiples of a length in frame order, and that length is a
/// multiple of the source's preferred batch where that is affordable.
struct FrameBlocks {
    /// One block: the frames of each read, ascending.
    struct Block {
        var reads: [Range<Int>]
        /// The same frames in as few ranges as possible.
        var runs: [Range<Int>] {
            reads.reduce(into: []) { runs, read in
                if let last = runs.last, last.upperBound == read.lowerBound {
                    runs[runs.count - 1] = last.lowerBound..<read.upperBound
                } else {
                    runs.append(read)
                }
            }
        }
        /// Where its frames stand among all frames looked at.
        var positions: Range<Int>
    }

    /// Most frames that one read asks for.
    let framesPerRead: Int
    /// In frame order; none is empty.
    let blocks: [Block]

    /// - Parameters:
    ///   - positions: the frames looked at.
    ///   - framesPerBlock: the most frames wanted in a block; a block is at least one read.
    init(positions: PixelRuns, of source: any FrameSource, framesPerBlock: Int) {
        let framesPerRead = Self.framesPerRead(source)
        let length = max(1, framesPerBlock / framesPerRead) * framesPerRead
        var blocks: [Block] = []
        var seen = 0
        var current: Int?
        for run in positions.runs {
            var start = run.lowerBound
            while start < run.upperBound {
                let end = min(run.upperBound, (start / framesPerRead + 1) * framesPerRead)
                if current == start / length, let last = blocks.indices.last {
                    blocks[last].reads.append(start..<end)
                    blocks[last].positions = blocks[last].positions.lowerBound..<seen + end - start
                } else {
                    blocks.append(Block(reads: [start..<end], positions: seen..<seen + end - start))
                    current = start / length
                }
                seen += end - start
                start = end
            }
        }
        self.framesPerRead = framesPerRead
        self.blocks = blocks
    }

    /// Blocks of about a million pixels: what a loop over patterns takes between two looks at its cancellation.
    init(positions: PixelRuns, of source: any FrameSource) {
        self.init(
            positions: positions, of: source, framesPerBlock: max(1, (1 << 20) / max(1, source.detector.count)))
    }

    /// The preferred batch, or as many frames as fill a second-level cache's half; never more than 64 MB.
    private static func framesPerRead(_ source: any FrameSource) -> Int {
        let frame = max(1, source.detector.count)
        let most = max(1, (1 << 24) / frame)
        return source.preferredBatch > 1 ? min(source.preferredBatch, most) : max(1, min(most, (1 << 16) / frame))
    }
}

/// A buffer that whole frames are read into, used again for every read. One per worker.
final class FrameBuffer {
    private let source: any FrameSource
    private let buffer: UnsafeMutableBufferPointer<Float>

    init(source: any FrameSource, frames: Int) {
        self.source = source
        buffer = .allocate(capacity: max(1, frames * source.detector.count))
        buffer.initialize(repeating: 0)
    }

    deinit { buffer.deallocate() }

    /// Reads frames, and gives `body` each one's number and its pixels, which are valid during the call.
    /// - Throws: `cube` when the source fails.
    func read(
        _ frames: Range<Int>, _ body: (_ frame: Int, _ pixels: UnsafeBufferPointer<Float>) -> Void
    ) throws(EngineError) {
        do throws(CubeError) {
            try source.read(frames, into: buffer)
        } catch {
            throw .cube(error)
        }
        let size = source.detector.count
        for (slot, frame) in frames.enumerated() {
            body(frame, UnsafeBufferPointer(rebasing: buffer[slot * size..<(slot + 1) * size]))
        }
    }
}
