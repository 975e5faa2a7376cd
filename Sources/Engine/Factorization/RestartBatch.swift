import Questions

/// Several runs of one k side by side: run i owns the rows i·k ..< (i + 1)·k of every matrix. Runs that have stopped
/// leave, and those after them move up, so what a run computes depends on the parameters and data alone.
final class RestartBatch {
    /// Pixels that a half-step on components takes at a time.
    private static let rangeLength = 4096

    let k: Int
    private(set) var slots: [RunSlot]
    private let data: any DataOperator
    private let method: any FactorizationMethod
    private let workers: Workers
    /// S, rows of length 1: K x pixels.
    private let components: Matrix
    /// C: K x positions.
    private let coefficients: Matrix
    /// C Xᵀ: K x pixels.
    private let accumulated: Matrix
    /// S of each run's best iterate: K x pixels.
    private let best: Matrix

    init(k: Int, restarts: Range<Int>, data: any DataOperator, method: any FactorizationMethod, workers: Workers) {
        self.k = k
        self.data = data
        self.method = method
        self.workers = workers
        slots = restarts.map { RunSlot(restart: $0, k: k, tiles: data.positionTiles.count) }
        components = Matrix(rows: k * restarts.count, columns: data.pixels)
        coefficients = Matrix(rows: k * restarts.count, columns: data.positions)
        accumulated = Matrix(rows: k * restarts.count, columns: data.pixels)
        best = Matrix(rows: k * restarts.count, columns: data.pixels)
    }

    private func rows(_ slot: Int) -> Range<Int> { slot * k..<(slot + 1) * k }
    private var allRows: Range<Int> { 0..<slots.count * k }

    /// Step 2: random coefficients, uniform in [0, 1), and what the first half-step needs of them.
    func start(seed: UInt64) throws(EngineError) {
        try workers.forEachTile(slots.count) { (index, _) throws(EngineError) in
            let own = coefficients.rows(rows(index))
            RandomStart(seed: seed, k: k, restart: slots[index].progress.restart).fill(own)
            slots[index].coefficientGram = try Gram(rowsOf: own, cancellation: workers.cancellation)
        }
        try data.pass(
            components: nil, coefficients: coefficients, accumulated: accumulated, workers: workers
        ) { _ in }
    }

    /// Steps 3 and 4: components from the coefficients, not negative, each of length 1.
    func updateComponents() throws(EngineError) {
        let ranges = cut(data.pixels, every: Self.rangeLength)
        try workers.forEachTile(slots.count) { (index, _) throws(EngineError) in
            let slot = slots[index]
            let own = components.rows(rows(index))
            let target = accumulated.rows(rows(index))
            let step = method.halfStep(gram: slot.coefficientGram)
            for range in ranges {
                try workers.cancellation.check()
                step.apply(target: target.columns(range), coefficients: own.columns(range))
            }
            for row in 0..<k {
                let length = Summation.dot(own.row(row), own.row(row), count: own.columns).squareRoot()
                if length > 0 { own.scaleRow(row, by: Float(1 / length)) }
            }
            slot.componentGram = try Gram(rowsOf: own, cancellation: workers.cancellation)
            slot.coefficientStep = method.halfStep(gram: slot.componentGram)
        }
    }

    /// Steps 5 to 7: coefficients from the components, not negative; returns each run's mean square error by
    /// ||X - S C||² = ||X||² - 2 <T, C> + <Sᵀ S, C Cᵀ>, in double precision, never below zero.
    func updateCoefficients() throws(EngineError) -> [Double] {
        let scratch = workers.each { GramScratch(rows: k) }
        try data.pass(
            components: components.rows(allRows), coefficients: coefficients.rows(allRows),
            accumulated: accumulated.rows(allRows), workers: workers
        ) { (tile) throws(EngineError) in
            for (index, slot) in slots.enumerated() {
                let target = tile.target.rows(rows(index))
                let own = tile.coefficients.rows(rows(index))
                slot.coefficientStep?.apply(target: target, coefficients: own)
                slot.keep(tile: tile.index, coefficients: own, target: target, scratch: scratch[tile.worker])
            }
        }
        let elements = Double(data.pixels) * Double(data.positions)
        return slots.map { slot in
            let inner = slot.addTiles()
            let squared = data.squaredNorm - 2 * inner + slot.componentGram.dot(slot.coefficientGram)
            return max(0, squared) / elements
        }
    }

    /// Remembers a run's components as those of its best iterate.
    func keepBest(slot: Int) { best.rows(rows(slot)).copy(from: components.rows(rows(slot))) }

    /// The components of a run's best iterate: k x pixels.
    func bestComponents(slot: Int) -> Matrix {
        let copy = Matrix(rows: k, columns: data.pixels)
        copy.copy(from: best.rows(rows(slot)))
        return copy
    }

    /// Lets the runs that have stopped leave, and moves the others up.
    func removeStopped() {
        let staying = slots.indices.filter { slots[$0].progress.stop == nil }
        for (target, source) in staying.enumerated() where target != source {
            for matrix in [components, coefficients, accumulated, best] {
                matrix.rows(rows(target)).copy(from: matrix.rows(rows(source)))
            }
        }
        slots = staying.map { slots[$0] }
    }
}
