import Foundation

/// A bar on standard error that renews itself; on a terminal only.
struct ProgressBar {
    let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown: ContinuousClock.Instant?

    /// Shows how much is done, 0…1, ten times a second at most.
    mutating func show(_ part: Double, before: String, after: String) {
        guard isTerminal, shown.map({ ContinuousClock.now - $0 > .milliseconds(100) }) ?? true else { return }
        shown = .now
        let width = 30
        let done = Int((Double(width) * max(0, min(1, part))).rounded())
        let bar = String(repeating: "━", count: done) + String(repeating: "─", count: width - done)
        write("\r\u{1B}[K\(before)  \(bar)  \(after)")
    }

    /// Removes the bar.
    func end() { if isTerminal { write("\r\u{1B}[K") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
