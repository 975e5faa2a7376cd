/// A side whose vectors are unit vectors: a factor is its own projection. The pixels, where the positions are whole
/// patterns.
struct IdentitySide: DataSide {
    let count: Int
    let tiles: [Range<Int>]
    var depth: Int { count }

    init(count: Int) {
        self.count = count
        tiles = cut(count, every: 512)
    }

    func pass(
        other: Matrix?, coefficients: Matrix, projection: Matrix?, workers: Workers,
        halfStep: (SideTile) throws(EngineError) -> Void
    ) throws(EngineError) {
        try workers.forEachTile(tiles.count) { (index, _) throws(EngineError) in
            let own = coefficients.columns(tiles[index])
            if let other {
                try halfStep(SideTile(index: index, target: other.columns(tiles[index]), coefficients: own))
            }
            projection?.columns(tiles[index]).copy(from: own)
        }
    }
}
