/// The place of a run in a batch: what its next half-steps need.
final class RunSlot {
    var progress: RunProgress
    /// C Cᵀ of the newest coefficients.
    var coefficientGram: Gram
    /// Sᵀ S of the newest components.
    var componentGram: Gram
    /// The half-step that finds coefficients for the newest components.
    var coefficientStep: (any HalfStep)?
    /// Per tile of positions: C Cᵀ, row-major, then <T, C>.
    let tileSums: UnsafeMutableBufferPointer<Double>

    init(restart: Int, k: Int, tiles: Int) {
        progress = RunProgress(restart: restart)
        coefficientGram = Gram(size: k)
        componentGram = Gram(size: k)
        tileSums = .allocate(capacity: tiles * (k * k + 1))
        tileSums.initialize(repeating: 0)
    }

    deinit { tileSums.deallocate() }

    /// Keeps a tile's sums: the coefficients' Gram matrix and their inner product with the target.
    func keep(tile: Int, coefficients: Matrix, target: Matrix, scratch: GramScratch) {
        let k = coefficients.rows
        var sums = [Double](repeating: 0, count: k * k)
        scratch.add(coefficients, to: &sums)
        var inner = 0.0
        for row in 0..<k {
            inner += Summation.dot(coefficients.row(row), target.row(row), count: target.columns)
        }
        let start = tile * (k * k + 1)
        for index in sums.indices { tileSums[start + index] = sums[index] }
        tileSums[start + k * k] = inner
    }

    /// Adds the tiles' sums in order: sets `coefficientGram` and returns <T, C>.
    func addTiles() -> Double {
        let size = coefficientGram.values.count
        var inner = 0.0
        coefficientGram = Gram(size: coefficientGram.size)
        for start in stride(from: 0, to: tileSums.count, by: size + 1) {
            for index in 0..<size { coefficientGram.values[index] += tileSums[start + index] }
            inner += tileSums[start + size]
        }
        return inner
    }
}
