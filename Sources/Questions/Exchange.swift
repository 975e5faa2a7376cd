import DataCube

extension Decomposition {
    /// The same product with `amount` times component `other` moved: S_i - a S_j in place of S_i, and C_j + a C_i in
    /// place of C_j. S_i is scaled back to the sum 1 and C_i against it, so that products stay in counts.
    ///
    /// Nothing is clipped: with an amount beyond what the pair can exchange, values turn negative. Masked values stay
    /// masked. The components keep their places, whatever their distributions then sum to. O(pixels + positions).
    ///
    /// - Parameters:
    ///   - i: the component that gives, 0-based.
    ///   - j: the component whose pattern is taken out of it, another one.
    ///   - amount: at least 0; where no more than 1e-4 of the component would be left, nothing changes.
    public func exchanged(_ i: Int, _ j: Int, by amount: Double) -> Decomposition {
        guard i != j, components.indices.contains(i), components.indices.contains(j), amount > 0, amount.isFinite,
            distributions.count == components.count, components[i].shape == components[j].shape,
            distributions[i].shape == distributions[j].shape
        else { return self }
        let part = Float(amount)
        var result = self
        var sum = 0.0
        for (pixel, value) in components[j].values.enumerated() {
            let rest = components[i].values[pixel] - part * value
            result.components[i].values[pixel] = rest
            if !rest.isNaN { sum += Double(rest) }
        }
        let scale = Float(sum)
        guard scale > 1e-4, scale.isFinite else { return self }
        for pixel in result.components[i].values.indices { result.components[i].values[pixel] /= scale }
        for (position, value) in distributions[i].values.enumerated() {
            result.distributions[i].values[position] = value * scale
            result.distributions[j].values[position] += part * value
        }
        return result
    }
}

extension ExchangeTable {
    /// The largest amount that component `i` can give to `j`; 0 where the table does not know the pair.
    public func largest(from i: Int, to j: Int) -> Double {
        guard i != j, largest.indices.contains(i), largest[i].indices.contains(j) else { return 0 }
        let amount = largest[i][j]
        return amount.isFinite ? max(0, amount) : 0
    }

    /// The components that `i` can give something to, the largest amount first.
    public func partners(of i: Int) -> [Int] {
        guard largest.indices.contains(i) else { return [] }
        let open = largest[i].indices.filter { largest(from: i, to: $0) > 0 }
        return open.sorted { (largest(from: i, to: $0), $1) > (largest(from: i, to: $1), $0) }
    }
}
