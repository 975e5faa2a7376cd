extension Unicode.Scalar {
    /// Columns that a terminal gives the character: 0 for marks that join their neighbour, 2 for East Asian wide ones
    /// (Unicode East Asian Width W and F, the blocks in common use) and pictures, else 1. Control characters take 1
    /// (shown as ·).
    public var columnWidth: Int {
        if value < 0x300 { return 1 }
        switch value {
        case 0x1160...0x11FF: return 0
        case 0x1F1E6...0x1F1FF: return 1
        // These are common and have none of the properties below.
        case 0x2500...0x259F, 0x2800...0x28FF, 0x1FB00...0x1FBFF: return 1
        default: break
        }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .format where visible == self: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        return switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1B000...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    /// What stands for the character where only ASCII shows.
    public var asciiStandIn: Unicode.Scalar {
        if value < 0x80 { return self }
        switch self {
        case "│", "┃", "╎", "┊", "▏", "▕": return "|"
        case "─", "━", "–", "—", "╴", "╶", "┄", "▁", "▔", "−": return "-"
        case "╭", "╮", "╰", "╯", "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "✚", "┿", "╋": return "+"
        case "…": return "~"
        case "·", "•": return "."
        case "×", "✗": return "x"
        case "→", "▸", "▶": return ">"
        case "←", "◂", "◀": return "<"
        case "↑", "▲", "△": return "^"
        case "↓", "▼", "▾": return "v"
        case "█", "▓", "■", "▪", "●", "◆": return "#"
        case "▒", "○", "◇", "□": return "o"
        case "░": return "."
        case "▀", "▄": return "o"
        case "⇧": return "S"
        case "µ", "μ": return "u"
        case "Å": return "A"
        case "°": return "d"
        case "²": return "2"
        case "⁻": return "-"
        case "¹": return "1"
        case "∠": return "<"
        case "≥": return ">"
        case "≤": return "<"
        case "✓": return "+"
        case "σ", "χ": return "s"
        default: return "?"
        }
    }

    /// The character, or a dot for one that a terminal would act on or that no file may hold.
    public var visible: Unicode.Scalar {
        switch value {
        case ..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: "·"
        default: value & 0xFFFE == 0xFFFE ? "·" : self
        }
    }
}

extension String {
    /// Columns that a terminal gives the text.
    public var columnWidth: Int { unicodeScalars.reduce(0) { $0 + $1.columnWidth } }

    /// The end of the text: as many whole characters as take so many columns at most.
    public func suffix(columns: Int) -> Substring {
        var (start, taken) = (endIndex, 0)
        while start > startIndex {
            let before = index(before: start)
            taken += String(self[before]).columnWidth
            guard taken <= columns else { break }
            start = before
        }
        return self[start...]
    }
}
