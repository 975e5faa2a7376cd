import DataCube
import Questions

/// The positions as whole patterns, read from their source block by block, once in every pass: needs memory for one
/// block, not for the data.
///
/// A block is gone through twice while it is in the caches: by positions, for the targets and the half-step, and by
/// pixels, for the projection. So nothing is added up across threads.
struct StreamedSide: DataSide {
    /// Positions whose targets are one product, and whose patterns' part on one range of pixels is in cache at a time.
    private static let tileLength = 64
    /// Positions that are gone through twice at a time, as long as their patterns are at most so many elements.
    private static let blockLength = 512
    private static let blockElements = 1 << 24
    /// Pixels that are taken at a time.
    private static let rangeLength = 512
    /// Pixels whose numbers stay in the first-level cache while they are multiplied.
    private static let partLength = 256

    let count: Int
    let depth: Int
    let tiles: [Range<Int>]
    private let data: AnalysisData
    private let frames: FrameBlocks
    /// For each block, its tiles.
    private let blockTiles: [Range<Int>]
    private let pixelRanges: [Range<Int>]

    init(_ data: AnalysisData) {
        self.data = data
        depth = data.pixels.count
        count = data.positions.count
        let length = max(1, min(Self.blockLength, Self.blockElements / max(1, depth)))
        frames = FrameBlocks(positions: data.positions, of: data.cube.source, framesPerBlock: length)
        var tiles: [Range<Int>] = []
        var blockTiles: [Range<Int>] = []
        for block in frames.blocks {
            let first = block.positions.lowerBound
            let own = cut(block.positions.count, every: Self.tileLength)
            blockTiles.append(tiles.count..<tiles.count + own.count)
            tiles += own.map { first + $0.lowerBound..<first + $0.upperBound }
        }
        self.tiles = tiles
        self.blockTiles = blockTiles
        pixelRanges = cut(depth, every: Self.rangeLength)
    }

    func pass(
        other: Matrix?, coefficients: Matrix, projection: Matrix?, workers: Workers,
        halfStep: (SideTile) throws(EngineError) -> Void
    ) throws(EngineError) {
        let block = PatternBlock(data, blocks: frames, ranges: pixelRanges, workers: workers)
        let chunks = workers.each { Matrix(rows: Self.tileLength, columns: Self.rangeLength) }
        let transposed = workers.each {
            Matrix(rows: other == nil ? 0 : Self.rangeLength, columns: Self.tileLength)
        }
        let targets = workers.each { Matrix(rows: other?.rows ?? 0, columns: Self.tileLength) }
        for (number, own) in blockTiles.enumerated() {
            try block.load(number, workers: workers)
            if let other {
                try workers.forEachTile(own.count) { (offset, worker) throws(EngineError) in
                    let index = own.lowerBound + offset
                    let positions = tiles[index]
                    let target = targets[worker].columns(0..<positions.count)
                    for (range, pixels) in pixelRanges.enumerated() {
                        try workers.cancellation.check()
                        let chunk = try block.transposed(
                            positions, range: range, by: chunks[worker], in: transposed[worker])
                        for part in cut(pixels.count, every: Self.partLength) {
                            let own = pixels.lowerBound + part.lowerBound..<pixels.lowerBound + part.upperBound
                            multiply(
                                other.columns(own), chunk.rows(part), into: target,
                                own.lowerBound == 0 ? .overwrite : .add)
                        }
                    }
                    try halfStep(
                        SideTile(index: index, target: target, coefficients: coefficients.columns(positions)))
                }
            }
            guard let projection else { continue }
            try workers.forEachTile(pixelRanges.count) { (range, worker) throws(EngineError) in
                let pixels = pixelRanges[range]
                for index in own {
                    try workers.cancellation.check()
                    let chunk = try block.patterns(tiles[index], range: range, in: chunks[worker])
                    multiply(
                        coefficients.columns(tiles[index]), chunk, into: projection.columns(pixels),
                        number == 0 && index == own.lowerBound ? .overwrite : .add)
                }
            }
        }
    }
}
