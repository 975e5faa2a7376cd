/// One side of the data: the pixels or the positions, as the n vectors (each of `depth` numbers) that they are seen
/// from the other side. Written as a matrix V (depth x n), X ≈ Pixelsᵀ · Positions.
///
/// A factor of this side is K x n coefficients; its projection V · Fᵀ, laid in rows K x depth, is all that the other
/// side needs of it. A conforming type cuts the side into fixed tiles; what a pass gives depends on them and on K, not
/// on the number of threads. Every projection is a sum over tiles, so that positions may also be spread over several
/// machines whose projections are added.
package protocol DataSide: Sendable {
    /// How many vectors: the columns of a factor.
    var count: Int { get }
    /// The columns of a projection.
    var depth: Int { get }
    /// The vectors, cut: ascending and without gaps.
    var tiles: [Range<Int>] { get }

    /// Goes through the side once, tile after tile.
    ///
    /// - Parameters:
    ///   - other: the other factor's projection, K x depth; nil leaves out target and half-step, and `coefficients`
    ///     are used as they are.
    ///   - coefficients: K x count, read and written; of fewer rows where the half-step keeps something else.
    ///   - projection: receives this factor's projection (K x depth) after the half-step; nil when not wanted.
    ///   - halfStep: called once a tile, for several tiles at once.
    /// - Throws: `cancelled`, `cube`; what the matrices then hold is undefined.
    func pass(
        other: Matrix?, coefficients: Matrix, projection: Matrix?, workers: Workers,
        halfStep: (SideTile) throws(EngineError) -> Void
    ) throws(EngineError)
}

/// What a half-step gets for one tile of a side.
package struct SideTile {
    /// Its number in `tiles`.
    package let index: Int
    /// K x tile: the other factor's inner products with the data.
    package let target: Matrix
    /// K x tile: on entry the previous coefficients, on return the new ones.
    package let coefficients: Matrix
}
