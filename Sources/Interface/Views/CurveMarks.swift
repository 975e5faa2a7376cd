import Questions
import Screen
import Session

/// Draws a plot's content into its cells: lines and dots in braille, runs as marks over them.
enum CurveMarks {
    static func draw(_ content: CurveContent, into buffer: inout CellBuffer, _ places: CountAxis, _ scene: Scene) {
        let (area, axis) = (places.area, content.axis)
        var canvas = BrailleCanvas(area)
        func dotRow(_ value: Double) -> Int {
            Int(((1 - axis.part(of: value)) * Double(canvas.dotRows - 1)).rounded())
        }
        func dotColumn(_ k: Double) -> Int { (places.column(of: k) - area.column) * 2 }
        for bar in content.bars {
            let (low, high) = (dotRow(bar.low), dotRow(bar.high))
            // A bar within a mark says nothing.
            guard low - high > 2 else { continue }
            let column = dotColumn(Double(bar.k))
            canvas.line(from: (high, column), to: (low, column), scene.theme[.dim])
            for end in [low, high] { canvas.line(from: (end, column - 1), to: (end, column + 1), scene.theme[.dim]) }
        }
        for line in content.lines {
            let points = line.points.map { (row: dotRow($0.value), column: dotColumn($0.k)) }
            if points.count == 1 { canvas.set(row: points[0].row, column: points[0].column, scene.theme[line.role]) }
            for (from, to) in zip(points, points.dropFirst()) {
                canvas.line(from: from, to: to, scene.theme[line.role], mark: line.pattern.letter) {
                    line.pattern.draws($0)
                }
            }
        }
        for (k, values) in content.dots {
            for value in values where axis.part(of: value) <= 1 {
                canvas.set(row: dotRow(value), column: dotColumn(Double(k)) + 4, scene.theme[.text])
            }
        }
        canvas.draw(into: &buffer, background: scene.theme[.background])
        for k in places.counts {
            let column = places.column(of: Double(k))
            let (exact, estimated) = (content.exact[k] ?? [], content.estimated[k] ?? [])
            drawEstimates(into: &buffer, estimated, column, area, axis, scene)
            drawHistogram(
                into: &buffer, exact, isNarrow: !estimated.isEmpty || area.columns <= 60, column, area, axis,
                scene)
        }
    }

    /// Brightness of a mark: how large a part of its kind it stands for.
    private static func color(_ count: Int, of all: Int, _ scene: Scene) -> Color {
        let part = 0.45 + 0.55 * min(1, Double(count) / Double(max(1, all)) * 2)
        // Between named colours nothing lies that a terminal is sure to have.
        if scene.theme[.text].number != nil { return scene.theme[part > 0.7 ? .text : .dim] }
        return blend(scene.theme[.text], scene.theme[.background], part)
    }

    /// Runs known within a bound: hollow, one a cell.
    private static func drawEstimates(
        into buffer: inout CellBuffer, _ values: [Double], _ column: Int, _ area: Rect, _ axis: Axis,
        _ scene: Scene
    ) {
        for (bin, count) in bins(values, count: area.rows, axis) {
            let cell = Cell("○", Style(color(count, of: values.count, scene), on: scene.theme[.background]))
            for offset in area.columns > 60 ? [-1, 0, 1] : [0] {
                let shown = buffer.ability.glyphs == .ascii ? Cell("o", cell.style) : cell
                buffer[area.row + bin, column + offset] = shown
            }
        }
    }

    /// Exact runs: two bins a cell, brighter where more fell.
    private static func drawHistogram(
        into buffer: inout CellBuffer, _ values: [Double], isNarrow: Bool, _ column: Int, _ area: Rect,
        _ axis: Axis, _ scene: Scene
    ) {
        guard !values.isEmpty else { return }
        let background = scene.theme[.background]
        let perCell = buffer.ability.glyphs == .ascii ? 1 : 2
        let bins = bins(values, count: area.rows * perCell, axis)
        func color(_ bin: Int) -> Color? { bins[bin].map { Self.color($0, of: values.count, scene) } }
        for row in 0..<area.rows {
            let upper = color(row * perCell)
            let lower = perCell == 2 ? color(row * 2 + 1) : nil
            guard upper != nil || lower != nil else { continue }
            let cell =
                perCell == 1
                ? Cell("#", Style(upper ?? background, on: background))
                : lower == nil
                    ? Cell("▀", Style(upper ?? background, on: background))
                    : upper == nil
                        ? Cell("▄", Style(lower ?? background, on: background))
                        : Cell("▀", Style(upper ?? background, on: lower ?? background))
            for offset in isNarrow ? 0...0 : -1...1 { buffer[area.row + row, column + offset] = cell }
        }
    }

    /// How many values fall into each of `count` bins from the top of an axis down.
    private static func bins(_ values: [Double], count: Int, _ axis: Axis) -> [Int: Int] {
        var bins: [Int: Int] = [:]
        for value in values {
            let part = max(0, min(1, axis.part(of: value)))
            bins[Int(((1 - part) * Double(count - 1)).rounded()), default: 0] += 1
        }
        return bins
    }

    /// A colour between two; the first where one is the terminal's own.
    private static func blend(_ first: Color, _ second: Color, _ part: Double) -> Color {
        guard let a = first.components, let b = second.components else { return first }
        func mix(_ x: UInt8, _ y: UInt8) -> UInt8 { UInt8((Double(x) * part + Double(y) * (1 - part)).rounded()) }
        return .rgb(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue))
    }
}
