import DataCube

extension ElementType {
    /// Stores numbers in this type and the byte order of the machine. Integer types take the nearest value in their
    /// range; NaN becomes 0.
    ///
    /// - Parameter target: room for as many elements, aligned for them.
    func store(_ values: UnsafeBufferPointer<Float>, into target: UnsafeMutableRawPointer) {
        switch self {
        case .uint8: Self.store(values, target, Self.rounded(to: UInt8.self))
        case .int8: Self.store(values, target, Self.rounded(to: Int8.self))
        case .uint16: Self.store(values, target, Self.rounded(to: UInt16.self))
        case .int16: Self.store(values, target, Self.rounded(to: Int16.self))
        case .uint32: Self.store(values, target, Self.rounded(to: UInt32.self))
        case .int32: Self.store(values, target, Self.rounded(to: Int32.self))
        case .uint64: Self.store(values, target, Self.rounded(to: UInt64.self))
        case .int64: Self.store(values, target, Self.rounded(to: Int64.self))
        case .float16: Self.store(values, target) { Float16($0) }
        case .float32: Self.store(values, target) { $0 }
        case .float64: Self.store(values, target) { Double($0) }
        }
    }

    /// True when every value of the type is a Float.
    var fitsFloat: Bool {
        switch self {
        case .uint8, .int8, .uint16, .int16, .float16, .float32: true
        case .uint32, .int32, .uint64, .int64, .float64: false
        }
    }

    @inline(__always)
    private static func store<Value>(
        _ values: UnsafeBufferPointer<Float>, _ target: UnsafeMutableRawPointer, _ convert: (Float) -> Value
    ) {
        let out = target.assumingMemoryBound(to: Value.self)
        for (index, value) in values.enumerated() { out[index] = convert(value) }
    }

    @inline(__always)
    private static func rounded<Value: FixedWidthInteger>(to type: Value.Type) -> (Float) -> Value {
        { value in
            if let whole = Value(exactly: value.rounded()) { return whole }
            return value.isNaN ? 0 : value < 0 ? .min : .max
        }
    }
}
