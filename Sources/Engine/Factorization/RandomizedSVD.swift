/// The largest singular values of the uncentred data with their vectors, by subspace iteration with a random start
/// (Halko, Martinsson & Tropp 2011, SIAM Review 53, algorithm 4.4) and a Rayleigh-Ritz step in every pass.
struct RandomizedSVD {
    /// Descending; as many as were asked for.
    let singularValues: [Double]
    /// Left vectors: count x pixels, orthonormal rows.
    let components: Matrix
    /// Projections of the data: count x positions; row i has length `singularValues[i]`.
    let scores: Matrix
    /// Entry k - 1: the squared error per pixel and position of the best approximation of rank k.
    let meanSquareErrors: [Double]

    /// Passes over the data at most, after the first.
    private static let maximumPasses = 16

    /// - Parameters:
    ///   - count: at most the smaller of pixels and positions.
    ///   - seed: of the random start.
    /// - Throws: `cancelled`, `cube`.
    init(of data: any DataOperator, count: Int, seed: UInt64, workers: Workers) throws(EngineError) {
        let width = min(data.pixels, data.positions, max(2 * count, count + 10))
        var basis = Matrix(rows: width, columns: data.pixels)
        var image = Matrix(rows: width, columns: data.pixels)
        let scores = Matrix(rows: width, columns: data.positions)
        RandomStart(seed: seed, k: 0, restart: 0).fill(scores.view, offset: 0.5)
        try data.pass(components: nil, coefficients: scores.view, accumulated: image.view, workers: workers) { _ in }
        var known = [Double](repeating: 0, count: count)
        for pass in 1...Self.maximumPasses {
            swap(&basis, &image)
            try workers.cancellation.check()
            orthonormalizeRows(basis.view)
            try data.pass(
                components: basis.view, coefficients: scores.view, accumulated: image.view, workers: workers
            ) { tile in tile.coefficients.copy(from: tile.target) }
            let gram = try Gram(rowsOf: scores.view, cancellation: workers.cancellation)
            let metric = try Gram(rowsOf: basis.view, cancellation: workers.cancellation)
            guard let ritz = SymmetricEigen(gram, metric: metric) else { break }
            let rotation = Matrix(ritz.vectors.map { $0.map(Float.init) })
            for view in [basis.view, image.view, scores.view] {
                try Self.rotate(view, by: rotation.view, workers: workers)
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
    private static func rotate(_ view: MatrixView, by rotation: MatrixView, workers: Workers) throws(EngineError) {
        let ranges = cut(view.columns, every: 4096)
        try workers.forEachTile(ranges.count) { (range, _) throws(EngineError) in
            let part = view.columns(ranges[range])
            let rotated = Matrix(rows: part.rows, columns: part.columns)
            multiply(rotation, part, into: rotated.view)
            part.copy(from: rotated.view)
        }
    }
}
