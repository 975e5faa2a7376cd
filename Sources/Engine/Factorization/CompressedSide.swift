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
        self.vectors = tiles.map { Matrix(copying: vectors.columns($0)) }
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
        // Sums over tiles are made in their order: on several threads each tile's part is kept until all are there.
        let parts = projection == nil || workers.threads == 1 ? 0 : tiles.count
        let part = Matrix(rows: parts * coefficients.rows, columns: depth)
        let targets = workers.each {
            Matrix(rows: other?.rows ?? 0, columns: Self.tileLength)
        }
        try workers.forEachTile(tiles.count) { (index, worker) throws(EngineError) in
            let own = coefficients.columns(tiles[index])
            if let other {
                let target = targets[worker].columns(0..<own.columns)
                multiply(other, vectors[index], into: target)
                try halfStep(SideTile(index: index, target: target, coefficients: own))
            }
            if parts > 0 {
                multiplyTransposed(own, vectors[index], into: part.rows(index * own.rows..<(index + 1) * own.rows))
            } else if let projection {
                multiplyTransposed(own, vectors[index], into: projection, index == 0 ? .overwrite : .add)
            }
        }
        guard let projection, parts > 0 else { return }
        projection.copy(from: part.rows(0..<projection.rows))
        for index in 1..<parts {
            projection.add(part.rows(index * projection.rows..<(index + 1) * projection.rows))
        }
    }
}
