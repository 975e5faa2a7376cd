extension NumpyArray {
    /// The array as a .npy file holds it: version 1.0, little-endian, data at a multiple of 64 bytes.
    public var npyBytes: [UInt8] {
        let (descr, data) = elements.stored
        return NpyHeader(descr: descr, shape: shape).bytes + data
    }

    /// Reads the bytes of a .npy file, of any version, byte order and axis order.
    /// - Parameter name: what errors call it.
    /// - Throws: `FormatError` for a damaged file, and for element types without a case in `Elements`.
    public init(npyBytes: [UInt8], name: String) throws(FormatError) {
        let header = try NpyHeader(npyBytes, path: name)
        var count = 1
        for size in header.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw Self.cutShort(name, header, npyBytes.count) }
            count = product
        }
        guard let reader = ElementReader(descr: header.descr) else {
            throw FormatError(
                .unsupported, path: name, place: "descr '\(header.descr)'", what: "this element type is not read",
                remedy: "float32, float64, uint8, uint16, int32, int64, truth values and one text are read")
        }
        let (size, overflow) = count.multipliedReportingOverflow(by: reader.width)
        guard !overflow, size <= npyBytes.count - header.dataOffset else {
            throw Self.cutShort(name, header, npyBytes.count)
        }
        let order = header.fortranOrder ? Self.fortranOrder(header.shape, count: count) : nil
        let data = npyBytes[header.dataOffset..<header.dataOffset + size]
        guard let elements = reader.elements(data, count: count, order: order) else {
            throw FormatError(
                .unsupported, path: name, place: "descr '\(header.descr)'", what: "an array of texts is not read",
                remedy: "A single text is")
        }
        self.init(shape: header.shape, elements: elements)
    }

    private static func cutShort(_ name: String, _ header: NpyHeader, _ count: Int) -> FormatError {
        FormatError(
            .malformed, path: name, place: "byte \(count)",
            what: "the file ends before the \(header.shape) elements of '\(header.descr)' that its header promises",
            remedy: "Fetch or compute it again")
    }

    /// For each index in C order, where a Fortran-ordered file has it; nil where both orders are the same.
    private static func fortranOrder(_ shape: [Int], count: Int) -> [Int]? {
        guard shape.count > 1 else { return nil }
        var strides: [Int] = []
        var step = 1
        for size in shape {
            strides.append(step)
            step *= size
        }
        return (0..<count).map { index in
            var rest = index
            var place = 0
            for axis in shape.indices.reversed() {
                place += rest % shape[axis] * strides[axis]
                rest /= shape[axis]
            }
            return place
        }
    }
}

extension NumpyArray.Elements {
    /// The NumPy spelling of the type and the little-endian bytes.
    fileprivate var stored: (descr: String, data: [UInt8]) {
        switch self {
        case .float32(let values): ("<f4", littleEndian(values.map(\.bitPattern)))
        case .float64(let values): ("<f8", littleEndian(values.map(\.bitPattern)))
        case .uint8(let values): ("|u1", values)
        case .uint16(let values): ("<u2", littleEndian(values))
        case .int32(let values): ("<i4", littleEndian(values))
        case .int64(let values): ("<i8", littleEndian(values))
        case .bool(let values): ("|b1", values.map { $0 ? 1 : 0 })
        case .string(let text):
            // An empty text is stored as one NUL: NumPy has no zero-width strings in files.
            (
                "<U\(max(1, text.unicodeScalars.count))",
                littleEndian(text.isEmpty ? [UInt32(0)] : text.unicodeScalars.map(\.value))
            )
        }
    }
}

private func littleEndian<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    let ordered = 1.littleEndian == 1 ? values : values.map(\.littleEndian)
    return ordered.withUnsafeBytes { Array($0) }
}

/// Turns stored bytes into elements.
private struct ElementReader {
    private let kind: Character
    private let isBig: Bool
    /// Bytes per element.
    let width: Int

    /// Nil for types without a case in `NumpyArray.Elements`.
    init?(descr: String) {
        let characters = Array(descr)
        guard characters.count >= 3, "<>|=".contains(characters[0]), let number = Int(String(characters[2...])) else {
            return nil
        }
        kind = characters[1]
        isBig = characters[0] == ">"
        switch (kind, number) {
        case ("f", 4), ("f", 8), ("u", 1), ("u", 2), ("i", 4), ("i", 8), ("b", 1): width = number
        case ("U", 0...(1 << 24)): width = number * 4
        default: return nil
        }
    }

    /// - Parameter order: where each element is, in elements from the start; as stored where nil.
    func elements(_ data: ArraySlice<UInt8>, count: Int, order: [Int]?) -> NumpyArray.Elements? {
        switch (kind, width) {
        case ("f", 4): return .float32(integers(UInt32.self, data, count, order).map(Float.init(bitPattern:)))
        case ("f", 8): return .float64(integers(UInt64.self, data, count, order).map(Double.init(bitPattern:)))
        case ("u", 1): return .uint8(integers(UInt8.self, data, count, order))
        case ("u", 2): return .uint16(integers(UInt16.self, data, count, order))
        case ("i", 4): return .int32(integers(Int32.self, data, count, order))
        case ("i", 8): return .int64(integers(Int64.self, data, count, order))
        case ("b", _): return .bool(integers(UInt8.self, data, count, order).map { $0 != 0 })
        default:
            guard count == 1 else { return nil }
            var scalars = integers(UInt32.self, data, width / 4, nil)
            while scalars.last == 0 { scalars.removeLast() }
            var text = String.UnicodeScalarView()
            for scalar in scalars { text.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
            return .string(String(text))
        }
    }

    private func integers<Value: FixedWidthInteger>(
        _ type: Value.Type, _ data: ArraySlice<UInt8>, _ count: Int, _ order: [Int]?
    ) -> [Value] {
        data.withUnsafeBytes { bytes in
            (0..<count).map { index in
                let value = bytes.loadUnaligned(
                    fromByteOffset: (order?[index] ?? index) * MemoryLayout<Value>.size, as: Value.self)
                return isBig ? Value(bigEndian: value) : Value(littleEndian: value)
            }
        }
    }
}
