/// How alike the components of two factorizations are, whatever their order.
package struct ComponentMatching: Equatable {
    /// For each component of the first the component of the second that is matched to it.
    package let partners: [Int]
    /// The cosine of each pair, 0…1; 0 where a component died.
    package let similarities: [Double]

    /// Matches one-to-one so that the sum of cosines is largest.
    /// - Parameters:
    ///   - first: k x pixels, rows of any length.
    ///   - second: at least as many rows x the same pixels.
    package init(_ first: Matrix, _ second: Matrix) {
        let products = Matrix(rows: first.rows, columns: second.rows)
        multiplyTransposed(first, second, into: products)
        func lengths(_ matrix: Matrix) -> [Double] {
            (0..<matrix.rows).map {
                Summation.dot(matrix.row($0), matrix.row($0), count: matrix.columns).squareRoot()
            }
        }
        let (left, right) = (lengths(first), lengths(second))
        let cosines = left.indices.map { row in
            right.indices.map { column in
                let length = left[row] * right[column]
                return length > 0 ? min(1, max(0, Double(products[row, column]) / length)) : 0
            }
        }
        let partners = bestAssignment(cosines)
        self.partners = partners
        similarities = partners.indices.map { cosines[$0][partners[$0]] }
    }

    /// Mean cosine.
    package var mean: Double { similarities.reduce(0, +) / Double(max(1, similarities.count)) }
    /// The cosine of the least alike pair.
    package var least: Double { similarities.min() ?? 1 }
}
