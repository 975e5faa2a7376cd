import CHDF5
import DataCube

/// Frames of a dataset that the library must read: chunked, filtered, of an unusual number type.
///
/// The chunk cache holds every chunk that a row of frames touches, so that a pass through the frames in order decodes
/// each chunk once (up to `largestCache`).
struct HDF5Source: FrameSource {
    let frameCount: Int
    let detector: DetectorShape
    let elementType: ElementType
    let preferredBatch: Int

    private let file: HDF5File
    private let dataset: HDF5Handle
    private let layout: HDF5Layout

    /// Bytes of decoded chunks kept at most.
    private static let largestCache = 2 << 30

    /// Call under `HDF5Library.locked`.
    /// - Throws: `unsupported` for a filter that is not installed.
    init(file: HDF5File, dataset: HDF5Dataset, layout: HDF5Layout) throws(FormatError) {
        guard let access = HDF5Handle(H5Pcreate(hdf5_dataset_access_class()), H5Pclose),
            let plain = HDF5Handle(H5Dopen2(file.handle.id, dataset.path, hdf5_default_properties()), H5Dclose),
            let creation = HDF5Handle(H5Dget_create_plist(plain.id), H5Pclose)
        else { throw Self.failure(file, dataset) }
        try HDF5Filters.check(creation, path: file.path, dataset: dataset.path)
        var chunk = [hsize_t](repeating: 1, count: dataset.shape.count)
        let isChunked = H5Pget_layout(creation.id) == H5D_CHUNKED
        if isChunked {
            guard H5Pget_chunk(creation.id, Int32(chunk.count), &chunk) == chunk.count else {
                throw Self.failure(file, dataset)
            }
            let need = Self.cache(chunk.map { Int(clamping: $0) }, dataset, layout)
            guard H5Pset_chunk_cache(access.id, need.slots, need.bytes, 0.75) >= 0 else {
                throw Self.failure(file, dataset)
            }
        }
        guard let opened = HDF5Handle(H5Dopen2(file.handle.id, dataset.path, access.id), H5Dclose) else {
            throw Self.failure(file, dataset)
        }
        self.file = file
        self.dataset = opened
        self.layout = layout
        frameCount = layout.scanSizes.reduce(1, *)
        detector = layout.detector
        elementType = dataset.elementType
        preferredBatch = isChunked ? Self.depth(chunk.map { Int(clamping: $0) }, layout) : 1
    }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard !frames.isEmpty, var target = buffer.baseAddress else { return }
        try HDF5Library.locked { () throws(CubeError) in
            guard let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose) else { throw unreadable(frames) }
            for box in layout.boxes(frames) {
                guard let memory = HDF5Handle(H5Screate_simple(Int32(box.size.count), box.size, nil), H5Sclose),
                    H5Sselect_hyperslab(space.id, H5S_SELECT_SET, box.start, nil, box.size, nil) >= 0,
                    H5Dread(
                        dataset.id, hdf5_native_float(), memory.id, space.id, hdf5_default_properties(), target) >= 0
                else { throw unreadable(frames) }
                target += Int(box.size.reduce(1, *))
            }
        }
    }

    private func unreadable(_ frames: Range<Int>) -> CubeError {
        .unreadable(path: file.path, frame: frames.lowerBound, reason: HDF5Library.lastReason)
    }

    private static func failure(_ file: HDF5File, _ dataset: HDF5Dataset) -> FormatError {
        FormatError(
            .unreadable, path: file.path, place: dataset.path, what: "cannot be opened: \(HDF5Library.lastReason)",
            remedy: "The file is damaged; fetch it again")
    }

    /// Room for the chunks that a row of frames touches and half as many again, for readers at the border of two rows.
    private static func cache(_ chunk: [Int], _ dataset: HDF5Dataset, _ layout: HDF5Layout) -> (slots: Int, bytes: Int)
    {
        var chunkBytes = dataset.elementType.byteCount
        var chunks = 1
        for (axis, (size, depth)) in zip(dataset.shape, chunk).enumerated() {
            chunkBytes = chunkBytes.multipliedReportingOverflow(by: depth).overflow ? largestCache : chunkBytes * depth
            let isDetector = layout.framesLast ? axis < 2 : axis >= dataset.shape.count - 2
            let isFastScan = layout.scanSizes.count == 2 && axis == 1 && chunk[0] > 1
            guard isDetector || isFastScan else { continue }
            chunks = min(chunks, 1 << 24) * min(1 << 24, (size - 1) / max(1, depth) + 1)
        }
        let wanted = (chunks + chunks / 2).multipliedReportingOverflow(by: chunkBytes)
        let bytes = max(
            2 * min(chunkBytes, largestCache), min(wanted.overflow ? largestCache : wanted.partialValue, largestCache))
        // The library asks for some ten times as many slots as chunks fit.
        let slots = min(1 << 20, max(521, 10 * (bytes / max(1, chunkBytes)))) | 1
        return (slots, bytes)
    }

    /// Frames best read together, as far as they make no more than 64 MB of Float: those that a chunk holds one after
    /// the other, and where it is several scan rows deep all frames of these rows.
    private static func depth(_ chunk: [Int], _ layout: HDF5Layout) -> Int {
        let largest = max(1, (1 << 24) / layout.detector.count)
        switch layout.scanSizes.count {
        case 0: return 1
        case 1: return max(1, min(layout.framesLast ? chunk[2] : chunk[0], layout.scan.columns, largest))
        default:
            let rows = min(chunk[0], layout.scan.rows)
            let band = rows > 1 ? rows * layout.scan.columns : 0
            return (1...largest).contains(band) ? band : max(1, min(chunk[1], layout.scan.columns, largest))
        }
    }
}

/// The filters that chunks have passed.
enum HDF5Filters {
    /// Names for the registered numbers that 4D-STEM files are met with.
    private static let names: [Int32: String] = [
        32000: "LZF", 32001: "Blosc", 32004: "LZ4", 32008: "bitshuffle-LZ4", 32013: "ZFP", 32015: "zstd",
        32026: "Blosc2", 307: "bzip2", 305: "LZO", 4: "szip",
    ]

    /// - Throws: `unsupported` that names the first filter that is not there.
    static func check(_ creation: HDF5Handle, path: String, dataset: String) throws(FormatError) {
        for index in 0..<max(0, H5Pget_nfilters(creation.id)) {
            var flags: UInt32 = 0
            var count = 0
            var label = [CChar](repeating: 0, count: 64)
            let filter = H5Pget_filter2(creation.id, UInt32(index), &flags, &count, nil, label.count, &label, nil)
            guard filter >= 0 else { continue }
            guard H5Zfilter_avail(filter) <= 0 else { continue }
            let given = String(decoding: label.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let name = names[filter] ?? (given.isEmpty ? "unknown" : given)
            throw FormatError(
                .unsupported, path: path, place: dataset,
                what: "its chunks are packed by HDF5 filter \(filter) (\(name)), which is not installed",
                remedy: "Install the filter's plugin (\(package(filter))) and set HDF5_PLUGIN_PATH if it lies in an "
                    + "unusual place, or repack the file with gzip: h5repack -f GZIP=1 IN OUT where the plugin is")
        }
    }

    private static func package(_ filter: Int32) -> String {
        filter == 32001 ? "Debian: hdf5-filter-plugin-blosc-serial" : "e.g. from the hdf5plugin Python package"
    }
}
