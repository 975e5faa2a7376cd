/// One of the pixels that share a cell: a level of a colour map, or painted over.
enum CellPixel {
    case level(Double)
    case painted(Color)

    /// The cell whose two colours come nearest to its pixels.
    /// - Parameters:
    ///   - pixels: row by row.
    ///   - color: of a level.
    static func cell(_ pixels: [CellPixel], _ grid: PixelGrid, color: (Double) -> Color) -> Cell {
        let (isFront, front, back) = paintedSplit(pixels, color) ?? levelSplit(pixels, color)
        if front == back || !isFront.contains(true) { return Cell(" ", Style(back, on: back)) }
        if !isFront.contains(false) { return Cell(" ", Style(front, on: front)) }
        return Cell(glyph(isFront, grid), Style(front, on: back))
    }

    private typealias Split = (isFront: [Bool], front: Color, back: Color)

    /// What is painted stands before the mean of the rest; of two paints the later one.
    private static func paintedSplit(_ pixels: [CellPixel], _ color: (Double) -> Color) -> Split? {
        var front: Color?
        var other: Color?
        var levels: [Double] = []
        for pixel in pixels {
            switch pixel {
            case .level(let level): levels.append(level)
            case .painted(let painted):
                if let front, front != painted { other = front }
                front = painted
            }
        }
        guard let front else { return nil }
        let isFront = pixels.map { pixel -> Bool in
            if case .painted(let painted) = pixel { return painted == front }
            return false
        }
        let back = levels.isEmpty ? other ?? front : color(levels.reduce(0, +) / Double(levels.count))
        return (isFront, front, back)
    }

    /// The split of all levels into a lower and an upper part with the least squared error. It is exact: the best two
    /// groups of numbers on a line are neighbours in order (W. D. Fisher, J. Am. Stat. Assoc. 53 (1958) 789).
    private static func levelSplit(_ pixels: [CellPixel], _ color: (Double) -> Color) -> Split {
        let levels = pixels.map { pixel -> Double in
            if case .level(let level) = pixel { return level }
            return 0
        }
        let sorted = levels.sorted()
        let total = sorted.reduce(0, +)
        var best = (gain: 0.0, count: 0, sum: 0.0)
        var sum = 0.0
        for count in 1..<max(1, sorted.count) where sorted[count - 1] < sorted[count] {
            sum = sorted[..<count].reduce(0, +)
            // The error falls by what lies between the parts' means.
            let rest = Double(sorted.count - count)
            let gain = sum * sum / Double(count) + (total - sum) * (total - sum) / rest
            if best.count == 0 || gain > best.gain { best = (gain, count, sum) }
        }
        guard best.count > 0 else {
            let mean = color(total / Double(max(1, sorted.count)))
            return (levels.map { _ in false }, mean, mean)
        }
        let limit = sorted[best.count - 1]
        return (
            levels.map { $0 > limit }, color((total - best.sum) / Double(sorted.count - best.count)),
            color(best.sum / Double(best.count))
        )
    }

    private static let quadrants: [Unicode.Scalar] = [
        " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
    ]

    /// The block that covers some of a cell's pixels.
    static func glyph(_ isFront: [Bool], _ grid: PixelGrid) -> Unicode.Scalar {
        let bits = isFront.enumerated().reduce(0) { $1.element ? $0 | 1 << $1.offset : $0 }
        switch grid {
        case .cells: return bits == 0 ? " " : "█"
        case .half: return [" ", "▀", "▄", "█"][bits & 3]
        case .quadrants: return quadrants[bits & 15]
        case .sextants:
            // U+1FB00 and on hold all but those that Unicode had before: empty, both halves, full.
            switch bits & 63 {
            case 0: return " "
            case 21: return "▌"
            case 42: return "▐"
            case 63: return "█"
            case let code:
                let place = code - 1 - (code > 21 ? 1 : 0) - (code > 42 ? 1 : 0)
                return Unicode.Scalar(0x1FB00 + UInt32(place)) ?? "█"
            }
        }
    }
}
