import DataCube

extension Metadatum {
    /// A duration: `100 ms`.
    init(_ name: String, seconds: Double) {
        self.init(name, Self.spelling(seconds, [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]))
    }

    /// A length: `1.15 m`, `105 mm`.
    init(_ name: String, metres: Double) {
        self.init(name, Self.spelling(metres, [(1, "m"), (1e-3, "mm"), (1e-6, "µm"), (1e-9, "nm")]))
    }

    /// In the largest unit that is not more than the value, six digits at most.
    private static func spelling(_ value: Double, _ units: [(size: Double, name: String)]) -> String {
        // What was rounded to just below a unit belongs to it.
        let unit = units.first { abs(value) >= $0.size * (1 - 1e-9) } ?? units[units.count - 1]
        return plain(value / unit.size) + " " + unit.name
    }

    /// Six digits at most, without trailing zeros.
    static func plain(_ value: Double) -> String {
        guard value.isFinite, value != 0, abs(value) < 1e9, abs(value) > 1e-9 else { return "\(value)" }
        var scale = 1.0
        while abs(value) * scale < 1e5 { scale *= 10 }
        let text = "\((value * scale).rounded() / scale)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
