/// The number type that a file stores per pixel.
public enum ElementType: String, CaseIterable, Hashable, Sendable, Codable {
    case uint8, uint16, uint32, uint64, int8, int16, int32, int64, float16, float32, float64

    /// Bytes per element.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8: 1
        case .uint16, .int16, .float16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// True for the integer types, which cannot hold a value that is not finite.
    public var isInteger: Bool {
        switch self {
        case .float16, .float32, .float64: false
        default: true
        }
    }

    /// The largest value the type can hold, for integer types: what a saturated pixel reads.
    public var saturation: Double? {
        switch self {
        case .uint8: Double(UInt8.max)
        case .uint16: Double(UInt16.max)
        case .uint32: Double(UInt32.max)
        case .uint64: Double(UInt64.max)
        case .int8: Double(Int8.max)
        case .int16: Double(Int16.max)
        case .int32: Double(Int32.max)
        case .int64: Double(Int64.max)
        case .float16, .float32, .float64: nil
        }
    }

    /// As shown in a title bar: u16, i32, f64.
    public var shortName: String { String(rawValue.prefix(1)) + rawValue.drop { !$0.isNumber } }
}

/// The order of a stored element's bytes.
public enum ByteOrder: String, Hashable, Sendable, Codable {
    case little, big

    /// The order of the machine this runs on.
    public static var native: ByteOrder { 1.littleEndian == 1 ? .little : .big }
}
