/// One of the eight ways to lay a plane: transposed first, then rows and columns reversed.
public struct PlaneOrientation: Hashable, Sendable, Codable {
    /// Exchange rows and columns.
    public var transposed: Bool
    /// Top becomes bottom (after the exchange).
    public var rowsReversed: Bool
    /// Left becomes right (after the exchange).
    public var columnsReversed: Bool

    public init(transposed: Bool = false, rowsReversed: Bool = false, columnsReversed: Bool = false) {
        self.transposed = transposed
        self.rowsReversed = rowsReversed
        self.columnsReversed = columnsReversed
    }

    /// As stored.
    public static let identity = PlaneOrientation()

    /// The plane turned by a quarter clockwise after this orientation.
    public var turnedClockwise: PlaneOrientation {
        // out(r, c) = in(R - 1 - c, r): transpose, then reverse columns; reversals change sides with the transposition.
        PlaneOrientation(
            transposed: !transposed, rowsReversed: columnsReversed, columnsReversed: !rowsReversed)
    }

    /// The plane mirrored top to bottom after this orientation.
    public var flippedVertically: PlaneOrientation {
        PlaneOrientation(transposed: transposed, rowsReversed: !rowsReversed, columnsReversed: columnsReversed)
    }

    /// The plane mirrored left to right after this orientation.
    public var flippedHorizontally: PlaneOrientation {
        PlaneOrientation(transposed: transposed, rowsReversed: rowsReversed, columnsReversed: !columnsReversed)
    }

    /// Rows x columns as shown, from rows x columns as stored.
    public func shape(rows: Int, columns: Int) -> (rows: Int, columns: Int) {
        transposed ? (columns, rows) : (rows, columns)
    }

    /// Row-major index in storage of what is shown at (row, column); `rows` x `columns` is the stored shape.
    public func storedIndex(row: Int, column: Int, rows: Int, columns: Int) -> Int {
        let shown = shape(rows: rows, columns: columns)
        let straightRow = rowsReversed ? shown.rows - 1 - row : row
        let straightColumn = columnsReversed ? shown.columns - 1 - column : column
        return transposed ? straightColumn * columns + straightRow : straightRow * columns + straightColumn
    }
}

extension PlaneOrientation {
    /// Where a stored point is shown; `rows` x `columns` is the stored shape.
    public func shown(_ point: DetectorPoint, rows: Int, columns: Int) -> DetectorPoint {
        let size = shape(rows: rows, columns: columns)
        let straight = transposed ? DetectorPoint(row: point.column, column: point.row) : point
        return DetectorPoint(
            row: rowsReversed ? Double(size.rows - 1) - straight.row : straight.row,
            column: columnsReversed ? Double(size.columns - 1) - straight.column : straight.column)
    }
}

/// How the scan and the patterns are laid before anything else looks at them.
public struct Orientation: Hashable, Sendable, Codable {
    public var scan: PlaneOrientation
    public var pattern: PlaneOrientation

    public init(scan: PlaneOrientation = .identity, pattern: PlaneOrientation = .identity) {
        self.scan = scan
        self.pattern = pattern
    }

    /// As stored.
    public static let identity = Orientation()
}
