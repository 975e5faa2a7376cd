import Questions

/// What a tie-breaker adds to the Gram matrix or the target of a half-step: nothing else in a method knows of it.
extension TieBreaker {
    /// For the half-step on components S, from C Cᵀ.
    ///
    /// Orthogonality: w · g · sum over i < j of <S_i, S_j>, so w·g off the diagonal (M. Shiga et al., Ultramicroscopy
    /// 170, 2016). Volume: w · g / 2 · sum of ||S_i - mean||², the spread of the components, so w·g (1 - 1/k) on the
    /// diagonal and -w·g / k off it. g is the mean of the diagonal.
    func components(_ gram: Gram) -> Gram {
        guard kind != .sparsity, gram.size > 1 else { return gram }
        let strength = weight * gram.meanDiagonal
        let (on, off) =
            kind == .orthogonality
            ? (0, strength) : (strength * (1 - 1 / Double(gram.size)), -strength / Double(gram.size))
        var result = gram
        for row in 0..<gram.size {
            for column in 0..<gram.size { result[row, column] += row == column ? on : off }
        }
        return result
    }

    /// What sparsity takes from every target of a half-step on distributions: the slope of w · g · c · sum |C|, g being
    /// the mean of the Gram matrix's diagonal and c the coefficients' root mean square.
    func targetReduction(_ slot: RunSlot, positions: Int) -> Float {
        guard kind == .sparsity else { return 0 }
        let meanSquare = slot.coefficientGram.meanDiagonal / Double(max(1, positions))
        return Float(weight * slot.componentGram.meanDiagonal * meanSquare.squareRoot())
    }
}

extension Gram {
    fileprivate var meanDiagonal: Double {
        (0..<size).reduce(0.0) { $0 + self[$1, $1] } / Double(max(1, size))
    }
}
