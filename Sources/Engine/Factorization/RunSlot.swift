import CKernels

/// The place of a run in a batch: what its next half-steps need.
final class RunSlot {
    var progress: RunProgress
    /// C Cᵀ of the newest coefficients.
    var coefficientGram: Gram
    /// Sᵀ S of the newest components, at length 1.
    var componentGram: Gram
    /// False until the first components were found or given.
    var hasComponents = false
    /// What makes each row of the newest components one of length 1; they are stored without it.
    var scales: [Float]
    /// The lengths taken from the components, which the coefficients must get to begin at the same product.
    var lengths: [Float]
    /// How far components go on; nil where they do not.
    var extrapolation: Extrapolation?
    /// The half-step under way.
    var step: (any HalfStep)?
    /// Of the best iterate's error.
    var uncertainty = 0.0
    /// Per tile: coefficients times their transpose, k x k, then <target, coefficients>.
    private let sums: UnsafeMutableBufferPointer<Double>
    private let k: Int

    /// - Parameter tiles: the most that a side has.
    init(restart: Int, k: Int, tiles: Int) {
        self.k = k
        progress = RunProgress(restart: restart)
        coefficientGram = Gram(size: k)
        componentGram = Gram(size: k)
        scales = Array(repeating: 1, count: k)
        lengths = Array(repeating: 1, count: k)
        sums = .allocate(capacity: max(1, tiles * (k * k + 1)))
        sums.initialize(repeating: 0)
    }

    deinit { sums.deallocate() }

    /// Lets components go on beyond a half-step.
    /// - Parameter plain: what the half-step before gave, at the same lengths as what this one began with; on return what
    ///   this one gave.
    func goOn(_ components: Matrix, from plain: Matrix) {
        guard let weight = extrapolation?.weight else { return }
        product_extrapolate(
            Int64(components.rows), Int64(components.columns), weight, scales, plain.base, Int64(plain.stride),
            components.base, Int64(components.stride))
    }

    /// Keeps a tile's sums.
    func keep(tile: Int, coefficients: Matrix, target: Matrix?) {
        guard let start = sums.baseAddress.map({ $0 + tile * (k * k + 1) }) else { return }
        start.update(repeating: 0, count: k * k + 1)
        product_gram(
            Int64(k), Int64(coefficients.columns), coefficients.base, Int64(coefficients.stride), start)
        guard let target else { return }
        for row in 0..<k {
            start[k * k] += Summation.dot(coefficients.row(row), target.row(row), count: target.columns)
        }
    }

    /// The sums of so many tiles, added in order.
    func added(tiles: Int) -> (gram: Gram, inner: Double) {
        var gram = Gram(size: k)
        var inner = 0.0
        for tile in 0..<tiles {
            let start = tile * (k * k + 1)
            for index in 0..<k * k { gram.values[index] += sums[start + index] }
            inner += sums[start + k * k]
        }
        return (gram, inner)
    }

    /// Takes in the Gram matrix of components of any lengths.
    func normalize(_ gram: Gram) {
        for row in 0..<k {
            let length = gram[row, row].squareRoot()
            lengths[row] = length.isFinite ? Float(length) : 0
            scales[row] = length > 0 && length.isFinite ? Float(1 / length) : 0
        }
        for row in 0..<k {
            for column in 0..<k {
                componentGram[row, column] = gram[row, column] * Double(scales[row]) * Double(scales[column])
            }
        }
    }
}
