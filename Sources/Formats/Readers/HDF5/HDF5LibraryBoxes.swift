import CHDF5

/// Boxes of a dataset as the library itself reads them, for what only it can: filters that are not undone here, data in
/// other files, virtual datasets, unusual numbers. One thread at a time.
struct HDF5LibraryBoxes: ChunkStore {
    private let dataset: HDF5Handle
    private let extent: HDF5Extent?
    private let memoryType: HDF5Handle
    private let shape: [Int]
    private let box: [Int]
    private let boxBytes: Int
    private let stored: HDF5PackedLengths?

    /// Call under `HDF5Library.locked`.
    /// - Parameters:
    ///   - dataset: open, best without a chunk cache of its own.
    ///   - memoryType: the type that elements are wanted as.
    ///   - box: sizes of a box along each axis.
    ///   - boxBytes: bytes of a box in that type.
    ///   - stored: the chunks, where the boxes are those.
    init(
        _ dataset: HDF5Handle, memoryType: HDF5Handle, shape: [Int], box: [Int], boxBytes: Int,
        stored: HDF5PackedLengths?
    ) {
        self.dataset = dataset
        extent = HDF5Extent(of: dataset)
        self.memoryType = memoryType
        self.shape = shape
        self.box = box
        self.boxBytes = boxBytes
        self.stored = stored
    }

    func fetch(_ places: [Int], into buffer: ChunkBuffer) throws(ChunkError) -> UInt32? {
        try buffer.resize(to: boxBytes)
        let origin = zip(places, box).map { hsize_t($0 * $1) }
        let size = zip(zip(places, box), shape).map { hsize_t(min($0.1, $1 - $0.0 * $0.1)) }
        let zero = [hsize_t](repeating: 0, count: box.count)
        try HDF5Library.locked { () throws(ChunkError) in
            if let stored {
                guard stored.stored.place(places) == .inside else {
                    throw ChunkError("the file ends early, before its chunk")
                }
                try stored.check(places)
            }
            guard let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose),
                let memory = HDF5Handle(H5Screate_simple(Int32(box.count), box.map { hsize_t($0) }, nil), H5Sclose),
                H5Sselect_hyperslab(space.id, H5S_SELECT_SET, origin, nil, size, nil) >= 0,
                H5Sselect_hyperslab(memory.id, H5S_SELECT_SET, zero, nil, size, nil) >= 0,
                H5Dread(
                    dataset.id, memoryType.id, memory.id, space.id, hdf5_default_properties(),
                    buffer.mutableBytes.baseAddress) >= 0
            else { throw ChunkError(HDF5Library.lastReason) }
        }
        try extent?.check()
        return 0
    }
}
