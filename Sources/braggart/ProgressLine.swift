import Foundation
import Questions
import Session

/// Progress on standard error: a bar that renews itself on a terminal, a line per k elsewhere.
struct ProgressLine {
    private var status: SweepStatus
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let began = ContinuousClock.now
    private var shown: ContinuousClock.Instant?

    init(_ parameters: SweepParameters) { status = SweepStatus(identifier: "", parameters: parameters) }

    /// Takes an event and shows what changed.
    mutating func show(_ event: SweepEvent) {
        status.fold(event)
        status.elapsed = (ContinuousClock.now - began) / .seconds(1)
        if case .finished(let k, let seconds) = event, !isTerminal {
            note("k = \(k): minimum MSE \(status.minimum(of: k) ?? .nan), \((seconds * 10).rounded() / 10) s")
        }
        guard isTerminal, shown.map({ ContinuousClock.now - $0 > .milliseconds(100) }) ?? true else { return }
        shown = .now
        let width = 30
        let done = Int((Double(width) * status.progress).rounded())
        let bar = String(repeating: "━", count: done) + String(repeating: "─", count: width - done)
        let left = status.secondsLeft.map { "  \(Int($0)) s left" } ?? ""
        write(
            "\r\u{1B}[Kk = \(status.currentK ?? 0)  \(bar)  \(status.finishedFits) / \(status.parameters.fits) fits\(left)"
        )
    }

    /// Removes the bar.
    func end() { if isTerminal { write("\r\u{1B}[K") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
