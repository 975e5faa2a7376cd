import DataCube
import Questions
import Screen
import Session

/// A heatmap in its pane: the picture, a colour bar with ticks under it, a scale bar of true length over it.
enum PictureView {
    /// Draws a picture, laid out and marked on a canvas, with its colour bar in the rows below it.
    static func draw(
        into buffer: inout CellBuffer, _ canvas: PixelCanvas, _ picture: ShownPicture, caption: Rect, _ scene: Scene
    ) {
        canvas.draw(into: &buffer, map: picture.colors, mask: scene.theme[.mask])
        if let measure = picture.measure { scaleBar(into: &buffer, canvas.geometry, measure, scene) }
        colorBar(into: &buffer, caption, picture, scene)
    }

    /// A cross over the cell in the middle of an image pixel: one cell, written as text is, so that it stands out from
    /// whatever is drawn there and moves in few bytes.
    static func cross(
        into buffer: inout CellBuffer, _ geometry: HeatmapGeometry, row: Int, column: Int, _ scene: Scene
    ) {
        let covered = geometry.pixels(ofRow: row, column: column)
        let middleRow = (covered.rows.lowerBound + covered.rows.upperBound - 1) / 2
        let middleColumn = (covered.columns.lowerBound + covered.columns.upperBound - 1) / 2
        guard (0..<geometry.pixelRows).contains(middleRow), (0..<geometry.pixelColumns).contains(middleColumn)
        else { return }
        let (row, column) = (
            geometry.cells.row + middleRow / geometry.grid.rows,
            geometry.cells.column + middleColumn / geometry.grid.columns
        )
        guard buffer.bounds.contains(row: row, column: column) else { return }
        let style =
            buffer.ability.colors == .none ? Style(bold: true, reversed: true) : scene.text
        buffer[row, column] = Cell(buffer.ability.glyphs == .ascii ? "+" : "╋", style)
    }

    /// Draws a picture as large as a rectangle allows, with nothing over and under it.
    static func draw(into buffer: inout CellBuffer, _ picture: ShownPicture, in rect: Rect, _ scene: Scene) {
        let window = ImageWindow.whole(rows: picture.image.rows, columns: picture.image.columns)
        guard let geometry = HeatmapGeometry(window: window, in: rect, ability: buffer.ability) else { return }
        PixelCanvas(picture.image, geometry: geometry, kept: scene.kept)
            .draw(into: &buffer, map: picture.colors, mask: scene.theme[.mask])
    }

    /// The ramp with its end values; with a second row, ticks between them.
    private static func colorBar(
        into buffer: inout CellBuffer, _ caption: Rect, _ picture: ShownPicture, _ scene: Scene
    ) {
        guard !caption.isEmpty else { return }
        let (range, map, words) = (picture.image.range, picture.colors, picture.words)
        let low = Readout.number(Double(range.low))
        let high = Readout.number(Double(range.high))
        let room = caption.columns - low.columnWidth - high.columnWidth - 5
        let width = max(min(18, room / 2), min(40, room - words.columnWidth))
        var column = caption.column + 1
        column += buffer.write(low, row: caption.row, column: column, scene.dim) + 1
        let start = column
        ramp(into: &buffer, row: caption.row, column: start, width: width, map, scene)
        column += width + 1
        column += buffer.write(high, row: caption.row, column: column, scene.text, width: caption.right - column) + 1
        buffer.write(
            Readout.parts(of: words, width: caption.right - column), row: caption.row, column: column, scene.dim,
            width: caption.right - column)
        guard caption.rows >= 2 else { return }
        ticks(into: &buffer, caption, start: start, width: width, range, scene)
    }

    private static func ramp(
        into buffer: inout CellBuffer, row: Int, column: Int, width: Int, _ map: ColorMap, _ scene: Scene
    ) {
        for step in 0..<width {
            let level = Double(step) / Double(max(1, width - 1))
            buffer[row, column + step] = PixelCanvas.cell(level: level, map, buffer.ability)
        }
    }

    /// Round values at their places under the ramp, as many as do not touch each other.
    private static func ticks(
        into buffer: inout CellBuffer, _ caption: Rect, start: Int, width: Int, _ range: LevelRange, _ scene: Scene
    ) {
        var free = start
        for (value, label) in Axis(Double(range.low), Double(range.high)).ticks(about: max(3, width / 6)) {
            let level = Double(range.level(of: Float(value)))
            let place = start + Int((level * Double(width - 1)).rounded())
            let column = place - label.columnWidth / 2
            guard column >= free, column + label.columnWidth <= caption.right else { continue }
            buffer.write(label, row: caption.row + 1, column: column, scene.dim)
            free = column + label.columnWidth + 2
        }
    }

    /// A bar whose length is a round number, at the lower left of the picture.
    private static func scaleBar(
        into buffer: inout CellBuffer, _ geometry: HeatmapGeometry, _ measure: ShownPicture.Measure, _ scene: Scene
    ) {
        let perCell = geometry.columnStep * measure.step * Double(geometry.grid.columns)
        let room = Double(geometry.cells.columns) * 0.34
        guard geometry.cells.rows >= 8, room >= 4, perCell > 0, perCell.isFinite else { return }
        guard let length = measure.roundLength(below: room * perCell) else { return }
        let cells = max(1, Int((length / perCell).rounded()))
        let row = geometry.cells.bottom - 2
        let column = geometry.cells.column + 2
        let label = measure.label(length)
        overwrite(into: &buffer, label, row: row - 1, column: column, scene)
        overwrite(into: &buffer, String(repeating: "━", count: cells), row: row, column: column, scene)
    }

    /// Writes over a picture on a ground of the text's own, so that it stands out from whatever is drawn there.
    private static func overwrite(
        into buffer: inout CellBuffer, _ text: String, row: Int, column: Int, _ scene: Scene
    ) {
        let style = buffer.ability.colors == .none ? Style(bold: true) : scene.theme.style(.text, bold: true)
        buffer.write(text, row: row, column: column, style)
    }
}
