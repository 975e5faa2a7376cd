/// How a frame is written to a file.
public enum FrameFormat: String, CaseIterable, Hashable, Sendable {
    /// Characters only, trailing blanks cut.
    case text
    /// Characters with SGR colour sequences.
    case ansi
    /// A picture: a rectangle or a glyph per cell.
    case svg
}

extension CellBuffer {
    /// The frame written out; every line ends with a newline.
    public func written(as format: FrameFormat) -> String {
        switch format {
        case .text: text
        case .ansi: ansi
        case .svg: svg
        }
    }

    /// Characters only, trailing blanks of each line cut.
    public var text: String {
        (0..<rows).map { row in
            var line = ""
            for column in 0..<columns where self[row, column].character != "\0" {
                line.unicodeScalars.append(self[row, column].character)
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private var ansi: String {
        (0..<rows).map { row in
            var line = ""
            var current: Style?
            for column in 0..<columns where self[row, column].character != "\0" {
                let cell = self[row, column]
                if cell.style != current {
                    line += cell.style.selectGraphicRendition(ability.colors)
                    current = cell.style
                }
                line.unicodeScalars.append(cell.character)
            }
            return line + "\u{1B}[0m\n"
        }.joined()
    }

    private var svg: String {
        let cell = (width: 8.0, height: 16.0)
        var shapes: [String] = []
        func rectangle(
            _ column: Double, _ row: Double, _ width: Double, _ height: Double, _ color: Color, _ fallback: RGB
        ) {
            let fill = (color.components ?? fallback).hexadecimal
            shapes.append(
                "<rect x=\"\((column * cell.width).formatted(decimals: 0))\" y=\"\((row * cell.height).formatted(decimals: 0))\" width=\"\((width * cell.width).formatted(decimals: 0))\" height=\"\((height * cell.height).formatted(decimals: 0))\" fill=\"\(fill)\"/>"
            )
        }
        for row in 0..<rows {
            var column = 0
            while column < columns {
                // Equal neighbours become one rectangle.
                let first = self[row, column]
                let (foreground, background) = first.style.shownColors
                var end = column + 1
                while end < columns, self[row, end].style == first.style,
                    first.character == "▀" || first.character == " ",
                    self[row, end].character == first.character
                { end += 1 }
                rectangle(Double(column), Double(row), Double(end - column), 1, background, .svgBackground)
                if first.character == "▀" {
                    rectangle(Double(column), Double(row), Double(end - column), 0.5, foreground, .svgForeground)
                } else if first.character != " ", first.character != "\0" {
                    let fill = (foreground.components ?? .svgForeground).hexadecimal
                    let weight = first.style.bold ? " font-weight=\"bold\"" : ""
                    shapes.append(
                        "<text x=\"\(column * Int(cell.width))\" y=\"\(row * Int(cell.height) + 12)\" fill=\"\(fill)\"\(weight)>\(first.character.escapedForMarkup)</text>"
                    )
                }
                column = end
            }
        }
        let width = columns * Int(cell.width)
        let height = rows * Int(cell.height)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" shape-rendering="crispEdges" \
            xml:space="preserve">
            \(shapes.joined(separator: "\n"))
            </svg>

            """
    }
}

extension RGB {
    fileprivate static let svgBackground = RGB(red: 0x0D, green: 0x11, blue: 0x17)
    fileprivate static let svgForeground = RGB(red: 0xD0, green: 0xD0, blue: 0xD0)
}

extension Unicode.Scalar {
    fileprivate var escapedForMarkup: String {
        switch self {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(Character(self))
        }
    }
}

extension Style {
    /// Foreground and background as they appear.
    fileprivate var shownColors: (Color, Color) { reversed ? (background, foreground) : (foreground, background) }

    fileprivate func selectGraphicRendition(_ depth: ColorDepth) -> String {
        var codes = ["0"]
        if bold { codes.append("1") }
        if underlined { codes.append("4") }
        if reversed { codes.append("7") }
        codes += Self.codes(foreground, depth, plain: 30, extended: 38)
        codes += Self.codes(background, depth, plain: 40, extended: 48)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    private static func codes(_ color: Color, _ depth: ColorDepth, plain: Int, extended: Int) -> [String] {
        guard let components = color.components else { return [] }
        switch depth {
        case .none: return []
        case .eight: return ["\(plain + Int(Palette.nearestNamed(to: components)))"]
        case .palette: return ["\(extended);5;\(color.paletteIndex ?? Palette.nearest(to: components))"]
        case .direct: return ["\(extended);2;\(components.red);\(components.green);\(components.blue)"]
        }
    }
}
