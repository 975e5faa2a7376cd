import DataCube
import Formats

/// Bytes put together number by number.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func put<Value: FixedWidthInteger>(_ value: Value, _ order: ByteOrder = .little) {
        withUnsafeBytes(of: order == .little ? value.littleEndian : value.bigEndian) { bytes += $0 }
    }

    mutating func put(_ text: String) { bytes += text.utf8 }

    /// A number as an element of the given type.
    mutating func put(_ value: Int, as type: ElementType, _ order: ByteOrder) {
        switch type {
        case .uint8: put(UInt8(value), order)
        case .uint16: put(UInt16(value), order)
        case .uint32: put(UInt32(value), order)
        case .uint64: put(UInt64(value), order)
        case .int8: put(Int8(value), order)
        case .int16: put(Int16(value), order)
        case .int32: put(Int32(value), order)
        case .int64: put(Int64(value), order)
        case .float16: put(Float16(value).bitPattern, order)
        case .float32: put(Float(value).bitPattern, order)
        case .float64: put(Double(value).bitPattern, order)
        }
    }
}

/// Small files of each format, made byte by byte; the element at row-major index i of any of them is `element(i)`.
enum Samples {
    /// Fits every element type, and repeats itself only after a prime number; signed types also see it negated at every third place.
    static func element(_ index: Int, _ type: ElementType = .uint8) -> Int {
        let value = (index * 37 + 11) % 113
        let isUnsigned = type.rawValue.hasPrefix("u")
        return !isUnsigned && index % 3 == 0 ? -value : value
    }

    /// A .npy file of any version, written by hand.
    static func npy(
        _ shape: [Int], _ type: ElementType = .uint16, _ order: ByteOrder = .little, fortran: Bool = false,
        version: UInt8 = 1, descr: String? = nil
    ) -> [UInt8] {
        let kind = type.isInteger ? (type.rawValue.hasPrefix("u") ? "u" : "i") : "f"
        let mark = type.byteCount == 1 ? "|" : order == .little ? "<" : ">"
        let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let text =
            "{'descr': '\(descr ?? "\(mark)\(kind)\(type.byteCount)")', "
            + "'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(sizes)), }\n"
        var writer = ByteWriter(bytes: [0x93] + Array("NUMPY".utf8) + [version, 0])
        if version == 1 { writer.put(UInt16(text.utf8.count)) } else { writer.put(UInt32(text.utf8.count)) }
        writer.put(text)
        for index in storageOrder(shape, fortran: fortran) { writer.put(element(index, type), as: type, order) }
        return writer.bytes
    }

    /// Row-major indices in the order that a file has them.
    private static func storageOrder(_ shape: [Int], fortran: Bool) -> [Int] {
        let count = shape.reduce(1, *)
        guard fortran else { return Array(0..<count) }
        return (0..<count).map { place in
            var rest = place
            var coordinates: [Int] = []
            for size in shape {
                coordinates.append(rest % size)
                rest /= size
            }
            return zip(shape, coordinates).reduce(0) { $0 * $1.0 + $1.1 }
        }
    }
}
