/// The largest singular values of the uncentred data with their vectors, in few passes over the data: a randomized
/// block Krylov method (Musco & Musco 2015, NeurIPS 28, algorithm 2) with full reorthogonalization.
///
/// Every pass adds a block of orthonormal directions in the space of pixels and keeps what the data are along them, so
/// the data's projection on all directions is known without another pass: B in X ≈ Q B.
package struct KrylovSVD: Sendable {
    /// Descending; the first `count` have settled, the others are lower bounds.
    package let singularValues: [Double]
    /// Left vectors: rank x pixels, orthonormal rows.
    package let components: Matrix
    /// Projections of the data: rank x positions; row i has length `singularValues[i]`.
    package let scores: Matrix
    package let squaredNorm: Double
    private let elements: Double

    /// Directions that one pass adds.
    private static let blockWidth = 16
    /// Passes over the data at most, after the first.
    private static let maximumPasses = 16

    /// - Parameters:
    ///   - count: how many singular values must be right; at most the smaller of pixels and positions.
    ///   - rank: how many directions to find at least, where there are so many.
    ///   - seed: of the random start.
    ///   - steps: each pass is one.
    /// - Throws: `cancelled`, `cube`.
    /// - Complexity: a pass is 4 · pixels · positions · 16 operations; about rank / 16 passes, more where values are
    ///   slow to settle.
    package init(
        of data: any DataOperator, count: Int, rank: Int, seed: UInt64, workers: Workers, _ steps: Steps = .none
    ) throws(EngineError) {
        let most = min(data.pixels, data.positions)
        let side = data.positionSide
        var directions: [Matrix] = []
        var images: [Matrix] = []
        var known = [Double](repeating: 0, count: count)
        var rotation: SymmetricEigen?
        var gram = Gram(size: 0)
        var metric = Gram(size: 0)

        var next = Matrix(rows: min(Self.blockWidth, most), columns: data.pixels)
        let random = Matrix(rows: next.rows, columns: data.positions)
        RandomStart(seed: seed, k: 0, restart: 0).fill(random, offset: 0.5)
        let first = next
        try steps.within("pass0").fill([first]) { () throws(EngineError) in
            try side.pass(other: nil, coefficients: random, projection: first, workers: workers) { _ in }
        }
        for pass in 1...Self.maximumPasses {
            try orthonormalizeRows(next, against: directions, seed: seed, workers: workers)
            let image = Matrix(rows: next.rows, columns: data.positions)
            let wide = min(Self.blockWidth, most - gram.size - next.rows)
            let following = Matrix(rows: next.rows, columns: data.pixels)
            let direction = next
            try steps.within("pass\(pass)").fill([image, following]) { () throws(EngineError) in
                try side.pass(
                    other: direction, coefficients: image, projection: wide > 0 ? following : nil, workers: workers
                ) { tile in tile.coefficients.copy(from: tile.target) }
            }
            directions.append(next)
            images.append(image)
            gram = try gram.extended(by: image, after: images.dropLast(), workers: workers)
            // Directions are orthonormal to single precision only: the metric makes the values right to double.
            metric = try metric.extended(by: next, after: directions.dropLast(), workers: workers)
            guard let eigen = SymmetricEigen(gram, metric: metric) else { break }
            rotation = eigen
            let values = eigen.values.prefix(count).map { max(0, $0).squareRoot() }
            let settled = gram.size >= count && Self.settled(values, after: known, squaredNorm: data.squaredNorm)
            if values.count == count { known = values }
            if wide <= 0 || settled && gram.size >= min(rank, most) && pass > 1 { break }
            next = following.rows(0..<min(wide, following.rows))
        }
        let vectors = rotation?.vectors ?? (0..<gram.size).map { row in (0..<gram.size).map { $0 == row ? 1 : 0 } }
        let kept = max(count, min(gram.size, max(rank, count)))
        let turned = Matrix(vectors.prefix(kept).map { $0.map(Float.init) })
        components = try Self.rotated(directions, by: turned, workers: workers)
        scores = try Self.rotated(images, by: turned, workers: workers)
        singularValues = rotation.map { $0.values.prefix(kept).map { max(0, $0).squareRoot() } } ?? []
        squaredNorm = data.squaredNorm
        elements = data.elements
    }

    /// Entry k - 1: the squared error per pixel and position of the best approximation of rank k.
    package var meanSquareErrors: [Double] {
        var rest = squaredNorm
        return singularValues.map { value in
            rest -= value * value
            return max(0, rest) / elements
        }
    }

    /// True when no squared singular value changed by more than 2e-7 of itself, 1e-5 of what all of them leave
    /// unexplained (noise, whose vectors settle slowly and do not matter), or 1e-12 of the whole (rounding).
    private static func settled(_ values: [Double], after previous: [Double], squaredNorm: Double) -> Bool {
        let rest = values.reduce(squaredNorm) { $0 - $1 * $1 }
        let negligible = max(1e-5 * rest, 1e-12 * squaredNorm)
        return zip(values, previous).allSatisfy { abs($0 * $0 - $1 * $1) <= max(2e-7 * $0 * $0, negligible) }
    }

    /// rotation · (the blocks' rows, one below the other), in fixed ranges of columns.
    private static func rotated(
        _ blocks: [Matrix], by rotation: Matrix, workers: Workers
    ) throws(EngineError) -> Matrix {
        let result = Matrix(rows: rotation.rows, columns: blocks.first?.columns ?? 0)
        let ranges = cut(result.columns, every: 2048)
        try workers.forEachTile(ranges.count) { (index, _) throws(EngineError) in
            var row = 0
            for block in blocks {
                multiply(
                    rotation.columns(row..<row + block.rows), block.columns(ranges[index]),
                    into: result.columns(ranges[index]), row == 0 ? .overwrite : .add)
                row += block.rows
            }
        }
        return result
    }
}

extension Gram {
    /// The inner products of the rows of several blocks, from those of all but the newest.
    fileprivate func extended(
        by newest: Matrix, after others: ArraySlice<Matrix>, workers: Workers
    ) throws(EngineError) -> Gram {
        var result = Gram(size: size + newest.rows)
        for row in 0..<size { for column in 0..<size { result[row, column] = self[row, column] } }
        let own = try Gram(rowsOf: newest, cancellation: workers.cancellation)
        for row in 0..<newest.rows {
            for column in 0..<newest.rows { result[size + row, size + column] = own[row, column] }
        }
        let width = result.size
        try result.values.withUnsafeMutableBufferPointer { values throws(EngineError) in
            // Safe: every tile has a row and a column of its own.
            nonisolated(unsafe) let values = values
            try workers.forEachTile(newest.rows) { (row, _) throws(EngineError) in
                var column = 0
                for other in others {
                    for index in 0..<other.rows {
                        let product = Summation.dot(newest.row(row), other.row(index), count: newest.columns)
                        values[(size + row) * width + column] = product
                        values[column * width + size + row] = product
                        column += 1
                    }
                }
            }
        }
        return result
    }
}
