/// A side held in memory: `depth` numbers for each pixel or position, cut into tiles that stay in a second-level cache
/// while both products are made.
struct CompressedSide: DataSide {
    private static let tileLength = 512

    let count: Int
    let depth: Int
    let tiles: [Range<Int>]
    /// Each depth x tile.
    private let vectors: [Matrix]

    /// - Parameter vectors: depth x count; copied.
    init(_ vectors: Matrix) {
        count = vectors.columns
        depth = vectors.rows
        tiles = cut(vectors.columns, every: Self.tileLength)
        self.vectors = tiles.map { range in
            let tile = Matrix(rows: vectors.rows, columns: range.count)
            tile.copy(from: vectors.columns(range))
            return tile
        }
    }

    /// The same side by the first numbers of each vector only; shares the memory.
    func prefix(_ depth: Int) -> CompressedSide { CompressedSide(self, depth: min(depth, self.depth)) }

    private init(_ whole: CompressedSide, depth: Int) {
        count = whole.count
        self.depth = depth
        tiles = whole.tiles
        vectors = whole.vectors.map { $0.rows(0..<depth) }
    }

    func pass(
        other: Matrix?, coefficients: Matrix, projection: Matrix?, workers: Workers,
        halfStep: (SideTile) throws(EngineError) -> Void
    ) throws(EngineError) {
        // Sums over tiles are made in their order, so the tiles of one side are never apart on several threads:
        // those compute other runs.
        let target = Matrix(rows: other == nil ? 0 : coefficients.rows, columns: Self.tileLength)
        for (index, range) in tiles.enumerated() {
            try workers.cancellation.check()
            let own = coefficients.columns(range)
            if let other {
                let wanted = target.columns(0..<range.count)
                multiply(other, vectors[index], into: wanted)
                try halfStep(SideTile(index: index, target: wanted, coefficients: own))
            }
            if let projection {
                multiplyTransposed(own, vectors[index], into: projection, index == 0 ? .overwrite : .add)
            }
        }
    }
}
