import CHDF5
import DataCube

/// The way to a dataset's frames: mapped where they lie uncompressed in one piece, chunk by chunk where they can be unpacked
/// here, through the library otherwise. Call under `HDF5Library.locked`.
struct HDF5Frames {
    let file: HDF5File
    let dataset: HDF5Dataset
    let layout: HDF5Layout
    private let opened: HDF5Handle
    private let creation: HDF5Handle

    /// - Throws: `unreadable` where the dataset cannot be opened.
    init(_ dataset: HDF5Dataset, of file: HDF5File, layout: HDF5Layout) throws(FormatError) {
        self.file = file
        self.dataset = dataset
        self.layout = layout
        // The library's own chunk cache is of no use: what it unpacks is kept here.
        guard let access = HDF5Handle(H5Pcreate(hdf5_dataset_access_class()), H5Pclose),
            H5Pset_chunk_cache(access.id, 1, 0, 1) >= 0,
            let opened = HDF5Handle(H5Dopen2(file.handle.id, dataset.path, access.id), H5Dclose),
            let creation = HDF5Handle(H5Dget_create_plist(opened.id), H5Pclose)
        else {
            throw FormatError(
                .unreadable, path: file.path, place: dataset.path, what: "cannot be opened: \(HDF5Library.lastReason)",
                remedy: "The file is damaged; fetch it again")
        }
        self.opened = opened
        self.creation = creation
    }

    /// All frames; of a file that ends early those up to the first that is not whole.
    /// - Throws: `unsupported` for a filter that nothing here undoes, `malformed` for sizes that are not possible,
    ///   `truncated` where no frame is whole.
    func source(bytes: FileBytes) throws(FormatError) -> any FrameSource {
        switch H5Pget_layout(creation.id) {
        case H5D_CONTIGUOUS:
            if let mapped = try mapped(bytes) { return mapped }
            return try throughLibrary(box: layout.frameBox(dataset))
        case H5D_CHUNKED:
            return try chunked(bytes)
        default:
            return try throughLibrary(box: layout.frameBox(dataset))
        }
    }

    /// Frames by strides; nil where the data lie in a raw file beside the HDF5 file, were never written, or are numbers of
    /// an unusual form.
    private func mapped(_ bytes: FileBytes) throws(FormatError) -> MappedSource? {
        let address = H5Dget_offset(opened.id)
        guard dataset.isPlain, H5Pget_external_count(creation.id) == 0, address != hdf5_undefined_address(),
            let offset = Int(exactly: address)
        else { return nil }
        return try MappedFrames(
            layout: layout.frames(offset: offset, dataset), isFrameByFrame: layout.isFrameByFrame
        ).source(in: try own(bytes))
    }

    /// The file that the dataset lies in, which a link may have led to.
    /// - Parameter bytes: of the file that was opened.
    private func own(_ bytes: FileBytes) throws(FormatError) -> FileBytes {
        let owner = HDF5File.path(of: opened) ?? file.path
        return owner == file.path ? bytes : try FileBytes(path: owner)
    }

    private func chunked(_ bytes: FileBytes) throws(FormatError) -> any FrameSource {
        var sizes = [hsize_t](repeating: 0, count: dataset.shape.count)
        guard H5Pget_chunk(creation.id, Int32(sizes.count), &sizes) == sizes.count else {
            throw impossible(sizes.map { Int(clamping: $0) })
        }
        let chunk = sizes.map { Int(clamping: $0) }
        let filters = HDF5Filter.all(of: creation)
        let known = filters.compactMap { $0.chunkFilter(width: dataset.storedWidth) }
        let grid = try grid(chunk)
        try checkFrames(grid.frameCount)
        let chunkBytes = grid.chunkElements * dataset.storedWidth
        let stored = HDF5StoredChunks(
            opened, creation: creation, in: try own(bytes).file, shape: dataset.shape, chunk: chunk,
            chunkBytes: chunkBytes)
        guard let stored, known.count == filters.count else {
            if let missing = filters.first(where: { !$0.isInLibrary }) {
                throw missing.missing(path: file.path, dataset: dataset.path)
            }
            return try throughLibrary(box: chunk, stored: stored, filters: filters)
        }
        guard let pipeline = ChunkPipeline(known, byteCount: chunkBytes) else { throw packedTwice(filters) }
        let frames = try wholeFrames(grid, stored)
        let type = try readType()
        if dataset.isPlain {
            return try ChunkedSource(
                path: file.path, grid: grid, frames: frames, elementType: dataset.elementType,
                byteOrder: dataset.byteOrder, store: stored, filters: known, fill: fill(as: type))
        }
        let converted = HDF5ConvertedChunks(
            stored, pipeline: pipeline, from: try storedType(), to: type, elements: grid.chunkElements)
        return try ChunkedSource(
            path: file.path, grid: grid, frames: frames, elementType: dataset.elementType, byteOrder: .native,
            store: converted, filters: [], fill: fill(as: type))
    }

    /// How long a chunk is in between is written nowhere, and the library does not survive one that is shorter than it
    /// expects.
    private func packedTwice(_ filters: [HDF5Filter]) -> FormatError {
        FormatError(
            .unsupported, path: file.path, place: dataset.path,
            what: "its chunks were packed twice, one way after the other (HDF5 filters "
                + "\(filters.map { String($0.number) }.joined(separator: ", ")))",
            remedy: "Repack it once: h5repack -f GZIP=1 IN OUT")
    }

