/// A frame as an SVG picture: equal neighbours become one rectangle, words of one style one text.
struct FramePicture {
    private let frame: CellBuffer
    private let cellWidth = 8
    private let cellHeight = 16

    init(_ frame: CellBuffer) { self.frame = frame }

    /// The whole picture; ends with a newline.
    var svg: String {
        let width = frame.columns * cellWidth
        let height = frame.rows * cellHeight
        let shapes = (0..<frame.rows).flatMap { areas(ofRow: $0) + words(ofRow: $0) }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" shape-rendering="crispEdges">
            <rect width="\(width)" height="\(height)" fill="\(Self.background.hexadecimal)"/>
            \(shapes.joined(separator: "\n"))
            </svg>

            """
    }

    private static let background = RGB(red: 0x0D, green: 0x11, blue: 0x17)
    private static let foreground = RGB(red: 0xD0, green: 0xD0, blue: 0xD0)

    /// Upper and lower half of a cell, where it shows no word; both the background where it does.
    private func halves(_ cell: Cell) -> (upper: RGB, lower: RGB) {
        let (ink, paper) = colors(cell.style)
        return switch cell.character {
        case "▀": (ink, paper)
        case "▄": (paper, ink)
        case "█": (ink, ink)
        default: (paper, paper)
        }
    }

    private func colors(_ style: Style) -> (ink: RGB, paper: RGB) {
        let ink = style.foreground.components ?? Self.foreground
        let paper = style.background.components ?? Self.background
        return style.reversed ? (paper, ink) : (ink, paper)
    }

    private func areas(ofRow row: Int) -> [String] {
        var shapes: [String] = []
        for isLower in [false, true] {
            var column = 0
            while column < frame.columns {
                let first = halves(frame[row, column])
                let color = isLower ? first.lower : first.upper
                // A cell of one colour is drawn whole, with its upper half.
                let isWhole = first.upper == first.lower
                var end = column + 1
                while end < frame.columns {
                    let next = halves(frame[row, end])
                    guard (isLower ? next.lower : next.upper) == color, (next.upper == next.lower) == isWhole else {
                        break
                    }
                    end += 1
                }
                if color != Self.background || !isWhole, !(isLower && isWhole) {
                    let top = row * cellHeight + (isLower ? cellHeight / 2 : 0)
                    shapes.append(
                        "<rect x=\"\(column * cellWidth)\" y=\"\(top)\" width=\"\((end - column) * cellWidth)\" height=\"\(isWhole ? cellHeight : cellHeight / 2)\" fill=\"\(color.hexadecimal)\"/>"
                    )
                }
                column = end
            }
        }
        return shapes
    }

    private func words(ofRow row: Int) -> [String] {
        var shapes: [String] = []
        var column = 0
        while column < frame.columns {
            let first = frame[row, column]
            guard isInk(first.character) else {
                column += 1
                continue
            }
            if let dots = dots(first, row: row, column: column) {
                shapes.append(dots)
                column += 1
                continue
            }
            var text = ""
            var end = column
            while end < frame.columns, frame[row, end].style == first.style, isInk(frame[row, end].character),
                !isBraille(frame[row, end].character)
            {
                text += escaped(frame[row, end].character)
                end += 1
                while end < frame.columns, frame[row, end].character == "\0" { end += 1 }
            }
            let weight = first.style.bold ? " font-weight=\"bold\"" : ""
            shapes.append(
                "<text x=\"\(column * cellWidth)\" y=\"\(row * cellHeight + 12)\" textLength=\"\((end - column) * cellWidth)\" fill=\"\(colors(first.style).ink.hexadecimal)\"\(weight)>\(text)</text>"
            )
            column = end
        }
        return shapes
    }

    private func isBraille(_ character: Unicode.Scalar) -> Bool { (0x2800...0x28FF).contains(character.value) }

    /// Braille as squares, since not every viewer's font has it; nil for other characters.
    private func dots(_ cell: Cell, row: Int, column: Int) -> String? {
        guard isBraille(cell.character) else { return nil }
        let places = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1)]
        let path = places.enumerated().filter { cell.character.value >> $0.offset & 1 == 1 }.map { _, place in
            "M\(column * cellWidth + place.1 * 4 + 1) \(row * cellHeight + place.0 * 4 + 1)h2v2h-2z"
        }
        return "<path d=\"\(path.joined())\" fill=\"\(colors(cell.style).ink.hexadecimal)\"/>"
    }

    private func isInk(_ character: Unicode.Scalar) -> Bool { !" \0▀▄█".unicodeScalars.contains(character) }

    private func escaped(_ character: Unicode.Scalar) -> String {
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(Character(character))
        }
    }
}
