/// A picture of square pixels in sRGB, for files.
public struct Raster: Equatable, Sendable {
    public let rows: Int
    public let columns: Int
    /// Red, green and blue of each pixel, row-major.
    public private(set) var bytes: [UInt8]

    /// All of one colour.
    public init(rows: Int, columns: Int, _ color: RGB) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        bytes = []
        bytes.reserveCapacity(3 * self.rows * self.columns)
        for _ in 0..<self.rows * self.columns { bytes += [color.red, color.green, color.blue] }
    }

    /// The colour of a pixel; what is set outside is ignored.
    public subscript(row: Int, column: Int) -> RGB {
        get {
            let place = 3 * (row * columns + column)
            return RGB(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
        }
        set {
            guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
            let place = 3 * (row * columns + column)
            (bytes[place], bytes[place + 1], bytes[place + 2]) = (newValue.red, newValue.green, newValue.blue)
        }
    }

    /// Paints a rectangle; what lies outside is ignored.
    public mutating func fill(_ rect: Rect, _ color: RGB) {
        let (top, bottom) = (max(0, rect.row), min(rows, rect.bottom))
        let (left, right) = (max(0, rect.column), min(columns, rect.right))
        guard top < bottom, left < right else { return }
        for row in top..<bottom { for column in left..<right { self[row, column] = color } }
    }

    /// Draws every image pixel as a square of `magnification` pixels, its corner at (row, column).
    /// - Parameter mask: the colour of values that are not finite.
    public mutating func draw(
        _ image: HeatmapImage, _ map: ColorMap, mask: RGB, row: Int, column: Int, magnification: Int
    ) {
        for imageRow in 0..<image.rows {
            for imageColumn in 0..<image.columns {
                let value = image.values[imageRow * image.columns + imageColumn]
                let color = value.isFinite ? map.color(at: Double(image.range.level(of: value))) : mask
                fill(
                    Rect(
                        row: row + imageRow * magnification, column: column + imageColumn * magnification,
                        rows: magnification, columns: magnification), color)
            }
        }
    }

    // MARK: Text

    /// Height of a line of text whose dots are squares of `dot` pixels, without a gap to the next.
    public static func textRows(dot: Int) -> Int { DotLetters.rows * dot }

    /// Width of a text.
    public static func textColumns(_ text: String, dot: Int) -> Int {
        max(0, text.count * (DotLetters.columns + 1) - 1) * dot
    }

    /// Writes a text whose upper left corner lies at (row, column).
    public mutating func write(_ text: String, row: Int, column: Int, dot: Int, _ color: RGB) {
        for (place, character) in text.enumerated() {
            let left = column + place * (DotLetters.columns + 1) * dot
            for (index, isSet) in DotLetters.dots(of: character).enumerated() where isSet {
                let (dotRow, dotColumn) = index.quotientAndRemainder(dividingBy: DotLetters.columns)
                fill(Rect(row: row + dotRow * dot, column: left + dotColumn * dot, rows: dot, columns: dot), color)
            }
        }
    }
}
