import DataCube

/// An array of a zarr store: numbers of 2 to 4 axes.
struct ZarrArray: Sendable {
    /// With a slash before every part; a slash alone for a store that is nothing but an array.
    let name: String
    let elementType: ElementType
    private let layout: ZarrLayout

    /// Nil where there is no array of such numbers.
    /// - Parameter group: its place in the store, without a slash at either end.
    /// - Throws: `malformed`, `unreadable`.
    init?(_ group: String, in store: any ZarrStore) throws(FormatError) {
        guard let (json, place) = try Self.description(group, store) else { return nil }
        guard let layout = ZarrLayout(json), layout.shape.allSatisfy({ $0 >= 1 }) else {
            throw FormatError(
                .malformed, path: store.path, place: place,
                what: "it does not describe an array of zarr's formats 2 or 3",
                remedy: "The file is damaged, or of a newer format: save it with zarr_format=2")
        }
        guard (2...4).contains(layout.shape.count), let elementType = layout.elementType else { return nil }
        name = "/" + group
        self.elementType = elementType
        self.layout = layout
    }

    /// What describes an array, and where it stands; nil where nothing does.
    private static func description(_ group: String, _ store: any ZarrStore) throws(FormatError)
        -> (JSONValue, place: String)?
    {
        let places = [key(group, ".zarray"), key(group, "zarr.json")]
        if let json = try store.description(places[0]) { return (json, places[0]) }
        // Groups are described under the same name.
        guard let json = try store.description(places[1]), json["node_type"]?.text != "group" else { return nil }
        return (json, places[1])
    }

    var shape: [Int] { layout.shape }

    var summary: DatasetSummary { DatasetSummary(name: name, shape: shape, elementType: elementType.rawValue) }

    /// Which axes are the scan's and which the detector's: the last two.
    var axes: (scan: [Int], detector: [Int]) {
        (Array(0..<shape.count - 2), [shape.count - 2, shape.count - 1])
    }

    /// - Throws: `malformed` for chunks that are not possible, `unsupported` for packing that is not undone here.
    func source(_ store: any ZarrStore) throws(FormatError) -> any FrameSource {
        if let step = layout.unknownStep {
            throw FormatError(
                .unsupported, path: store.path, place: name,
                what: "its chunks are packed by '\(step)', which is not read",
                remedy: "Save it with Blosc, zlib, gzip, zstd, LZ4 or no compressor, and not in shards")
        }
        guard let grid = ChunkGrid(shape: shape, chunk: layout.chunk, axes: axes, order: layout.order) else {
            throw FormatError(
                .malformed, path: store.path, place: name,
                what: "chunks of \(layout.chunk.map(String.init).joined(separator: " x ")) are not possible",
                remedy: "The file is damaged; fetch it again")
        }
        let chunkBytes = grid.chunkElements * elementType.byteCount
        return try ChunkedSource(
            path: store.path, grid: grid, elementType: elementType, byteOrder: layout.byteOrder,
            store: ZarrChunks(
                store: store, start: Self.key(String(name.dropFirst()), layout.keyStart), separator: layout.separator,
                // What does not get smaller gets a little larger.
                largest: min(chunkBytes, Int.max / 4) / 8 * 9 + 1 << 16),
            filters: layout.filters, fill: layout.fill)
    }

    static func key(_ group: String, _ name: String) -> String { group.isEmpty ? name : group + "/" + name }
}

/// The chunks of an array, a file each: `0.0.3.1`, `0/0/3/1` or `c/0/0/3/1`.
private struct ZarrChunks: ChunkStore {
    let store: any ZarrStore
    /// What stands before a chunk's places.
    let start: String
    let separator: String
    /// No chunk has more bytes.
    let largest: Int

    func fetch(_ places: [Int], into buffer: ChunkBuffer) throws(ChunkError) -> UInt32? {
        let key = start + places.map(String.init).joined(separator: separator)
        return try store.read(key, most: largest, into: buffer) ? 0 : nil
    }

    func check() throws(ChunkError) { try store.check() }
}
