import CKernels

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

    /// Elements that lie one after the other, as Float.
    /// - Parameters:
    ///   - elements: `count * byteCount` bytes, of any alignment.
    ///   - target: room for `count` elements.
    @inline(__always)
    public func convert(
        _ elements: UnsafeRawPointer, count: Int, order: ByteOrder, into target: UnsafeMutablePointer<Float>
    ) {
        elements_convert(element_form(self, order), Int64(count), elements, target)
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

extension element_form {
    /// A number in the order of the machine, or in the other.
    package init(_ type: ElementType, _ order: ByteOrder) {
        let kernelType: element_type =
            switch type {
            case .uint8: ELEMENT_UINT8
            case .uint16: ELEMENT_UINT16
            case .uint32: ELEMENT_UINT32
            case .uint64: ELEMENT_UINT64
            case .int8: ELEMENT_INT8
            case .int16: ELEMENT_INT16
            case .int32: ELEMENT_INT32
            case .int64: ELEMENT_INT64
            case .float16: ELEMENT_FLOAT16
            case .float32: ELEMENT_FLOAT32
            case .float64: ELEMENT_FLOAT64
            }
        self.init(type: kernelType, swapped: order != .native)
    }

    /// Float as Swift has it.
    static var single: element_form { element_form(.float32, .native) }
}
