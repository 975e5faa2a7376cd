import Foundation
import Screen
import TestSupport
import Testing

/// A user at a terminal with the explorer open. The shell files the terminal's modes before and after, the explorer's
/// process id and its exit status.
struct Journey {
    let tmux: Tmux
    private let program: BuiltProgram

    init(
        columns: Int = 120, rows: Int = 40, term: String = "tmux-256color", environment: [String: String] = [:]
    ) throws {
        program = try BuiltProgram()
        tmux = try Tmux(columns: columns, rows: rows, term: term, environment: environment)
        try tmux.line("stty -a > before")
    }

    /// Opens a file, and waits until its map is there.
    func open(_ file: String, _ words: String = "") throws {
        try start("'\(file)' \(words)")
        try tmux.wait("the map") { $0.contains("─ Scan ─") && $0.contains(" counts") && !$0.contains("computing") }
    }

    /// Starts the program with words as a shell reads them.
    func start(_ words: String) throws {
        let command = "sh -c 'echo $$ > pid; exec \"$@\"' walk '\(program.path)' \(words); echo $? > status"
        _ = try tmux.directory.write((command + "\n").utf8, to: "walk.sh")
        try tmux.line("clear; . ./walk.sh; stty -a > after")
    }

    /// The explorer's process id.
    func process() throws -> pid_t {
        guard let process = pid_t(try tmux.wait(forFile: "pid")) else { throw ProgramTrouble("no process id") }
        return process
    }

    /// Waits until the explorer has ended.
    /// - Returns: its exit status as the shell says it: 128 and the signal's number where one ended it.
    func status() throws -> Int {
        let status = try tmux.wait(forFile: "status")
        _ = try tmux.wait(forFile: "after")
        return Int(status) ?? -1
    }

    /// Expects the terminal to be as it was before.
    func expectIntact(_ location: SourceLocation = #_sourceLocation) throws {
        try tmux.wait(for: "ready>")
        let modes = try tmux.modes()
        #expect(!modes.alternate, "the alternate screen is still on", sourceLocation: location)
        #expect(modes.cursor, "the cursor is still hidden", sourceLocation: location)
        #expect(!modes.mouse, "the mouse is still reported", sourceLocation: location)
        let texts = try ["before", "after"].map { try tmux.wait(forFile: $0) }
        #expect(texts[0] == texts[1], sourceLocation: location)
    }

    /// Reports the mouse as terminals do (SGR): cells count from 0.
    func mouse(_ button: Int, row: Int, column: Int, released: Bool = false) throws {
        try tmux.send("\u{1B}[<\(button);\(column + 1);\(row + 1)\(released ? "m" : "M")")
    }

    /// Where the picture of a pane lies, seen from its frame.
    func picture(_ title: String, rows: Int, columns: Int) throws -> HeatmapGeometry {
        let lines = try tmux.screen().split(separator: "\n", omittingEmptySubsequences: false).map { Array($0) }
        let corner = Array("╭─ \(title) ─")
        for (top, line) in lines.enumerated() {
            guard let left = line.indices.first(where: { line[$0...].starts(with: corner) }),
                let right = line[left...].firstIndex(of: "╮"),
                let bottom = lines.indices.first(where: { $0 > top && lines[$0].count > left && lines[$0][left] == "╰" }
                )
            else { continue }
            let pane = Rect(row: top, column: left, rows: bottom - top + 1, columns: right - left + 1)
            let area = pane.inset(rows: 1, columns: 1).split(bottom: pane.rows >= 24 ? 3 : 2).rest
            let geometry = HeatmapGeometry(
                window: .whole(rows: rows, columns: columns), in: area, ability: ScreenAbility())
            return try #require(geometry)
        }
        throw ProgramTrouble("no pane is called \(title)")
    }
}

extension HeatmapGeometry {
    /// The cell whose middle shows the image point best.
    func cell(showing row: Double, _ column: Double) -> (row: Int, column: Int) {
        func distance(_ cell: (row: Int, column: Int)) -> Double {
            let point = imagePoint(row: cell.row, column: cell.column)
            return (point.row - row) * (point.row - row) + (point.column - column) * (point.column - column)
        }
        var best = (row: cells.row, column: cells.column)
        for row in cells.row..<cells.bottom {
            for column in cells.column..<cells.right where distance((row, column)) < distance(best) {
                best = (row, column)
            }
        }
        return best
    }
}

/// The number before ` counts` after a word on the screen: what the probe or the pixel reads.
func counts(_ screen: String, after word: String) -> Double? {
    guard let start = screen.range(of: word)?.upperBound, let end = screen[start...].range(of: " counts")?.lowerBound
    else { return nil }
    return screen[start..<end].split(separator: " ").last.flatMap { Double($0) }
}
