import DataCube
import Questions

/// X read from its source, block by block, once in every pass: needs memory for one block, not for the data.
///
/// Not for several passes at a time: the block's memory is kept between passes.
package final class StreamedOperator: DataOperator {
    /// Positions whose targets are one product.
    private static let tileLength = 128
    /// Tiles that are in memory together; at least one tile, at most about 64 MB.
    private static let tilesPerBlock = 4
    private static let blockElements = 1 << 24
    /// Pixels whose accumulated products are one product.
    private static let pixelRangeLength = 2048
    /// Pixels that enter a target at a time: what is computed between two looks at the cancellation.
    private static let targetDepth = 32_768

    package let pixels: Int
    package let positions: Int
    package let squaredNorm: Double
    package let positionTiles: [Range<Int>]
    private let data: AnalysisData
    private let frames: FrameBlocks
    private let tileGroups: [Range<Int>]
    private let pixelRanges: [Range<Int>]
    private let block: Matrix

    package init(_ data: AnalysisData) {
        self.data = data
        pixels = data.pixels.count
        positions = data.positions.count
        squaredNorm = data.squaredNorm
        let length = max(1, min(Self.tileLength, Self.blockElements / max(1, pixels)))
        frames = FrameBlocks(positions: data.positions, of: data.cube.source, framesPerBlock: length)
        positionTiles = frames.blocks.map(\.positions)
        let longest = positionTiles.map(\.count).max() ?? 1
        let group = max(1, min(Self.tilesPerBlock, Self.blockElements / max(1, longest * pixels)))
        tileGroups = cut(positionTiles.count, every: group)
        pixelRanges = cut(pixels, every: Self.pixelRangeLength)
        block = Matrix(rows: group * longest, columns: pixels)
    }

    package func pass(
        components: Matrix?, coefficients: Matrix, accumulated: Matrix?, workers: Workers,
        halfStep: (PositionTile) throws(EngineError) -> Void
    ) throws(EngineError) {
        let buffers = workers.each { FrameBuffer(source: data.cube.source, frames: frames.framesPerRead) }
        let longest = positionTiles.map(\.count).max() ?? 1
        let targets = workers.each { Matrix(rows: components == nil ? 0 : coefficients.rows, columns: longest) }
        for (number, group) in tileGroups.enumerated() {
            let first = positionTiles[group.lowerBound].lowerBound
            let last = positionTiles[group.upperBound - 1].upperBound
            try workers.forEachTile(group.count) { (offset, worker) throws(EngineError) in
                let index = group.lowerBound + offset
                let range = positionTiles[index]
                let rows = block.rows(range.lowerBound - first..<range.upperBound - first)
                try load(index, into: rows, through: buffers[worker])
                guard let components else { return }
                let target = targets[worker].columns(0..<range.count)
                for depth in cut(pixels, every: Self.targetDepth) {
                    try workers.cancellation.check()
                    multiplyTransposed(
                        components.columns(depth), rows.columns(depth), into: target,
                        depth.lowerBound == 0 ? .overwrite : .add)
                }
                try halfStep(
                    PositionTile(
                        index: index, worker: worker, target: target, coefficients: coefficients.columns(range)))
            }
            guard let accumulated else { continue }
            let present = block.rows(0..<last - first)
            try workers.forEachTile(pixelRanges.count) { (range, _) throws(EngineError) in
                multiply(
                    coefficients.columns(first..<last), present.columns(pixelRanges[range]),
                    into: accumulated.columns(pixelRanges[range]), number == 0 ? .overwrite : .add)
            }
        }
    }

    /// Reads a tile's positions and packs their kept pixels, one position a row.
    private func load(_ tile: Int, into rows: Matrix, through buffer: FrameBuffer) throws(EngineError) {
        var row = 0
        for reads in frames.blocks[tile].reads {
            try buffer.read(reads) { _, pattern in
                data.pack(pattern, into: rows.row(row))
                row += 1
            }
        }
    }
}
