import DataCube
import Questions

extension AnalysisData {
    /// Principal components of the kept data: as many as asked for, or as kept pixels and positions allow.
    /// - Throws: `parameter` for a count below 1; `cancelled`, `cube`.
    func principalComponents(
        count: Int, scaling: ComponentScaling, workers: Workers
    ) throws(EngineError) -> PrincipalComponents {
        guard count >= 1 else { throw .parameter("At least one principal component must be asked for, not \(count).") }
        let count = min(count, pixels.count, positions.count)
        let scaled = ScaledData(self, scaling: scaling)
        let svd = try KrylovSVD(
            of: scaled.data, count: count, rank: count, seed: 0, workers: workers)
        let components = svd.components.rows(0..<count)
        let scores = svd.scores.rows(0..<count)
        scaled.unscale(components, scores)
        for index in 0..<count {
            let row = components.row(index)
            var extreme: Float = 0
            for pixel in 0..<pixels.count where abs(row[pixel]) > abs(extreme) { extreme = row[pixel] }
            guard extreme < 0 else { continue }
            components.scaleRow(index, by: -1)
            scores.scaleRow(index, by: -1)
        }
        let errors =
            scaling == .poisson
            ? try errors(of: components, scores, workers: workers) : Array(svd.meanSquareErrors.prefix(count))
        return PrincipalComponents(
            singularValues: Array(svd.singularValues.prefix(count)),
            components: (0..<count).map { pattern(components, row: $0) },
            distributions: (0..<count).map { map(scores, row: $0) }, meanSquareErrors: errors)
    }

    /// The MSE of the model of the first k rows, for every k: ||X||² - 2 <S, X Cᵀ> + <Sᵀ S, C Cᵀ>, in one pass.
    private func errors(
        of components: Matrix, _ scores: Matrix, workers: Workers
    ) throws(EngineError) -> [Double] {
        let targets = try UnseenData(self, workers: workers).targets(of: components)
        let left = try Gram(rowsOf: components, cancellation: workers.cancellation)
        let right = try Gram(rowsOf: scores, cancellation: workers.cancellation)
        var squared = squaredNorm
        return (0..<components.rows).map { row in
            squared -= 2 * Summation.dot(targets.row(row), scores.row(row), count: positions.count)
            squared += left[row, row] * right[row, row]
            for other in 0..<row { squared += 2 * left[row, other] * right[row, other] }
            return max(0, squared) / Double(pixels.count) / Double(positions.count)
        }
    }
}

/// The kept data as their principal components are computed, and the way back.
private struct ScaledData {
    let data: any DataOperator
    private let pixelWeights: [Float]
    private let positionWeights: [Float]

    init(_ data: AnalysisData, scaling: ComponentScaling) {
        let plain = StreamedOperator(data)
        let (pixels, positions) = (Double(data.pixels.count), Double(data.positions.count))
        let moments = data.moments
        var pixelWeights = [Float](repeating: 1, count: data.pixels.count)
        var positionWeights = [Float](repeating: 1, count: data.positions.count)
        var mean = [Float](repeating: 0, count: data.pixels.count)
        var squaredNorm = data.squaredNorm
        switch scaling {
        case .plain:
            self.data = plain
            self.pixelWeights = pixelWeights
            self.positionWeights = positionWeights
            return
        case .centred:
            mean = moments.pixelSums.map { Float($0 / positions) }
            squaredNorm -= moments.pixelSums.reduce(0) { $0 + $1 * $1 / positions }
        case .poisson:
            // A pixel or position without counts has nothing to weigh.
            pixelWeights = moments.pixelSums.map { $0 > 0 ? Float((positions / $0).squareRoot()) : 0 }
            positionWeights = moments.positionSums.map { $0 > 0 ? Float((pixels / $0).squareRoot()) : 0 }
            // As counts have it; it only decides when values have settled.
            squaredNorm = pixels * positions * (1 + pixels * positions / max(moments.sum, 1))
        }
        self.pixelWeights = pixelWeights
        self.positionWeights = positionWeights
        self.data = ScaledOperator(
            pixelSide: plain.pixelSide,
            positionSide: ScaledSide(
                base: plain.positionSide, pixelWeights: pixelWeights, positionWeights: positionWeights,
                subtracted: mean), squaredNorm: squaredNorm)
    }

    /// Brings components and scores back to the data's own scale.
    func unscale(_ components: Matrix, _ scores: Matrix) {
        for (matrix, weights) in [(components, pixelWeights), (scores, positionWeights)] {
            for row in 0..<matrix.rows {
                let values = matrix.row(row)
                for column in 0..<matrix.columns {
                    values[column] = weights[column] > 0 ? values[column] / weights[column] : 0
                }
            }
        }
    }
}
