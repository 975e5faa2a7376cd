import CKernels
import DataCube
import Dispatch
import Glibc
import Synchronization

/// Frames of an array that is stored in chunks: each is unpacked outside every lock, by whoever needs it first, and kept
/// as the numbers that were stored.
///
/// Frames cannot be read by parts at a part's cost: a chunk is unpacked whole or not at all.
struct ChunkedSource: FrameSource {
    let elementType: ElementType
    let preferredBatch: Int
    /// The file, as errors name it.
    private let path: String
    private let grid: ChunkGrid
    private let form: element_form
    private let isOtherOrder: Bool
    /// What elements read that were never written, as the file has it.
    private let fill: [UInt8]
    private let store: any ChunkStore
    private let cache: ChunkCache

    let frameCount: Int
    var detector: DetectorShape { grid.detector }

    /// Bytes of unpacked chunks that are kept, where a row of frames needs no more; and of chunks that were not packed.
    static let usualCache = 256 << 20
    private static let unpackedCache = 16 << 20

    /// - Parameters:
    ///   - path: as errors name it.
    ///   - grid: how the array is cut.
    ///   - frames: how many of its frames are there; all where nil.
    ///   - store: where its chunks are.
    ///   - filters: what they went through.
    ///   - fill: the bytes of an element that was never written; zeros where they are not as many as it has.
    ///   - cacheBytes: how much is kept.
    /// - Throws: `unsupported` where chunks were packed twice.
    init(
        path: String, grid: ChunkGrid, frames: Int? = nil, elementType: ElementType, byteOrder: ByteOrder,
        store: any ChunkStore, filters: [ChunkFilter], fill: [UInt8] = [], cacheBytes: Int = usualCache
    ) throws(FormatError) {
        let chunkBytes = grid.chunkElements * elementType.byteCount
        guard let pipeline = ChunkPipeline(filters, byteCount: chunkBytes) else {
            throw FormatError(.unsupported, path: path, what: "its chunks were packed twice, one way after the other")
        }
        self.path = path
        self.store = store
        self.grid = grid
        frameCount = min(frames ?? grid.frameCount, grid.frameCount)
        self.elementType = elementType
        let width = elementType.byteCount
        self.fill = fill.count == width ? fill : [UInt8](repeating: 0, count: width)
        isOtherOrder = byteOrder != .native
        form = element_form(elementType, byteOrder)
        preferredBatch = grid.preferredBatch
        // What is not packed lies in the system's cache of the file already.
        let bytes = filters.isEmpty ? min(cacheBytes, Self.unpackedCache) : cacheBytes
        cache = ChunkCache(
            most: Self.kept(grid, chunkBytes: chunkBytes, cacheBytes: bytes), count: grid.count,
            elements: { grid.box($0).count },
            unpack: { chunk, buffer, spare throws(ChunkError) in
                guard let skipped = try store.fetch(grid.arrayPlaces(chunk), into: buffer) else { return false }
                try pipeline.unpack(&buffer, skipped: skipped, spare: &spare)
                return true
            })
    }

