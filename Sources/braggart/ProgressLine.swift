import Questions
import Session

/// Progress of a sweep on standard error: a bar on a terminal, a line per k elsewhere.
struct ProgressLine {
    private var status: SweepStatus
    private var bar = ProgressBar()
    private let began = ContinuousClock.now

    init(_ parameters: SweepParameters) { status = SweepStatus(identifier: "", parameters: parameters) }

    /// Takes an event and shows what changed.
    mutating func show(_ event: SweepEvent) {
        status.fold(event)
        status.elapsed = (ContinuousClock.now - began) / .seconds(1)
        if case .finished(let k, let seconds) = event, !bar.isTerminal {
            note("k = \(k): minimum MSE \(status.minimum(of: k) ?? .nan), \((seconds * 10).rounded() / 10) s")
        }
        let left = status.secondsLeft.map { "  \(Int($0)) s left" } ?? ""
        bar.show(
            status.progress, before: "k = \(status.currentK ?? 0)",
            after: "\(status.finishedFits) / \(status.parameters.fits) fits\(left)")
    }

    /// Removes the bar.
    func end() { bar.end() }
}
