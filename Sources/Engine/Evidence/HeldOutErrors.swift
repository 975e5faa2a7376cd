import DataCube
import Questions

/// Errors on data that a fit has not seen: the best of a few fits of each k to one part of the data, scored on another.
struct HeldOutErrors {
    let data: AnalysisData
    let counts: ClosedRange<Int>
    let seed: UInt64
    let workers: Workers

    /// Fits of each k, the best of which is scored.
    private static let restarts = 10

    /// What one split of the counts tells.
    struct Split {
        /// For each k the squared error per pixel and position of the part not seen, in the data's own units.
        var errors: [Int: Double]
        /// For each singular direction of the part seen, how far it is found again in the part not seen: its inner
        /// product with it, in standard deviations of counting noise.
        var significance: [Double]
    }

    /// Splits the counts at random.
    /// - Parameter quarter: fit on a quarter of the counts and score on three quarters; else on halves.
    /// - Throws: `cancelled`, `cube`.
    func countSplit(_ split: Int, quarter: Bool, noise: NoiseModel) throws(EngineError) -> Split {
        func part(_ part: ThinnedSource.Part) throws(EngineError) -> AnalysisData {
            try AnalysisData(
                data, positions: data.positions,
                from: ThinnedSource(data.cube.source, noise: noise, seed: seed, split: split, part: part),
                workers: workers)
        }
        let seen = try part(quarter ? .quarter : .half)
        let svd = try singularVectors(of: seen)
        let exact = try Winners.measured(
            try fits(to: svd), by: NonNegativeLeastSquares(), on: seen, workers: workers)
        let unseen = try part(quarter ? .otherQuarters : .otherHalf)
        let scale: Float = quarter ? 3 : 1
        if quarter {
            for fit in exact { for row in 0..<fit.coefficients.rows { fit.coefficients.scaleRow(row, by: scale) } }
        }
        let scored = Scored(
            unseen, exact.map(\.components) + [svd.components], exact.map(\.coefficients) + [svd.scores])
        let inner = try scored.innerProducts(workers: workers)
        let errors = try scored.errors(inner, workers: workers).dropLast()
        return Split(
            errors: byCount(errors.map { $0 * noise.gain * noise.gain }),
            significance: Self.significance(svd, inner.last ?? [], in: unseen))
    }

    /// Of u vᵀ for Poisson noise whose mean at a pixel and position is the product of both means over the whole mean.
    private static func significance(_ svd: KrylovSVD, _ inner: [Double], in unseen: AnalysisData) -> [Double] {
        let moments = unseen.moments
        let whole = max(moments.sum, .leastNormalMagnitude)
        return zip(svd.singularValues, inner).enumerated().map { index, found in
            let (value, product) = found
            guard value > 0 else { return 0 }
            var pixelPart = 0.0
            for pixel in 0..<unseen.pixels.count {
                let weight = Double(svd.components[index, pixel])
                pixelPart += weight * weight * moments.pixelSums[pixel]
            }
            var positionPart = 0.0
            for position in 0..<unseen.positions.count {
                let weight = Double(svd.scores[index, position]) / value
                positionPart += weight * weight * moments.positionSums[position]
            }
            let deviation = (pixelPart * positionPart / whole).squareRoot()
            return deviation > 0 ? product / value / deviation : 0
        }
    }

