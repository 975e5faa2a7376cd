import DataCube
import Dispatch
import Synchronization

/// Writes a dataset, or a rectangle of its scan, block by block: in memory lies one block, whatever the dataset's size.
///
/// Numbers are written as they are stored wherever the source can give them; where it gives Float only, doubles are
/// written as float32.
public struct CubeExport: Sendable {
    /// What is written.
    public let cube: DataCube
    /// The positions that are written.
    public let rows: Range<Int>
    public let columns: Range<Int>
    /// The type that is written.
    public let elementType: ElementType

    /// Bytes of frames that are written together, unless a single unit of the writer is larger.
    static let blockBytes = 32 << 20

    /// - Parameters:
    ///   - rows: within the scan, not empty; all where nil.
    ///   - columns: as the rows.
    public init(_ cube: DataCube, rows: Range<Int>? = nil, columns: Range<Int>? = nil) {
        self.cube = cube
        self.rows = rows ?? 0..<cube.scan.rows
        self.columns = columns ?? 0..<cube.scan.columns
        elementType = cube.source.stored == nil && cube.elementType == .float64 ? .float32 : cube.elementType
    }

    /// The dataset as it is to be written.
    public func outline(title: String, provenance: Provenance? = nil) -> CubeOutline {
        CubeOutline(
            title: title, scan: ScanShape(rows: rows.count, columns: columns.count), detector: cube.detector,
            elementType: elementType, calibration: cube.calibration,
            corner: ScanPosition(row: rows.lowerBound, column: columns.lowerBound), provenance: provenance)
    }

    /// Reads and writes all blocks.
    ///
    /// - Parameters:
    ///   - writer: begun with this export's `outline`.
    ///   - threads: how many read at once.
    ///   - progress: called after each block with the frames written so far; false stops, and nothing is left.
    /// - Returns: false when it was stopped.
    /// - Throws: what reading and writing throw; nothing is then left.
    public func write(
        to writer: any CubeWriter, threads: Int, progress: (Int) -> Bool = { _ in true }
    ) throws(FormatError) -> Bool {
        let frameBytes = cube.detector.count * elementType.byteCount
        let size = Self.blockSize(
            of: ScanShape(rows: rows.count, columns: columns.count), unit: writer.unit, frameBytes: frameBytes)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: size.count * frameBytes, alignment: 64)
        defer { room.deallocate() }
        var written = 0
        for top in stride(from: 0, to: rows.count, by: size.rows) {
            let blockRows = top..<min(top + size.rows, rows.count)
            for left in stride(from: 0, to: columns.count, by: size.columns) {
                let blockColumns = left..<min(left + size.columns, columns.count)
                let bytes = blockRows.count * blockColumns.count * frameBytes
                try read(blockRows, blockColumns, into: .init(rebasing: room[..<bytes]), threads: threads)
                try writer.write(
                    CubeBlock(
                        rows: blockRows, columns: blockColumns, frames: UnsafeRawBufferPointer(rebasing: room[..<bytes])
                    ))
                written += blockRows.count * blockColumns.count
                guard progress(written) else { return false }
            }
        }
        try writer.finish()
        return true
    }

    /// Whole rows of units where they fit, else a part of one.
    static func blockSize(of scan: ScanShape, unit: ScanShape, frameBytes: Int) -> ScanShape {
        let frames = max(1, blockBytes / max(1, frameBytes))
        let rows = min(scan.rows, unit.rows)
        guard rows * scan.columns <= frames else {
            let columns = max(1, frames / (rows * unit.columns)) * unit.columns
            return ScanShape(rows: rows, columns: min(scan.columns, columns))
        }
        return ScanShape(
            rows: min(scan.rows, max(1, frames / (unit.rows * scan.columns)) * unit.rows), columns: scan.columns)
    }

    /// Reads a block in runs of frames that follow each other, several at once.
    private func read(
        _ blockRows: Range<Int>, _ blockColumns: Range<Int>, into room: UnsafeMutableRawBufferPointer, threads: Int
    ) throws(FormatError) {
        let frameBytes = cube.detector.count * elementType.byteCount
        let runs = runs(blockRows, blockColumns)
        let failure = Mutex<CubeError?>(nil)
        // Safe: runs that are read at once fill different parts.
        nonisolated(unsafe) let room = room
        concurrently(runs.count, threads: threads) { index in
            guard failure.withLock({ $0 == nil }) else { return }
            let (slot, frames) = runs[index]
            let part = UnsafeMutableRawBufferPointer(
                rebasing: room[slot * frameBytes..<(slot + frames.count) * frameBytes])
            do throws(CubeError) { try read(frames, into: part) } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw FormatError(error, path: cube.origin.path) }
    }

    /// The frames of a block as runs that follow each other in the source, and where each begins in the block.
    private func runs(_ blockRows: Range<Int>, _ blockColumns: Range<Int>) -> [(slot: Int, frames: Range<Int>)] {
        // About 4 MB of Float at a time, whole chunks of the source where it has them.
        let length = max(1, cube.source.preferredBatch, (1 << 20) / max(1, cube.detector.count))
        return blockRows.flatMap { row in
            stride(from: 0, to: blockColumns.count, by: length).map { first in
                let start = (rows.lowerBound + row) * cube.scan.columns + columns.lowerBound + blockColumns.lowerBound
                let count = min(length, blockColumns.count - first)
                return (
                    (row - blockRows.lowerBound) * blockColumns.count + first, start + first..<start + first + count
                )
            }
        }
    }

    private func read(_ frames: Range<Int>, into part: UnsafeMutableRawBufferPointer) throws(CubeError) {
        if let stored = cube.source.stored { return try stored.readStored(frames, into: part) }
        guard let target = part.baseAddress else { return }
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: frames.count * cube.detector.count)
        defer { values.deallocate() }
        values.initialize(repeating: 0)
        try cube.source.read(frames, into: values)
        elementType.store(UnsafeBufferPointer(values), into: target)
    }
}

/// Calls `body` once for each of `0..<count`, on at most so many threads, and waits for all.
func concurrently(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let workers = max(1, min(threads, count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            body(index)
        }
    }
}
