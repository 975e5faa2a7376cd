/// Source: A. Cichocki, R. Zdunek & S. Amari, Hierarchical ALS algorithms (ICA 2007): each row of the coefficients is
/// set to its best non-negative value while the others stay, one after the other; the mean square error never rises.
///
/// A row whose factor died (zero on the diagonal) becomes zero.
struct HierarchicalLeastSquares: FactorizationMethod {
    func halfStep(gram: Gram) -> any HalfStep { Step(gram: gram.single) }

    private struct Step: HalfStep {
        let gram: Matrix

        func apply(target: Matrix, coefficients: Matrix) {
            for index in 0..<coefficients.rows {
                let row = coefficients.row(index)
                let wanted = target.row(index)
                let diagonal = gram[index, index]
                let factor = diagonal > 0 ? 1 / diagonal : 0
                for column in 0..<coefficients.columns {
                    var rest = wanted[column]
                    for other in 0..<coefficients.rows { rest -= gram[index, other] * coefficients[other, column] }
                    let value = row[column] + rest * factor
                    row[column] = factor > 0 && value > 0 ? value : 0
                }
            }
        }
    }
}