    /// How many frames there are up to the first that is not whole; all where the file is.
    ///
    /// Chunks are taken to lie in the order of their frames, as they are written; of others single ones may be missing
    /// among these frames. O(log frames).
    /// - Throws: `truncated` where not even the first is.
    private func wholeFrames(_ grid: ChunkGrid, _ stored: HDF5StoredChunks) throws(FormatError) -> Int {
        func places(_ frame: Int) -> Set<HDF5StoredChunks.Place> {
            Set(grid.chunks(of: frame..<frame + 1).map { stored.place(grid.arrayPlaces($0)) })
        }
        if places(grid.frameCount - 1) == [.inside] { return grid.frameCount }
        var (whole, end) = (0, grid.frameCount - 1)
        while whole < end {
            let middle = (whole + end) / 2
            if places(middle) == [.inside] { whole = middle + 1 } else { end = middle }
        }
        // Where the index ends, its last entry may be there in part.
        if places(whole).contains(.unknown) { whole -= 1 }
        guard whole > 0 else {
            throw FormatError.noWholeFrame(of: grid.frameCount, path: file.path, place: dataset.path)
        }
        return whole
    }

    /// Likewise, of frames in one piece; nil where they do not lie in the file itself.
    private func wholeFrames() throws(FormatError) -> Int? {
        let address = H5Dget_offset(opened.id)
        guard let extent = HDF5Extent(of: opened), extent.isCutShort, H5Pget_external_count(creation.id) == 0,
            address != hdf5_undefined_address()
        else { return nil }
        let frames = layout.scan.count
        let frameBytes = max(1, H5Dget_storage_size(opened.id) / UInt64(frames))
        let there = UInt64(extent.count) - min(UInt64(extent.count), UInt64(address))
        let whole =
            !layout.isFrameByFrame && there < frameBytes * UInt64(frames)
            ? 0 : min(UInt64(frames), there / frameBytes)
        guard whole > 0 else { throw FormatError.noWholeFrame(of: frames, path: file.path, place: dataset.path) }
        return Int(whole)
    }

    /// No packing makes a frame smaller than a byte, and not even a sparse scan is that empty: what claims more frames than
    /// its file has bytes was never written, or is damaged.
    private func checkFrames(_ frames: Int) throws(FormatError) {
        guard let bytes = HDF5Extent(of: opened)?.count, frames > bytes else { return }
        throw FormatError(
            .malformed, path: file.path, place: dataset.path,
            what: "it claims \(frames) frames, but its file has \(bytes) bytes",
            remedy: "The frames were not written, or the file is damaged; fetch it again")
    }

    /// - Parameters:
    ///   - stored: the chunks, where the boxes are those.
    ///   - filters: what these went through.
    private func throughLibrary(box: [Int], stored: HDF5StoredChunks? = nil, filters: [HDF5Filter] = [])
        throws(FormatError) -> any FrameSource
    {
        let grid = try grid(box)
        let frames: Int? = if let stored { try wholeFrames(grid, stored) } else { try wholeFrames() }
        let type = try readType()
        let elementType = dataset.elementType
        return try ChunkedSource(
            path: file.path, grid: grid, frames: frames, elementType: elementType,
            byteOrder: dataset.isPlain ? dataset.byteOrder : .native,
            store: HDF5LibraryBoxes(
                opened, memoryType: type, shape: dataset.shape, box: box,
                boxBytes: grid.chunkElements * elementType.byteCount,
                stored: stored.map {
                    HDF5PackedLengths($0, filters, chunkBytes: grid.chunkElements * dataset.storedWidth)
                }),
            filters: [], fill: fill(as: type))
    }

    /// The type that elements are read as: their own, or the machine's nearest.
    private func readType() throws(FormatError) -> HDF5Handle {
        if dataset.isPlain { return try storedType() }
        guard let type = HDF5Handle.element(dataset.elementType) else { throw unknownNumbers }
        return type
    }

    /// The type that elements are stored as.
    private func storedType() throws(FormatError) -> HDF5Handle {
        guard let type = HDF5Handle(H5Dget_type(opened.id), H5Tclose) else { throw unknownNumbers }
        return type
    }

    private var unknownNumbers: FormatError {
        FormatError(.unsupported, path: file.path, place: dataset.path, what: "its numbers are of an unknown form")
    }

    private func grid(_ chunk: [Int]) throws(FormatError) -> ChunkGrid {
        guard let grid = ChunkGrid(shape: dataset.shape, chunk: chunk, axes: layout.axes) else {
            throw impossible(chunk)
        }
        return grid
    }

    private func impossible(_ chunk: [Int]) -> FormatError {
        FormatError(
            .malformed, path: file.path, place: dataset.path,
            what: "chunks of \(chunk.map(String.init).joined(separator: " x ")) are not possible",
            remedy: "The file is damaged; fetch it again")
    }

    /// The bytes of an element that was never written, in the type that elements are read as.
    private func fill(as type: HDF5Handle) -> [UInt8] {
        var value = [UInt8](repeating: 0, count: dataset.elementType.byteCount)
        return H5Tget_size(type.id) == value.count && H5Pget_fill_value(creation.id, type.id, &value) >= 0 ? value : []
    }
}
