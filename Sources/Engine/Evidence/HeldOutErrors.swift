import DataCube
import Questions

/// Errors on data that a fit has not seen: the best of a few fits of each k to one part of the data, scored on another.
struct HeldOutErrors {
    let data: AnalysisData
    let counts: ClosedRange<Int>
    let seed: UInt64
    let workers: Workers
    let steps: Steps

    /// Fits of each k, the best of which is scored.
    static let restarts = 10

    /// What one split of the counts tells.
    struct Split {
        /// For each k the squared error per pixel and position of the part not seen, in the data's own units.
        var errors: [Int: Double]
        var directions: DirectionsFoundAgain
    }

    /// Splits the counts at random.
    /// - Parameter quarter: fit on a quarter of the counts and score on three quarters; else on halves.
    /// - Throws: `cancelled`, `cube`.
    func countSplit(_ split: Int, quarter: Bool, noise: NoiseModel) throws(EngineError) -> Split {
        let steps = steps.within("split\(split)")
        if let kept = steps.kept({ $0.split(counts) }) { return kept }
        func part(_ part: ThinnedSource.Part) throws(EngineError) -> AnalysisData {
            try AnalysisData(
                data, positions: data.positions,
                from: ThinnedSource(data.cube.source, noise: noise, seed: seed, split: split, part: part),
                workers: workers, steps.within("\(part)"))
        }
        let seen = try part(quarter ? .quarter : .half)
        let svd = try singularVectors(of: seen, steps)
        let exact = try Winners.measured(
            try fits(to: svd, steps), by: NonNegativeLeastSquares(), on: seen, workers: workers, steps)
        let unseen = try part(quarter ? .otherQuarters : .otherHalf)
        let scale: Float = quarter ? 3 : 1
        if quarter {
            for fit in exact { for row in 0..<fit.coefficients.rows { fit.coefficients.scaleRow(row, by: scale) } }
        }
        let (errors, targets) = try UnseenData(unseen, workers: workers).compared(
            exact.map { ($0.components, $0.coefficients) }, and: svd.components)
        let result = Split(
            errors: byCount(errors.map { $0 * noise.gain * noise.gain }),
            directions: DirectionsFoundAgain(of: svd, targets: targets, in: unseen))
        steps.keep { $0.append(result) }
        steps.forgetParts()
        return result
    }

    /// Holds out every other position, like one colour of a chess board: its coefficients are the mean of those of its
    /// neighbours up, down, left and right.
    /// - Parameter parity: which colour is held out, 0 or 1.
    /// - Returns: for each k; empty where the positions have no such neighbours.
    /// - Throws: `cancelled`, `cube`, `nothingLeft`.
    func interpolatedPositions(parity: Int) throws(EngineError) -> [Int: Double] {
        let steps = steps.within("parity\(parity)")
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
        let seen = try AnalysisData(
            data, positions: seenFrames, from: data.cube.source, workers: workers, steps.within("seen"))
        let exact = try Winners.measured(
            try fits(to: try singularVectors(of: seen, steps), steps), by: NonNegativeLeastSquares(), on: seen,
            workers: workers, steps)
        let sources = unseenFrames.indices.map(neighbours)
        let interpolated = exact.map { fit -> (components: Matrix, coefficients: Matrix) in
            let result = Matrix(rows: fit.coefficients.rows, columns: sources.count)
            for row in 0..<result.rows {
                for (column, places) in sources.enumerated() {
                    var sum: Float = 0
                    for place in places { sum += fit.coefficients[row, place] }
                    result[row, column] = sum / Float(places.count)
                }
            }
            return (fit.components, result)
        }
        let unseen = try AnalysisData(
            data, positions: unseenFrames, from: data.cube.source, workers: workers, steps.within("unseen"))
        let none = Matrix(rows: 0, columns: unseen.pixels.count)
        return byCount(try UnseenData(unseen, workers: workers).compared(interpolated, and: none).errors)
    }

    private func byCount(_ errors: [Double]) -> [Int: Double] {
        Dictionary(uniqueKeysWithValues: zip(counts, errors))
    }

    private func singularVectors(of seen: AnalysisData, _ steps: Steps) throws(EngineError) -> KrylovSVD {
        let most = counts.upperBound
        return try KrylovSVD(
            of: StreamedOperator(seen), count: most, rank: 2 * most + 4, seed: seed, workers: workers, steps)
    }

    /// The best fit of each k, by hierarchical least squares on the compressed data.
    private func fits(to svd: KrylovSVD, _ steps: Steps) throws(EngineError) -> [Solver.Fit] {
        let compression = Compression(svd)
        let parameters = SweepParameters(
            componentCounts: counts, restarts: Self.restarts, seed: seed, method: .hals, tolerance: 1e-6,
            maximumIterations: 300)
        var best: [Solver.Fit] = []
        for k in counts {
            let steps = steps.within("k\(k)")
            if let kept = steps.kept({ $0.fit(k: k, pixels: svd.components.columns) }) {
                best.append(kept)
                continue
            }
            let solver = Solver(
                data: compression.data(for: k), sharesPasses: false, parameters: parameters, start: .random,
                workers: workers, steps: steps)
            guard let lowest = try solver.fits(k: k, report: { _ in }).bestFirst.first else { continue }
            best.append(lowest)
            steps.keep { $0.append(lowest) }
            steps.forgetParts()
        }
        return best
    }
}

extension Checkpoint {
    fileprivate mutating func append(_ split: HeldOutErrors.Split) {
        append(split.errors.sorted { $0.key < $1.key }.map(\.value))
        append(split.directions.count)
        append(split.directions.significance.count)
        append(split.directions.significance)
    }
}

extension CheckpointReader {
    /// A split that has an error for every k.
    fileprivate mutating func split(_ counts: ClosedRange<Int>) -> HeldOutErrors.Split? {
        guard let errors = numbers(counts.count), let found = integer(), let length = count(),
            let significance = numbers(length)
        else { return nil }
        return HeldOutErrors.Split(
            errors: Dictionary(uniqueKeysWithValues: zip(counts, errors)),
            directions: DirectionsFoundAgain(significance: significance, count: found))
    }
}
