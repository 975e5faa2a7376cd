/// A real number per probe position, row-major (scan rows x scan columns): a virtual image or a distribution.
public struct ScanMap: Equatable, Sendable {
    public let shape: ScanShape
    /// `shape.count` values; NaN where a position was left out.
    public var values: [Float]

    /// - Precondition: `values.count == shape.count`.
    public init(shape: ScanShape, values: [Float]) {
        precondition(values.count == shape.count, "a map holds one value per probe position")
        self.shape = shape
        self.values = values
    }

    /// The value at a probe position.
    public subscript(position: ScanPosition) -> Float { values[shape.index(position)] }
}

/// A real number per detector pixel, row-major (detector rows x detector columns).
public struct DiffractionPattern: Equatable, Sendable {
    public let shape: DetectorShape
    /// `shape.count` values; NaN at masked pixels.
    public var values: [Float]

    /// - Precondition: `values.count == shape.count`.
    public init(shape: DetectorShape, values: [Float]) {
        precondition(values.count == shape.count, "a pattern holds one value per pixel")
        self.shape = shape
        self.values = values
    }

    /// The value of a pixel.
    public subscript(row: Int, column: Int) -> Float { values[row * shape.columns + column] }
}
