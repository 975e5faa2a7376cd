/// The part of an image that is shown, in image coordinates (integer = pixel centre): rows top…top + height.
public struct ImageWindow: Hashable, Sendable {
    /// Upper edge of the first row shown; -0.5 is the image's edge.
    public var top: Double
    /// Left edge of the first column shown.
    public var left: Double
    /// How many rows of the image are shown.
    public var height: Double
    /// How many columns of the image are shown.
    public var width: Double

    public init(top: Double, left: Double, height: Double, width: Double) {
        self.top = top
        self.left = left
        self.height = height
        self.width = width
    }

    /// All of an image of rows x columns.
    public static func whole(rows: Int, columns: Int) -> ImageWindow {
        ImageWindow(top: -0.5, left: -0.5, height: Double(rows), width: Double(columns))
    }

    /// Magnified by `factor` (1 shows all) around a point, kept within an image of rows x columns.
    public static func zoomed(
        rows: Int, columns: Int, factor: Double, row: Double, column: Double
    ) -> ImageWindow {
        let height = Double(rows) / max(1, factor)
        let width = Double(columns) / max(1, factor)
        return ImageWindow(
            top: max(-0.5, min(row - height / 2, Double(rows) - 0.5 - height)),
            left: max(-0.5, min(column - width / 2, Double(columns) - 0.5 - width)), height: height, width: width)
    }
}

/// How an image lies on the screen: square pixels, as large as a rectangle allows. Drawing and mouse share it.
public struct HeatmapGeometry: Hashable, Sendable {
    /// The cells covered, centred in the rectangle asked for.
    public let cells: Rect
    /// The part of the image shown.
    public let window: ImageWindow
    /// Screen pixels, rows x columns.
    public let pixelRows: Int
    public let pixelColumns: Int
    /// How they lie in cells.
    public let grid: PixelGrid

    /// Nil when the rectangle cannot hold a single pixel.
    public init?(window: ImageWindow, in rect: Rect, ability: ScreenAbility) {
        let grid = ability.grid
        let roomRows = rect.rows * grid.rows
        let roomColumns = rect.columns * grid.columns
        guard roomRows >= 1, roomColumns >= 1, window.height > 0, window.width > 0 else { return nil }
        // Widths of a cell per image pixel.
        let scale = min(
            Double(roomRows) * grid.pixelHeight / window.height, Double(roomColumns) * grid.pixelWidth / window.width)
        // Whole cells, so that no part of one is left at an edge.
        func whole(_ length: Double, _ room: Int, _ step: Int) -> Int {
            max(step, min(room, Int(length.rounded()) / step * step))
        }
        pixelRows = whole(window.height * scale / grid.pixelHeight, roomRows, grid.rows)
        pixelColumns = whole(window.width * scale / grid.pixelWidth, roomColumns, grid.columns)
        let cellRows = pixelRows / grid.rows
        let cellColumns = pixelColumns / grid.columns
        cells = Rect(
            row: rect.row + (rect.rows - cellRows) / 2, column: rect.column + (rect.columns - cellColumns) / 2,
            rows: cellRows, columns: cellColumns)
        self.grid = grid
        self.window = window
    }

    /// Image pixels per screen pixel, vertically.
    public var rowStep: Double { window.height / Double(pixelRows) }
    /// Image pixels per screen pixel, horizontally.
    public var columnStep: Double { window.width / Double(pixelColumns) }

    /// The image point under the middle of a cell; it may lie outside the image.
    public func imagePoint(row: Int, column: Int) -> (row: Double, column: Double) {
        let pixelRow = (Double(row - cells.row) + 0.5) * Double(grid.rows)
        let pixelColumn = (Double(column - cells.column) + 0.5) / grid.pixelWidth
        return (window.top + pixelRow * rowStep, window.left + pixelColumn * columnStep)
    }

    /// The screen pixel that shows an image point; it may lie outside the cells, at most a million pixels away.
    public func pixel(row: Double, column: Double) -> (row: Int, column: Int) {
        (Self.whole((row - window.top) / rowStep), Self.whole((column - window.left) / columnStep))
    }

    private static func whole(_ place: Double) -> Int {
        place.isNaN ? -1_000_000 : Int(max(-1e6, min(1e6, place)).rounded(.down))
    }

    /// The screen pixels that an image pixel covers, at least one.
    public func pixels(ofRow row: Int, column: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let first = pixel(row: Double(row) - 0.5 + 1e-9, column: Double(column) - 0.5 + 1e-9)
        let last = pixel(row: Double(row) + 0.5 - 1e-9, column: Double(column) + 0.5 - 1e-9)
        return (first.row..<max(last.row, first.row) + 1, first.column..<max(last.column, first.column) + 1)
    }
}
