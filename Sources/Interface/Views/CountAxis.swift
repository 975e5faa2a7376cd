import Screen

/// Where each k lies in a plot against k: drawing and mouse share it.
struct CountAxis {
    /// The cells where curves are drawn.
    let area: Rect
    let counts: ClosedRange<Int>

    /// - Parameter rect: the plot's pane with its frame.
    init(in rect: Rect, _ counts: ClosedRange<Int>) {
        area = Self.area(in: rect)
        self.counts = counts
    }

    /// The cells inside a pane where curves are drawn.
    static func area(in rect: Rect) -> Rect {
        let inner = rect.inset(rows: 1, columns: 1)
        return Rect(row: inner.row, column: inner.column + 9, rows: inner.rows - 2, columns: inner.columns - 11)
    }

    /// The column of a k on the screen; halves lie between.
    func column(of k: Double) -> Int {
        let margin = min(4, area.columns / 8)
        let part = counts.count == 1 ? 0.5 : (k - Double(counts.lowerBound)) / Double(counts.count - 1)
        return area.column + margin + Int((part * Double(max(0, area.columns - 1 - 2 * margin))).rounded())
    }

    /// The k whose column is nearest to a column of the screen.
    func k(at column: Int) -> Int {
        counts.min {
            abs(self.column(of: Double($0)) - column) < abs(self.column(of: Double($1)) - column)
        } ?? counts.lowerBound
    }

    /// Labels under the axis, as many as fit: the chosen k always, the suggested one with a mark on the axis.
    func draw(
        into buffer: inout CellBuffer, chosen: Int, suggested: Int?, _ suggestion: Theme.Role, _ scene: Scene
    ) {
        var free = area.column - 1
        let labels = counts.map { k -> (k: Int, text: String, column: Int) in
            let text = String(k)
            return (k, text, column(of: Double(k)) - (text.count - 1) / 2)
        }
        for label in labels {
            let isKept = label.k == chosen || label.k == suggested
            let isFree = !labels.contains { other in
                other.k != label.k && (other.k == chosen || other.k == suggested)
                    && other.column <= label.column + label.text.count
                    && label.column <= other.column + other.text.count
            }
            guard isKept || (label.column > free && isFree) else { continue }
            var style = scene.dim
            if label.k == suggested { style = scene.theme.style(suggestion, bold: true) }
            if label.k == chosen { style = scene.theme.style(.key, bold: true) }
            buffer.write(label.text, row: area.bottom + 1, column: label.column, style)
            free = label.column + label.text.count
        }
        if let suggested, counts.contains(suggested) {
            buffer.write(
                "◆", row: area.bottom, column: column(of: Double(suggested)), scene.theme.style(suggestion, bold: true))
        }
        buffer.write("k", row: area.bottom + 1, column: area.column - 2, scene.dim)
    }
}