    /// As many chunks as the bytes take, or as a row of frames touches and half as many again, for readers at the border
    /// of two rows; the latter within a quarter of the machine's memory.
    private static func kept(_ grid: ChunkGrid, chunkBytes: Int, cacheBytes: Int) -> Int {
        let band = grid.chunksOfScanRow
        let memory = max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE)))
        return max(cacheBytes / chunkBytes, min(band + band / 2, memory / 4 / chunkBytes), 2)
    }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard let target = buffer.baseAddress else { return }
        // Safe: every chunk has pixels of its own.
        nonisolated(unsafe) let pixels = target
        try forEachChunk(of: frames) { chunk, base in
            let width = elementType.byteCount
            grid.forEachRun(of: frames, in: chunk) { from, to, count, stride in
                if base == nil {
                    var value: Float = 0
                    elements_convert_plain(form, 1, fill, &value)
                    (pixels + to).update(repeating: value, count: count)
                } else if let base, stride == 1 {
                    elements_convert(form, Int64(count), base + from * width, pixels + to)
                } else if let base {
                    for index in 0..<count {
                        elements_convert_plain(form, 1, base + (from + index * stride) * width, pixels + to + index)
                    }
                }
            }
        }
    }

    /// Calls `body` with each chunk that holds pixels of some frames and where its bytes begin; nil for one that was never
    /// written. The chunks of a single frame, for which somebody waits, are unpacked side by side.
    private func forEachChunk(
        of frames: Range<Int>, _ body: @Sendable (_ chunk: Int, _ base: UnsafeRawPointer?) -> Void
    ) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        do throws(ChunkError) {
            try readChunks(of: frames, body)
        } catch {
            // What is no longer there may look damaged.
            let reason = failureOfStore ?? error
            throw .unreadable(path: path, frame: frames.lowerBound, reason: reason.reason)
        }
        if let reason = failureOfStore {
            throw .unreadable(path: path, frame: frames.lowerBound, reason: reason.reason)
        }
    }

    private var failureOfStore: ChunkError? {
        do throws(ChunkError) { try store.check() } catch { return error }
        return nil
    }

    private func readChunks(of frames: Range<Int>, _ body: @Sendable (Int, UnsafeRawPointer?) -> Void)
        throws(ChunkError)
    {
        let chunks = grid.chunks(of: frames)
        guard frames.count == 1, chunks.count > 1, chunks.count * grid.chunkElements >= Self.worthThreads else {
            for chunk in chunks { try read(chunk, frames, body) }
            return
        }
        let failure = Mutex<ChunkError?>(nil)
        withoutActuallyEscaping(body) { body in
            DispatchQueue.concurrentPerform(iterations: chunks.count) { index in
                do throws(ChunkError) {
                    try read(chunks[index], frames, body)
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Elements whose unpacking takes longer than waking threads for it.
    private static let worthThreads = 1 << 17

    private func read(_ chunk: Int, _ frames: Range<Int>, _ body: (Int, UnsafeRawPointer?) -> Void) throws(ChunkError) {
        var share = 0
        grid.forEachRun(of: frames, in: chunk) { _, _, count, _ in share += count }
        try cache.read(chunk, share: share) { body(chunk, $0?.baseAddress) }
    }
}

extension ChunkedSource: StoredFrameSource {
    var stored: (any StoredFrameSource)? { self }

    func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        switch elementType.byteCount {
        case 1: try copy(frames, into: buffer.assumingMemoryBound(to: UInt8.self))
        case 2: try copy(frames, into: buffer.assumingMemoryBound(to: UInt16.self))
        case 4: try copy(frames, into: buffer.assumingMemoryBound(to: UInt32.self))
        default: try copy(frames, into: buffer.assumingMemoryBound(to: UInt64.self))
        }
    }

    private func copy<Bits: FixedWidthInteger & Sendable>(
        _ frames: Range<Int>, into target: UnsafeMutableBufferPointer<Bits>
    ) throws(CubeError) {
        guard let out = target.baseAddress else { return }
        // Safe: every chunk has pixels of its own.
        nonisolated(unsafe) let pixels = out
        @Sendable func value(_ stored: Bits) -> Bits { isOtherOrder ? stored.byteSwapped : stored }
        try forEachChunk(of: frames) { chunk, base in
            grid.forEachRun(of: frames, in: chunk) { from, to, count, stride in
                guard let base else {
                    let missing = fill.withUnsafeBytes { $0.loadUnaligned(as: Bits.self) }
                    return (pixels + to).update(repeating: value(missing), count: count)
                }
                if stride == 1, !isOtherOrder {
                    let size = MemoryLayout<Bits>.size
                    UnsafeMutableRawPointer(pixels + to).copyMemory(from: base + from * size, byteCount: count * size)
                    return
                }
                for index in 0..<count {
                    let place = (from + index * stride) * MemoryLayout<Bits>.size
                    pixels[to + index] = value(base.loadUnaligned(fromByteOffset: place, as: Bits.self))
                }
            }
        }
    }
}

extension ChunkGrid {
    /// The chunks that the frames of a scan row touch, where chunks reach over several rows; 0 where they do not.
    fileprivate var chunksOfScanRow: Int {
        scanRow.depth > 1 ? scanColumn.chunks * row.chunks * column.chunks : 0
    }

    /// Frames best read together: all of the scan rows that a row of chunks reaches over, where they are few; else those
    /// that a chunk holds one after the other, or a part of these.
    fileprivate var preferredBatch: Int {
        let few = max(1, (1 << 20) / max(1, row.size * column.size))
        let rows = min(scanRow.depth, scanRow.size)
        let band = rows.multipliedReportingOverflow(by: scanColumn.size)
        if rows > 1, !band.overflow, band.partialValue <= few { return band.partialValue }
        return min(scanColumn.depth, scanColumn.size, few)
    }
}
