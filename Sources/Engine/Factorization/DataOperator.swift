/// The data X (pixels x positions) as what can be multiplied with it. One pass over the data answers both products
/// that an iteration needs.
///
/// All matrices are row-major: components S as columns of X's space laid in rows (K x pixels), coefficients C
/// (K x positions). A conforming type cuts the positions into fixed tiles; what a pass gives depends on them and on K,
/// not on the number of threads. Every sum over positions is a sum over tiles, so that a data set may also be spread
/// over several operators whose results are added.
package protocol DataOperator: AnyObject {
    /// Rows of X.
    var pixels: Int { get }
    /// Columns of X.
    var positions: Int { get }
    /// ||X||².
    var squaredNorm: Double { get }
    /// The positions, cut: ascending and without gaps.
    var positionTiles: [Range<Int>] { get }

    /// Reads the data once, block after block.
    ///
    /// - Parameters:
    ///   - components: K x pixels; nil leaves out the target and the half-step, and `coefficients` are used as they are.
    ///   - coefficients: K x positions, read and written.
    ///   - accumulated: receives coefficients · Xᵀ (K x pixels), of the coefficients after the half-step; nil when not
    ///     wanted.
    ///   - halfStep: called once a tile, for several tiles at once.
    /// - Throws: `cancelled`, `cube`; what the matrices then hold is undefined.
    func pass(
        components: Matrix?, coefficients: Matrix, accumulated: Matrix?, workers: Workers,
        halfStep: (PositionTile) throws(EngineError) -> Void
    ) throws(EngineError)
}

/// What a half-step gets for one tile of positions.
package struct PositionTile {
    /// Its number in `positionTiles`.
    package let index: Int
    /// Who computes, for scratch memory of one's own.
    package let worker: Int
    /// S Xᵀ-products: K x tile, the components' inner products with each pattern.
    package let target: Matrix
    /// K x tile: on entry the previous coefficients, on return the new ones.
    package let coefficients: Matrix
}
