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
        case .svg: FramePicture(self).svg
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
}

extension Style {
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
        switch color.spoken(depth) {
        case .own: []
        case .named(let number): ["\(number < 8 ? plain + Int(number) : plain + 52 + Int(number))"]
        case .palette(let index): ["\(extended);5;\(index)"]
        case .direct(let color): ["\(extended);2;\(color.red);\(color.green);\(color.blue)"]
        }
    }
}
