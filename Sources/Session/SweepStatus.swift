import Questions

/// All that is known about a sweep at one moment: a snapshot, so that skipping one loses nothing.
public struct SweepStatus: Hashable, Sendable {
    /// How far it is.
    public enum State: Hashable, Sendable {
        case starting
        case running
        case finished
        case cancelled
        case failed(String)
    }

    /// One run, finished or not.
    public struct Run: Hashable, Sendable {
        /// MSE after each iteration so far.
        public var errors: [Double]
        /// Set when the run has ended.
        public var summary: RunSummary?

        public init(errors: [Double] = [], summary: RunSummary? = nil) {
            self.errors = errors
            self.summary = summary
        }
    }

    /// The run directory's name.
    public var identifier: String
    public var parameters: SweepParameters
    public var state: State
    /// Runs of each k, by restart.
    public var runs: [Int: [Run]]
    /// Wall time of each finished k, seconds. Its result can be read.
    public var seconds: [Int: Double]
    /// Entry k - 1 is the SVD bound of every MSE at k; empty until known.
    public var bounds: [Double]
    /// What was left out; nil until known.
    public var exclusions: Exclusions?
    /// Families of restarts of each k.
    public var families: [Int: [RunFamily]]
    /// What is known about the number of components.
    public var evidence: Evidence
    /// Wall time so far, seconds.
    public var elapsed: Double

    public init(identifier: String, parameters: SweepParameters, state: State = .starting) {
        self.identifier = identifier
        self.parameters = parameters
        self.state = state
        runs = [:]
        seconds = [:]
        bounds = []
        families = [:]
        evidence = Evidence()
        elapsed = 0
    }

    /// Folds one event in.
    public mutating func fold(_ event: SweepEvent) {
        if state == .starting { state = .running }
        switch event {
        case .began(let exclusions): self.exclusions = exclusions
        case .bounds(let bounds): self.bounds = bounds
        case .iteration(let k, let restart, let iteration, let error):
            guard isPlanned(k, restart), iteration >= 1 else { return }
            ensure(k, restart)
            // A journal read again after an interruption repeats iterations: the newest stands.
            if let count = runs[k]?[restart].errors.count, iteration <= count {
                runs[k]?[restart].errors.removeSubrange((iteration - 1)...)
            }
            // A worker that died may not have said its last: the next error stands for a few of them.
            let missing = iteration - (runs[k]?[restart].errors.count ?? 0)
            runs[k]?[restart].errors += Array(repeating: error, count: missing <= Self.mostUnsaid ? max(1, missing) : 1)
        case .finishedRun(let k, let summary):
            guard isPlanned(k, summary.restart) else { return }
            ensure(k, summary.restart)
            runs[k]?[summary.restart].summary = summary
        case .families(let k, let families): self.families[k] = families
        case .finished(let k, let seconds): self.seconds[k] = seconds
        case .evidence(let evidence): self.evidence = evidence
        }
    }

    /// Iterations of a run that may be missing in a journal.
    private static let mostUnsaid = 10_000

    /// A journal is a file, and may say anything.
    private func isPlanned(_ k: Int, _ restart: Int) -> Bool {
        parameters.componentCounts.contains(k) && (0..<parameters.restarts).contains(restart)
    }

    private mutating func ensure(_ k: Int, _ restart: Int) {
        var known = runs[k] ?? []
        while known.count <= restart { known.append(Run()) }
        runs[k] = known
    }

    /// True while it computes.
    public var isRunning: Bool { state == .starting || state == .running }

    /// True when it ended before its work was done.
    public var canBeResumed: Bool {
        switch state {
        case .cancelled, .failed: true
        case .starting, .running, .finished: false
        }
    }

    /// Finished runs of all k.
    public var finishedFits: Int { runs.values.reduce(0) { $0 + $1.count { $0.summary != nil } } }

    /// The k being computed: the largest begun that is not finished.
    public var currentK: Int? { runs.keys.filter { seconds[$0] == nil }.max() }

    /// MSEs of the finished runs of a k.
    public func errors(of k: Int) -> [Double] { (runs[k] ?? []).compactMap { $0.summary?.meanSquareError } }

    /// Lowest MSE of the finished runs of a k; of those whose MSE is exact, where there are any.
    public func minimum(of k: Int) -> Double? {
        let exact = (runs[k] ?? []).compactMap(\.summary).filter { $0.uncertainty == 0 }.map(\.meanSquareError)
        return exact.min() ?? errors(of: k).min()
    }

    /// Mean MSE of the finished runs of a k.
    public func mean(of k: Int) -> Double? {
        let errors = errors(of: k)
        return errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
    }

    /// The SVD bound at a k.
    public func bound(of k: Int) -> Double? { bounds.indices.contains(k - 1) ? bounds[k - 1] : nil }

    /// The part of the work done, 0…1: work grows with k, and within a k with iterations.
    public var progress: Double {
        var done = 0.0
        var all = 0.0
        for k in parameters.componentCounts {
            let cost = Double(k) + 2
            all += cost
            if seconds[k] != nil {
                done += cost
            } else if let runs = runs[k] {
                let iterations = runs.map(\.errors.count).max() ?? 0
                let ended = Double(runs.count { $0.summary != nil }) / Double(max(1, parameters.restarts))
                let walked = Double(iterations) / Double(max(1, parameters.maximumIterations))
                done += cost * min(0.99, max(ended, walked))
            }
        }
        return all > 0 ? min(1, done / all) : 0
    }

    /// Seconds left, judged by the progress so far; nil too early to tell.
    public var secondsLeft: Double? {
        let progress = progress
        guard isRunning, progress > 0.02, elapsed > 1 else { return nil }
        return elapsed * (1 - progress) / progress
    }
}
