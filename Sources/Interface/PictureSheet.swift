import Screen

/// Pictures side by side for a file: each magnified so that small ones are legible, with a scale bar of true length and a
/// colour bar with its ends.
public struct PictureSheet {
    private let pictures: [ShownPicture]
    private let across: Int
    private let background: RGB
    private let ink: RGB
    private let mask: RGB

    /// Pixels of a letter's dot.
    private static let dot = 2
    private static let line = Raster.textRows(dot: dot) + 4
    private static let margin = 12
    private static let barHeight = 14

    /// - Parameter theme: background, text and masked pixels.
    public init(_ pictures: [ShownPicture], theme: Theme) {
        self.pictures = pictures
        // Pairs stay together; about as many pairs down as across.
        let pairs = Double(pictures.count) / 2
        across = pictures.count <= 2 ? max(1, pictures.count) : 2 * Int(pairs.squareRoot().rounded(.up))
        let dark = RGB(red: 0, green: 0, blue: 0)
        let light = RGB(red: 255, green: 255, blue: 255)
        background = theme[.background].components ?? (theme.isDark ? dark : light)
        ink = theme[.text].components ?? (theme.isDark ? light : dark)
        mask = theme[.mask].components ?? RGB(red: 128, green: 128, blue: 128)
    }

    /// The longer side of a picture is brought to about this many pixels; larger ones stay as they are.
    private var size: Int { pictures.count <= 2 ? 512 : 256 }

    private func magnification(_ picture: ShownPicture) -> Int {
        max(1, size / max(1, picture.image.rows, picture.image.columns))
    }

    private func extent(_ picture: ShownPicture) -> (rows: Int, columns: Int) {
        let magnification = magnification(picture)
        return (picture.image.rows * magnification, picture.image.columns * magnification)
    }

    /// The sheet.
    public var raster: Raster {
        let extents = pictures.map(extent)
        let hasTitles = pictures.contains { !$0.title.isEmpty }
        let caption = Self.barHeight + 2 * Self.line
        // At least as wide as the colour bar needs to be.
        let width = max(224, extents.map(\.columns).max() ?? 0)
        let height = (extents.map(\.rows).max() ?? 0) + caption + (hasTitles ? Self.line : 0)
        let down = (pictures.count + across - 1) / across
        var raster = Raster(
            rows: down * (height + Self.margin) + Self.margin, columns: across * (width + Self.margin) + Self.margin,
            background)
        for (index, picture) in pictures.enumerated() {
            let row = Self.margin + index / across * (height + Self.margin)
            let column = Self.margin + index % across * (width + Self.margin)
            if hasTitles { raster.write(picture.title, row: row, column: column, dot: Self.dot, ink) }
            draw(
                picture, on: &raster,
                Rect(
                    row: row + (hasTitles ? Self.line : 0), column: column,
                    rows: height - (hasTitles ? Self.line : 0), columns: width))
        }
        return raster
    }

    private func draw(_ picture: ShownPicture, on raster: inout Raster, _ rect: Rect) {
        let magnification = magnification(picture)
        let (rows, columns) = extent(picture)
        raster.draw(
            picture.image, picture.colors, mask: mask, row: rect.row, column: rect.column, magnification: magnification)
        if let measure = picture.measure {
            scaleBar(
                measure, perPixel: measure.step / Double(magnification), on: &raster,
                Rect(row: rect.row, column: rect.column, rows: rows, columns: columns))
        }
        colorBar(
            picture, on: &raster,
            Rect(
                row: rect.row + rows + 6, column: rect.column, rows: Self.barHeight + 2 * Self.line,
                columns: max(columns, min(rect.columns, 224))))
    }

    /// A bar of a round length over the lower left of the picture, outlined so that it is seen on every colour.
    private func scaleBar(_ measure: ShownPicture.Measure, perPixel: Double, on raster: inout Raster, _ area: Rect) {
        let room = Double(area.columns) * 0.4
        guard let length = measure.roundLength(below: room * perPixel), area.rows >= 4 * Self.line else { return }
        let label = measure.label(length)
        let pixels = max(1, Int((length / perPixel).rounded()))
        guard Raster.textColumns(label, dot: Self.dot) + 16 <= area.columns else { return }
        let (row, column) = (area.bottom - 12, area.column + 8)
        let black = RGB(red: 0, green: 0, blue: 0)
        let white = RGB(red: 255, green: 255, blue: 255)
        for (shift, color) in [(1, black), (0, white)] {
            raster.fill(
                Rect(row: row - shift, column: column - shift, rows: 4 + 2 * shift, columns: pixels + 2 * shift), color)
        }
        let top = row - Self.line - 2
        for (down, right) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
            raster.write(label, row: top + down, column: column + right, dot: Self.dot, black)
        }
        raster.write(label, row: top, column: column, dot: Self.dot, white)
    }

    /// The ramp, its ends under it, and what the values are.
    private func colorBar(_ picture: ShownPicture, on raster: inout Raster, _ area: Rect) {
        for column in 0..<area.columns {
            let level = Double(column) / Double(max(1, area.columns - 1))
            raster.fill(
                Rect(row: area.row, column: area.column + column, rows: Self.barHeight, columns: 1),
                picture.colors.color(at: level))
        }
        let row = area.row + Self.barHeight + 3
        let high = Readout.number(Double(picture.image.range.high))
        raster.write(
            Readout.number(Double(picture.image.range.low)), row: row, column: area.column, dot: Self.dot, ink)
        raster.write(
            high, row: row, column: area.right - Raster.textColumns(high, dot: Self.dot), dot: Self.dot, ink)
        // As much of what is said as there is room for.
        var words = picture.words
        while Raster.textColumns(words, dot: Self.dot) > area.columns, let end = words.lastIndex(of: "·") {
            words = String(words[..<end].dropLast())
        }
        raster.write(words, row: row + Self.line, column: area.column, dot: Self.dot, ink)
    }
}