    /// Holds out every other position, like one colour of a chess board: its coefficients are the mean of those of its
    /// neighbours up, down, left and right.
    /// - Parameter parity: which colour is held out, 0 or 1.
    /// - Returns: for each k; empty where the positions have no such neighbours.
    /// - Throws: `cancelled`, `cube`, `nothingLeft`.
    func interpolatedPositions(parity: Int) throws(EngineError) -> [Int: Double] {
        let scan = data.cube.scan
        let kept = Set(data.positions.indices)
        func color(_ frame: Int) -> Int { (frame / scan.columns + frame % scan.columns) % 2 }
        let seenFrames = PixelRuns(count: scan.count) { kept.contains($0) && color($0) != parity }
        var places: [Int: Int] = [:]
        for (place, frame) in seenFrames.indices.enumerated() { places[frame] = place }
        func neighbours(_ frame: Int) -> [Int] {
            let column = frame % scan.columns
            return [
                frame - scan.columns, frame + scan.columns, column > 0 ? frame - 1 : -1,
                column + 1 < scan.columns ? frame + 1 : -1,
            ].compactMap { places[$0] }
        }
        let unseenFrames = PixelRuns(count: scan.count) {
            kept.contains($0) && color($0) == parity && !neighbours($0).isEmpty
        }
        guard min(seenFrames.count, data.pixels.count) >= counts.upperBound, !unseenFrames.isEmpty else { return [:] }
        let seen = try AnalysisData(data, positions: seenFrames, from: data.cube.source, workers: workers)
        let exact = try Winners.measured(
            try fits(to: try singularVectors(of: seen)), by: NonNegativeLeastSquares(), on: seen, workers: workers)
        let sources = unseenFrames.indices.map(neighbours)
        let interpolated = exact.map { fit in
            let result = Matrix(rows: fit.coefficients.rows, columns: sources.count)
            for row in 0..<result.rows {
                for (column, places) in sources.enumerated() {
                    var sum: Float = 0
                    for place in places { sum += fit.coefficients[row, place] }
                    result[row, column] = sum / Float(places.count)
                }
            }
            return result
        }
        let unseen = try AnalysisData(data, positions: unseenFrames, from: data.cube.source, workers: workers)
        let scored = Scored(unseen, exact.map(\.components), interpolated)
        return byCount(try scored.errors(try scored.innerProducts(workers: workers), workers: workers))
    }

    private func byCount(_ errors: [Double]) -> [Int: Double] {
        Dictionary(uniqueKeysWithValues: zip(counts, errors))
    }

    private func singularVectors(of seen: AnalysisData) throws(EngineError) -> KrylovSVD {
        let most = counts.upperBound
        return try KrylovSVD(
            of: StreamedOperator(seen), count: most, rank: 2 * most + 4, seed: seed, workers: workers)
    }

    /// The best fit of each k, by hierarchical least squares on the compressed data.
    private func fits(to svd: KrylovSVD) throws(EngineError) -> [Solver.Fit] {
        let compression = Compression(svd)
        let parameters = SweepParameters(
            componentCounts: counts, restarts: Self.restarts, seed: seed, method: .hals, tolerance: 1e-6,
            maximumIterations: 300)
        var best: [Solver.Fit] = []
        for k in counts {
            let solver = Solver(
                data: compression.data(for: k), sharesPasses: false, parameters: parameters, start: .random,
                workers: workers)
            let fits = try solver.fits(k: k) { _ in }
            if let lowest = RunGrouping.lowest(fits) { best.append(lowest) }
        }
        return best
    }
}

/// Factorizations of any k beside data that they were not fitted to.
private struct Scored {
    let unseen: AnalysisData
    let components: [Matrix]
    let coefficients: [Matrix]

    init(_ unseen: AnalysisData, _ components: [Matrix], _ coefficients: [Matrix]) {
        self.unseen = unseen
        self.components = components
        self.coefficients = coefficients
    }

    /// <S_i, Y C_iᵀ> for every component of each factorization, in one pass over Y.
    func innerProducts(workers: Workers) throws(EngineError) -> [[Double]] {
        let side = StreamedOperator(unseen).positionSide
        let stack = ComponentStack(components, columns: side.depth)
        let targets = Matrix(rows: stack.components.rows, columns: side.count)
        try side.pass(other: stack.components, coefficients: targets, projection: nil, workers: workers) { tile in
            tile.coefficients.copy(from: tile.target)
        }
        return stack.rows.enumerated().map { index, rows in
            rows.enumerated().map { row, own in
                Summation.dot(targets.row(own), coefficients[index].row(row), count: side.count)
            }
        }
    }

    /// ||Y - S C||² / elements of each factorization.
    func errors(_ inner: [[Double]], workers: Workers) throws(EngineError) -> [Double] {
        var errors: [Double] = []
        for index in components.indices {
            let left = try Gram(rowsOf: components[index], cancellation: workers.cancellation)
            let right = try Gram(rowsOf: coefficients[index], cancellation: workers.cancellation)
            let squared = unseen.squaredNorm - 2 * inner[index].reduce(0, +) + left.dot(right)
            errors.append(max(0, squared) / Double(unseen.pixels.count) / Double(unseen.positions.count))
        }
        return errors
    }
}
