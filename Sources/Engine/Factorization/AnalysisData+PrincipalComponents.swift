import DataCube
import Questions

extension AnalysisData {
    /// Uncentred principal components of the kept data: as many as asked for, or as kept pixels and positions allow.
    /// - Throws: `parameter` for a count below 1; `cancelled`, `cube`.
    func principalComponents(count: Int, workers: Workers) throws(EngineError) -> PrincipalComponents {
        guard count >= 1 else { throw .parameter("At least one principal component must be asked for, not \(count).") }
        let count = min(count, pixels.count, positions.count)
        let data = StreamedOperator(self)
        let svd = try KrylovSVD(
            of: data, count: count, rank: Compression.rank(for: count, of: data), seed: 0, workers: workers)
        for index in 0..<count {
            let row = svd.components.row(index)
            var extreme: Float = 0
            for pixel in 0..<pixels.count where abs(row[pixel]) > abs(extreme) { extreme = row[pixel] }
            guard extreme < 0 else { continue }
            svd.components.scaleRow(index, by: -1)
            svd.scores.scaleRow(index, by: -1)
        }
        return PrincipalComponents(
            singularValues: Array(svd.singularValues.prefix(count)),
            components: (0..<count).map { pattern(svd.components, row: $0) },
            distributions: (0..<count).map { map(svd.scores, row: $0) },
            meanSquareErrors: Array(svd.meanSquareErrors.prefix(count)))
    }
}
