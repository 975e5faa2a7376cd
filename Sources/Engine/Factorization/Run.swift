import Questions

/// One random start on its way to a minimum: where it stands, and when it stops.
struct RunProgress {
    /// Iterations without a relative improvement by the tolerance after which a run ends.
    static let patience = 10

    let restart: Int
    private(set) var iteration = 0
    private(set) var current = Double.infinity
    private(set) var best = Double.infinity
    private(set) var stop: StopReason?
    private var lastImprovement = 0
    private var improvedTo = Double.infinity

    init(restart: Int) { self.restart = restart }

    /// Takes in an iteration's mean square error. True when it is the best so far.
    ///
    /// The run ends when the error fell by less than the tolerance, relatively; when for ten iterations no error was
    /// better, by the tolerance, than the best before them; or at the last iteration. A rise alone does not end it.
    mutating func record(_ error: Double, tolerance: Double, maximumIterations: Int) -> Bool {
        iteration += 1
        let previous = current
        current = error
        let isBest = error < best || iteration == 1
        if isBest { best = error }
        if iteration == 1 || improvedTo - error > tolerance * improvedTo {
            improvedTo = error
            lastImprovement = iteration
        }
        let decrease = previous - error
        let settled = previous.isFinite && decrease >= 0 && (decrease < tolerance * previous || error == 0)
        if settled || iteration - lastImprovement >= Self.patience {
            stop = .converged
        } else if iteration >= maximumIterations {
            stop = .iterationLimit
        }
        return isBest
    }

    /// The run as told once it has stopped.
    var summary: RunSummary? {
        stop.map { RunSummary(restart: restart, meanSquareError: best, iterations: iteration, stop: $0) }
    }
}

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
