import CHDF5
import CZlib
import DataCube
import Synchronization

/// Writes the 4D dataset of an HDF5 file block by block. Chunks are packed on all threads outside the library, which only
/// puts them into the file.
final class HDF5CubeWriter: CubeWriter {
    let unit: ScanShape
    private let outline: CubeOutline
    private let output: HDF5Output
    private let place: String
    private let dataset: HDF5Handle
    /// Nil for a dataset in one piece.
    private let chunk: ChunkShape?
    private let isPacked: Bool
    private let threads: Int
    private var written = 0

    /// - Parameters:
    ///   - place: the dataset's path inside the file; the groups above it are there. It is made.
    ///   - chunk: how it is cut; in one piece where nil.
    /// Call under `HDF5Library.locked`.
    init(
        _ outline: CubeOutline, output: HDF5Output, place: String, chunk: ChunkShape?, _ options: CubeFileOptions
    ) throws(FormatError) {
        let (scan, detector) = (outline.scan, outline.detector)
        isPacked = chunk != nil && options.compression == .gzip
        dataset = try output.dataset(
            place, [scan.rows, scan.columns, detector.rows, detector.columns], outline.elementType,
            chunk.map { .chunked($0.sizes, gzip: options.compression == .gzip) } ?? .contiguous)
        unit = chunk?.scan ?? ScanShape(rows: 1, columns: 1)
        self.outline = outline
        self.output = output
        self.place = place
        self.chunk = chunk
        threads = max(1, options.threads)
    }

    func write(_ block: CubeBlock) throws(FormatError) {
        let scan = outline.scan
        func fits(_ range: Range<Int>, _ size: Int, _ unit: Int) -> Bool {
            range.lowerBound >= 0 && range.lowerBound % unit == 0 && range.upperBound <= size
                && (range.upperBound % unit == 0 || range.upperBound == size)
        }
        guard fits(block.rows, scan.rows, unit.rows), fits(block.columns, scan.columns, unit.columns),
            block.frames.count == block.rows.count * block.columns.count * outline.frameBytes
        else {
            throw FormatError(
                .doesNotFit, path: output.path, place: place,
                what: "rows \(block.rows), columns \(block.columns) of the scan are not whole chunks")
        }
        if let chunk { try write(block, in: chunk) } else { try writeWhole(block) }
        written += block.rows.count * block.columns.count
    }

    func finish() throws(FormatError) {
        try outline.check(written: written, path: output.path)
        try HDF5Library.locked { () throws(FormatError) in try output.publish() }
    }

    private func writeWhole(_ block: CubeBlock) throws(FormatError) {
        let start = [block.rows.lowerBound, block.columns.lowerBound, 0, 0].map { hsize_t($0) }
        let size = [block.rows.count, block.columns.count, outline.detector.rows, outline.detector.columns]
            .map { hsize_t($0) }
        try HDF5Library.locked { () throws(FormatError) in
            guard let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose),
                let memory = HDF5Handle(H5Screate_simple(4, size, nil), H5Sclose),
                let type = HDF5Handle.element(outline.elementType),
                H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, size, nil) >= 0,
                H5Dwrite(
                    dataset.id, type.id, memory.id, space.id, hdf5_default_properties(), block.frames.baseAddress)
                    >= 0
            else { throw output.failure(place) }
        }
    }

    private func write(_ block: CubeBlock, in chunk: ChunkShape) throws(FormatError) {
        let corners = chunk.corners(
            rows: block.rows, columns: block.columns, detectorRows: 0..<outline.detector.rows,
            detectorColumns: 0..<outline.detector.columns)
        let packed = Mutex<[Int: [UInt8]]>([:])
        // Safe: only read.
        nonisolated(unsafe) let block = block
        // As many at once as keep the threads busy, so that few wait in memory.
        for first in stride(from: 0, to: corners.count, by: 4 * threads) {
            let some = first..<min(first + 4 * threads, corners.count)
            let (outline, isPacked, threads) = (outline, isPacked, threads)
            concurrently(some.count, threads: threads) { index in
                var bytes = gathered(block, corners[some.lowerBound + index], chunk, outline)
                if isPacked { bytes = deflated(shuffled(bytes, width: outline.elementType.byteCount)) ?? [] }
                packed.withLock { $0[some.lowerBound + index] = bytes }
            }
            let ready = packed.withLock { ready in
                defer { ready = [:] }
                return ready
            }
            try HDF5Library.locked { () throws(FormatError) in
                for index in some {
                    // A packed chunk is never empty, unless there was no memory to pack it in.
                    guard let bytes = ready[index], !bytes.isEmpty else { throw noMemory }
                    guard
                        H5Dwrite_chunk(
                            dataset.id, hdf5_default_properties(), 0, corners[index].map { hsize_t($0) }, bytes.count,
                            bytes) >= 0
                    else { throw output.failure(place) }
                }
            }
        }
    }
}

extension HDF5CubeWriter {
    private var noMemory: FormatError {
        FormatError(
            .cannotWrite, path: output.path, place: place, what: "there is no memory to pack a chunk in",
            remedy: "Use fewer --threads, or --compression none")
    }
}

/// A chunk's elements out of a block, row-major; what lies beyond the dataset's edges is 0.
private func gathered(_ block: CubeBlock, _ corner: [Int], _ chunk: ChunkShape, _ outline: CubeOutline) -> [UInt8] {
    let width = outline.elementType.byteCount
    let (tile, detector) = (chunk.tile, outline.detector)
    let line = min(tile.columns, detector.columns - corner[3]) * width
    var bytes = [UInt8](repeating: 0, count: chunk.sizes.reduce(width, *))
    bytes.withUnsafeMutableBytes { target in
        for row in 0..<min(chunk.scan.rows, block.rows.upperBound - corner[0]) {
            for column in 0..<min(chunk.scan.columns, block.columns.upperBound - corner[1]) {
                let slot =
                    (corner[0] + row - block.rows.lowerBound) * block.columns.count + corner[1] + column
                    - block.columns.lowerBound
                for pixelRow in 0..<min(tile.rows, detector.rows - corner[2]) {
                    let from =
                        slot * outline.frameBytes + ((corner[2] + pixelRow) * detector.columns + corner[3]) * width
                    let to =
                        (((row * chunk.scan.columns + column) * tile.rows + pixelRow) * tile.columns) * width
                    UnsafeMutableRawBufferPointer(rebasing: target[to..<to + line])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: block.frames[from..<from + line]))
                }
            }
        }
    }
    return bytes
}

/// All first bytes of the elements, then all second ones, and so on: HDF5's shuffle filter.
private func shuffled(_ bytes: [UInt8], width: Int) -> [UInt8] {
    guard width > 1 else { return bytes }
    let count = bytes.count / width
    return [UInt8](unsafeUninitializedCapacity: bytes.count) { target, filled in
        bytes.withUnsafeBufferPointer { source in
            for byte in 0..<width {
                for element in 0..<count { target[byte * count + element] = source[element * width + byte] }
            }
        }
        filled = bytes.count
    }
}

/// As HDF5's deflate filter packs: a zlib stream; nil where there is no memory for it.
private func deflated(_ bytes: [UInt8]) -> [UInt8]? {
    var length = compressBound(uLong(bytes.count))
    var isPacked = false
    let packed = [UInt8](unsafeUninitializedCapacity: Int(length)) { target, filled in
        isPacked = compress2(target.baseAddress, &length, bytes, uLong(bytes.count), HDF5Output.gzipLevel) == Z_OK
        filled = isPacked ? Int(length) : 0
    }
    return isPacked ? packed : nil
}
