import Questions

/// Several runs of one k side by side: run i owns the rows i·k ..< (i + 1)·k of every matrix. Runs that have stopped
/// leave, and those after them move up. Two passes, one over each side of the data, make an iteration of all.
package final class RunBatch {
    let k: Int
    private(set) var slots: [RunSlot]
    private let data: any DataOperator
    private let method: any FactorizationMethod
    private let tieBreaker: TieBreaker?
    private let workers: Workers
    /// S of the newest iterates, rows of any length: K x pixels.
    private var components: Matrix
    /// S of the best iterates, where those are not the newest: rows of length 1.
    private var best: Matrix
    /// S as the last half-step gave it, where the newest went on from there; at the newest's lengths.
    private let plain: Matrix
    /// C: K x positions.
    private var coefficients: Matrix
    /// The components' projections, of components of length 1.
    private let componentProjection: Matrix
    private var coefficientProjection: Matrix
    /// C and its projection before the newest iteration, where that may be taken back.
    private var before: (coefficients: Matrix, projection: Matrix)

    /// Nothing to begin at yet.
    package init(
        k: Int, restarts: Range<Int>, data: any DataOperator, method: any FactorizationMethod,
        tieBreaker: TieBreaker?, workers: Workers
    ) {
        self.k = k
        self.data = data
        self.method = method
        self.tieBreaker = tieBreaker
        self.workers = workers
        let tiles = max(data.pixelSide.tiles.count, data.positionSide.tiles.count)
        let rows = k * restarts.count
        let extrapolates = method.isMonotone && tieBreaker == nil
        slots = restarts.map {
            let slot = RunSlot(restart: $0, k: k, tiles: tiles)
            slot.extrapolation = extrapolates ? Extrapolation() : nil
            return slot
        }
        components = Matrix(rows: rows, columns: data.pixels)
        best = Matrix(rows: method.isMonotone ? 0 : rows, columns: data.pixels)
        plain = Matrix(rows: extrapolates ? rows : 0, columns: data.pixels)
        coefficients = Matrix(rows: rows, columns: data.positions)
        componentProjection = Matrix(rows: rows, columns: data.pixelSide.depth)
        coefficientProjection = Matrix(rows: rows, columns: data.positionSide.depth)
        before = (
            Matrix(rows: extrapolates ? rows : 0, columns: data.positions),
            Matrix(rows: extrapolates ? rows : 0, columns: data.positionSide.depth)
        )
    }

    /// The columns of components.
    var pixels: Int { data.pixels }

    /// What the next iteration of the first runs begins with beside their slots.
    func rows(ofFirst count: Int) -> [Matrix] {
        matrices.map { $0.rows(0..<count * k) }
    }

    private var matrices: [Matrix] {
        [components, best, plain, coefficients, componentProjection, coefficientProjection].filter { $0.rows > 0 }
    }

    /// Drops all runs but the first.
    func keepFirst(_ count: Int) { slots = Array(slots.prefix(count)) }

    private func rows(_ slot: Int) -> Range<Int> { slot * k..<(slot + 1) * k }
    private var allRows: Range<Int> { 0..<slots.count * k }

    /// Begins at coefficients (step 2).
    /// - Parameter fill: writes a run's coefficients, k x positions.
    package func start(_ fill: (_ restart: Int, Matrix) -> Void) throws(EngineError) {
        for (index, slot) in slots.enumerated() {
            let own = coefficients.rows(rows(index))
            fill(slot.progress.restart, own)
            slot.coefficientGram = try Gram(rowsOf: own, cancellation: workers.cancellation)
        }
        try data.positionSide.pass(
            other: nil, coefficients: coefficients, projection: coefficientProjection, workers: workers
        ) { _ in }
    }

    /// Begins at components of length 1, k x pixels for each run, and the coefficients that a method finds for them
    /// from zero.
    /// - Returns: each run's mean square error.
    @discardableResult
    func start(
        components given: [Matrix], coefficientsBy method: any FactorizationMethod
    ) throws(EngineError) -> [Double?] {
        for (index, slot) in slots.enumerated() {
            let own = components.rows(rows(index))
            own.copy(from: given[index])
            slot.hasComponents = true
            slot.componentGram = try Gram(rowsOf: own, cancellation: workers.cancellation)
        }
        try data.pixelSide.pass(
            other: nil, coefficients: components, projection: componentProjection, workers: workers
        ) { _ in }
        let errors = try updateCoefficients(by: method)
        // Not yet an iteration.
        for slot in slots where slot.extrapolation != nil { slot.extrapolation = Extrapolation() }
        return errors
    }

    /// Steps 3 and 4: components from the coefficients, not negative, each of length 1; where the method is monotone,
    /// extrapolated. The first of a run are always the paper's, which need no components to begin with.
    package func updateComponents() throws(EngineError) {
        for slot in slots {
            let gram = tieBreaker?.components(slot.coefficientGram) ?? slot.coefficientGram
            slot.step =
                slot.hasComponents
                ? method.halfStep(gram: gram, lengths: slot.scales) : AlternatingLeastSquares().halfStep(gram: gram)
        }
        try data.pixelSide.pass(
            other: coefficientProjection.rows(allRows), coefficients: components.rows(allRows),
            projection: componentProjection.rows(allRows), workers: workers
        ) { tile in
            for (index, slot) in slots.enumerated() {
                let own = tile.coefficients.rows(rows(index))
                slot.step?.apply(target: tile.target.rows(rows(index)), coefficients: own)
                if plain.rows > 0 {
                    slot.goOn(own, from: plain.rows(rows(index)).columns(data.pixelSide.tiles[tile.index]))
                }
                slot.keep(tile: tile.index, coefficients: own, target: nil)
            }
        }
        for (index, slot) in slots.enumerated() {
            slot.normalize(slot.added(tiles: data.pixelSide.tiles.count).gram)
            slot.hasComponents = true
            let own = componentProjection.rows(rows(index))
            for row in 0..<k { own.scaleRow(row, by: slot.scales[row]) }
        }
    }

    /// Steps 5 to 7: coefficients from the components, not negative; returns each run's mean square error by
    /// ||X - S C||² = ||X||² - 2 <T, C> + <Sᵀ S, C Cᵀ>, in double precision, never below zero. Nil where
    /// extrapolation made the error rise: then the iteration is taken back.
    package func updateCoefficients() throws(EngineError) -> [Double?] { try updateCoefficients(by: method) }

    private func updateCoefficients(by method: any FactorizationMethod) throws(EngineError) -> [Double?] {
        let mayBeTakenBack = before.coefficients.rows > 0
        if mayBeTakenBack {
            swap(&coefficients, &before.coefficients)
            swap(&coefficientProjection, &before.projection)
        }
        for slot in slots { slot.step = method.halfStep(gram: slot.componentGram, lengths: slot.lengths) }
        let wish = slots.map { slot in tieBreaker?.targetReduction(slot, positions: data.positions) ?? 0 }
        try data.positionSide.pass(
            other: componentProjection.rows(allRows), coefficients: coefficients.rows(allRows),
            projection: coefficientProjection.rows(allRows), workers: workers
        ) { tile in
            for (index, slot) in slots.enumerated() {
                let own = tile.coefficients.rows(rows(index))
                let target = tile.target.rows(rows(index))
                if mayBeTakenBack {
                    let positions = data.positionSide.tiles[tile.index]
                    own.copy(from: before.coefficients.rows(rows(index)).columns(positions))
                }
                if wish[index] > 0 { target.add(-wish[index]) }
                slot.step?.apply(target: target, coefficients: own)
                if wish[index] > 0 { target.add(wish[index]) }
                slot.keep(tile: tile.index, coefficients: own, target: target)
            }
        }
        return slots.enumerated().map { index, slot in
            let (gram, inner) = slot.added(tiles: data.positionSide.tiles.count)
            let squared = data.squaredNorm - 2 * inner + slot.componentGram.dot(gram)
            let error = max(0, squared) / data.elements
            if let extrapolation = slot.extrapolation, !extrapolation.isResting, error > slot.progress.current {
                takeBack(slot: index)
                return nil
            }
            slot.coefficientGram = gram
            slot.extrapolation?.accept()
            return error
        }
    }

    /// Puts a run back to the components that its last half-step gave and the coefficients that it began with: their error
    /// is no larger than that of the iterate before.
    private func takeBack(slot index: Int) {
        let slot = slots[index]
        components.rows(rows(index)).copy(from: plain.rows(rows(index)))
        slot.scales = Array(repeating: 1, count: k)
        coefficients.rows(rows(index)).copy(from: before.coefficients.rows(rows(index)))
        coefficientProjection.rows(rows(index)).copy(from: before.projection.rows(rows(index)))
        slot.extrapolation?.takeBack()
    }

    /// By how much the error of a run's newest iterate may differ from that on the data themselves.
    private func uncertainty(slot index: Int) -> Double {
        let slot = slots[index]
        return data.uncertainty(
            of: ProjectedModel(
                components: componentProjection.rows(rows(index)), componentGram: slot.componentGram,
                coefficients: coefficientProjection.rows(rows(index)), coefficientGram: slot.coefficientGram))
            / data.elements
    }

    /// Remembers a run's newest iterate as its best; there is nothing to do where the last one always is.
    func keepBest(slot index: Int) {
        guard !method.isMonotone else { return }
        let slot = slots[index]
        slot.uncertainty = uncertainty(slot: index)
        let own = best.rows(rows(index))
        own.copy(from: components.rows(rows(index)))
        for row in 0..<k { own.scaleRow(row, by: slot.scales[row]) }
    }

    /// How a run that has stopped ended; nil while it goes on.
    func summary(slot index: Int) -> RunSummary? {
        let slot = slots[index]
        guard slot.progress.stop != nil else { return nil }
        return slot.progress.summary(uncertainty: method.isMonotone ? uncertainty(slot: index) : slot.uncertainty)
    }

    /// The components of a run's best iterate, of length 1 or 0: k x pixels.
    func bestComponents(slot index: Int) -> Matrix {
        let copy = Matrix(copying: (method.isMonotone ? components : best).rows(rows(index)))
        if method.isMonotone { for row in 0..<k { copy.scaleRow(row, by: slots[index].scales[row]) } }
        return copy
    }

    /// Lets the runs that have stopped leave, and moves the others up.
    func removeStopped() {
        let staying = slots.indices.filter { slots[$0].progress.stop == nil }
        for (target, source) in staying.enumerated() where target != source {
            for matrix in matrices {
                matrix.rows(rows(target)).copy(from: matrix.rows(rows(source)))
            }
        }
        slots = staying.map { slots[$0] }
    }
}
