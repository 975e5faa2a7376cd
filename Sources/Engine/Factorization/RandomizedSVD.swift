/// The largest singular values of the uncentred data with their vectors, by subspace iteration with a random start
/// (Halko, Martinsson & Tropp 2011, SIAM Review 53, algorithm 4.4) and a Rayleigh-Ritz step in every pass.
package struct RandomizedSVD {
    /// Descending; as many as were asked for.
    package let singularValues: [Double]
    /// Left vectors: count x pixels, orthonormal rows.
    package let components: Matrix
    /// Projections of the data: count x positions; row i has length `singularValues[i]`.
    let scores: Matrix
    /// Entry k - 1: the squared error per pixel and position of the best approximation of rank k.
    package let meanSquareErrors: [Double]

    /// Passes over the data at most, after the first.
    private static let maximumPasses = 16

    /// - Parameters:
    ///   - count: at most the smaller of pixels and positions.
    ///   - seed: of the random start.
    /// - Throws: `cancelled`, `cube`.
    package init(of data: any DataOperator, count: Int, seed: UInt64, workers: Workers) throws(EngineError) {
        let width = min(data.pixels, data.positions, max(2 * count, count + 10))
        var basis = Matrix(rows: width, columns: data.pixels)
        var image = Matrix(rows: width, columns: data.pixels)
        let scores = Matrix(rows: width, columns: data.positions)
        RandomStart(seed: seed, k: 0, restart: 0).fill(scores, offset: 0.5)
        try data.pass(components: nil, coefficients: scores, accumulated: image, workers: workers) { _ in }
        var known = [Double](repeating: 0, count: count)
        for pass in 1...Self.maximumPasses {
            swap(&basis, &image)
            try workers.cancellation.check()
            orthonormalizeRows(basis)
            try data.pass(
                components: basis, coefficients: scores, accumulated: image, workers: workers
            ) { tile in tile.coefficients.copy(from: tile.target) }
            let gram = try Gram(rowsOf: scores, cancellation: workers.cancellation)
            let metric = try Gram(rowsOf: basis, cancellation: workers.cancellation)
            guard let ritz = SymmetricEigen(gram, metric: metric) else { break }
            let rotation = Matrix(ritz.vectors.map { $0.map(Float.init) })
            for matrix in [basis, image, scores] {
                try Self.rotate(matrix, by: rotation, workers: workers)
            }
            let values = ritz.values.prefix(count).map { max(0, $0).squareRoot() }
            let settled = Self.settled(values, after: known, squaredNorm: data.squaredNorm)
            known = values
            if settled || width == min(data.pixels, data.positions) && pass > 1 { break }
        }
        singularValues = known
        components = basis
        self.scores = scores
        var rest = data.squaredNorm
        let elements = Double(data.pixels) * Double(data.positions)
        meanSquareErrors = known.map { value in
            rest -= value * value
            return max(0, rest) / elements
        }
    }

    /// True when no squared singular value changed by more than 2e-7 of itself, 1e-8 of what all of them leave
    /// unexplained (noise, whose vectors settle slowly and do not matter), or 1e-12 of the whole (rounding).
    private static func settled(_ values: [Double], after previous: [Double], squaredNorm: Double) -> Bool {
        let rest = values.reduce(squaredNorm) { $0 - $1 * $1 }
        let negligible = max(1e-8 * rest, 1e-12 * squaredNorm)
        return zip(values, previous).allSatisfy { abs($0 * $0 - $1 * $1) <= max(2e-7 * $0 * $0, negligible) }
    }

    /// Replaces rows by rotation · rows, in fixed ranges of columns.
    private static func rotate(_ matrix: Matrix, by rotation: Matrix, workers: Workers) throws(EngineError) {
        let ranges = cut(matrix.columns, every: 4096)
        try workers.forEachTile(ranges.count) { (range, _) throws(EngineError) in
            let part = matrix.columns(ranges[range])
            let rotated = Matrix(rows: part.rows, columns: part.columns)
            multiply(rotation, part, into: rotated)
            part.copy(from: rotated)
        }
    }
}
