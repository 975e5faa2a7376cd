import Screen

/// The size now and the size needed, live.
enum TooSmallView {
    static func draw(into buffer: inout CellBuffer, _ scene: Scene) {
        let lines = [
            "braggart", "needs \(ScreenLayout.minimumColumns)×\(ScreenLayout.minimumRows)",
            "now \(buffer.columns)×\(buffer.rows)", "q quits",
        ]
        let first = max(0, (buffer.rows - lines.count) / 2)
        for (offset, line) in lines.enumerated() {
            buffer.write(
                line, row: first + offset, centeredIn: 0..<buffer.columns, offset == 0 ? scene.strong : scene.dim)
        }
    }
}
