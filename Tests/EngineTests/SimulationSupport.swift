import Engine
import Foundation

/// A plain generator for tests of samplers (xorshift64*, Vigna 2016), unlike the one under test.
struct SystemIndependent {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    /// Uniform in (0, 1).
    mutating func uniform() -> Double {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return (Double((state &* 0x2545_f491_4f6c_dd1d) >> 12) + 0.5) * 0x1p-52
    }
}

/// A value written as JSON and read again.
func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}
