/// Rows x columns of the scan: how many probe positions there are each way.
public struct ScanShape: Hashable, Sendable, Codable {
    /// Number of scan rows (slow direction), at least 1.
    public let rows: Int
    /// Number of scan columns (fast direction), at least 1.
    public let columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// Number of probe positions.
    public var count: Int { rows * columns }

    /// Index of a position in row-major order.
    public func index(_ position: ScanPosition) -> Int { position.row * columns + position.column }

    /// The position at a row-major index.
    public func position(_ index: Int) -> ScanPosition { ScanPosition(row: index / columns, column: index % columns) }

    /// True when the position lies on the scan.
    public func contains(_ position: ScanPosition) -> Bool {
        (0..<rows).contains(position.row) && (0..<columns).contains(position.column)
    }
}

/// Rows x columns of the detector, in pixels.
public struct DetectorShape: Hashable, Sendable, Codable {
    /// Number of detector rows, at least 1.
    public let rows: Int
    /// Number of detector columns, at least 1.
    public let columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// Number of pixels in a pattern.
    public var count: Int { rows * columns }

    /// The geometric centre, in pixel-centre coordinates.
    public var middle: DetectorPoint { DetectorPoint(row: Double(rows - 1) / 2, column: Double(columns - 1) / 2) }
}

/// A probe position: integer row and column on the scan, origin top left.
public struct ScanPosition: Hashable, Sendable, Codable {
    public var row: Int
    public var column: Int

    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

/// A point on the detector in pixels; integer coordinates are pixel centres, origin top left.
public struct DetectorPoint: Hashable, Sendable, Codable {
    public var row: Double
    public var column: Double

    public init(row: Double, column: Double) {
        self.row = row
        self.column = column
    }

    /// Distance to another point, in pixels.
    public func distance(to other: DetectorPoint) -> Double {
        let rows = row - other.row
        let columns = column - other.column
        return (rows * rows + columns * columns).squareRoot()
    }
}
