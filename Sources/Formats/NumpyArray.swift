import DataCube

/// An n-dimensional array as NumPy files hold it, in C order.
public struct NumpyArray: Equatable, Sendable {
    /// The elements, C order.
    public enum Elements: Equatable, Sendable {
        case float32([Float])
        case float64([Double])
        case uint8([UInt8])
        case uint16([UInt16])
        case int32([Int32])
        case int64([Int64])
        case bool([Bool])
        /// One text; the shape is `[]`. Text that ends in NUL loses it, as in NumPy.
        case string(String)
    }

    /// Sizes of the axes, slowest first; `[]` is a scalar.
    public let shape: [Int]
    public let elements: Elements

    /// - Precondition: the product of `shape` is the number of elements.
    public init(shape: [Int], elements: Elements) {
        precondition(shape.reduce(1, *) == elements.count, "an array holds one element per index")
        self.shape = shape
        self.elements = elements
    }

    /// A text scalar.
    public init(_ text: String) { self.init(shape: [], elements: .string(text)) }

    /// A one-dimensional array.
    public init(_ values: [Double]) { self.init(shape: [values.count], elements: .float64(values)) }

    /// A map, rows x columns, as float32.
    public init(_ map: ScanMap) {
        self.init(shape: [map.shape.rows, map.shape.columns], elements: .float32(map.values))
    }

    /// A pattern, rows x columns, as float32.
    public init(_ pattern: DiffractionPattern) {
        self.init(shape: [pattern.shape.rows, pattern.shape.columns], elements: .float32(pattern.values))
    }

    /// The numbers as Double (truth values as 0 and 1); nil for text.
    public var doubles: [Double]? {
        switch elements {
        case .float32(let values): values.map(Double.init)
        case .float64(let values): values
        case .uint8(let values): values.map(Double.init)
        case .uint16(let values): values.map(Double.init)
        case .int32(let values): values.map(Double.init)
        case .int64(let values): values.map(Double.init)
        case .bool(let values): values.map { $0 ? 1 : 0 }
        case .string: nil
        }
    }

    /// The numbers as Float; nil for text.
    public var floats: [Float]? {
        if case .float32(let values) = elements { values } else { doubles?.map(Float.init) }
    }

    /// The text of a text scalar.
    public var text: String? {
        if case .string(let text) = elements { text } else { nil }
    }

    /// Reads a .npy file.
    public init(readingFrom path: String) throws(FormatError) {
        let bytes = try FileBytes(path: path)
        self = try NumpyArray(npyBytes: bytes.prefix(bytes.count), name: path)
    }

    /// Writes a .npy file (version 1.0), whole or not at all.
    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false.
    public func write(to path: String, overwrite: Bool = false) throws(FormatError) {
        try AtomicFile.write(npyBytes, to: path, overwrite: overwrite)
    }
}

extension NumpyArray.Elements {
    /// Number of elements.
    public var count: Int {
        switch self {
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .uint8(let values): values.count
        case .uint16(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .bool(let values): values.count
        case .string: 1
        }
    }
}
