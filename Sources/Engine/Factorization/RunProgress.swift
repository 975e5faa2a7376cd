import Questions

/// When a run ends.
struct StoppingRule {
    var tolerance: Double
    var maximumIterations: Int
    /// Seconds from the first iteration's end.
    var timeBudget: Double?
}

extension SweepParameters {
    var stoppingRule: StoppingRule {
        StoppingRule(tolerance: tolerance, maximumIterations: maximumIterations, timeBudget: timeBudget)
    }
}

/// One random start on its way to a minimum: where it stands, and when it stops.
struct RunProgress {
    /// Iterations without a relative improvement by the tolerance after which a run ends.
    static let patience = 10

    let restart: Int
    private(set) var iteration = 0
    private(set) var current = Double.infinity
    private(set) var best = Double.infinity
    private(set) var stop: StopReason?
    private var lastImprovement = 0
    private var improvedTo = Double.infinity

    private var deadline: ContinuousClock.Instant?

    init(restart: Int) { self.restart = restart }

    /// Takes in an iteration's mean square error. True when it is the best so far.
    ///
    /// The run ends when the error fell by less than the tolerance, relatively, in an iteration that tells of those to
    /// come; when for ten iterations no error was better, by the tolerance, than the best before them; at the last
    /// iteration; or when its time is spent. A rise alone does not end it.
    mutating func record(_ error: Double, by rule: StoppingRule, isTelling: Bool = true) -> Bool {
        if iteration == 0, let budget = rule.timeBudget { deadline = .now + .seconds(budget) }
        iteration += 1
        let previous = current
        current = error
        let isBest = error < best || iteration == 1
        if isBest { best = error }
        if iteration == 1 || improvedTo - error > rule.tolerance * improvedTo {
            improvedTo = error
            lastImprovement = iteration
        }
        let decrease = previous - error
        let settled =
            previous.isFinite && decrease >= 0 && (isTelling && decrease < rule.tolerance * previous || error == 0)
        if settled || iteration - lastImprovement >= Self.patience {
            stop = .converged
        } else if iteration >= rule.maximumIterations {
            stop = .iterationLimit
        } else if let deadline, deadline <= .now {
            stop = .timeBudget
        }
        return isBest
    }

    /// Counts an iteration that was taken back, unless that would be the last one: a run ends at one that was not. True
    /// when it was counted.
    mutating func countTakenBack(by rule: StoppingRule) -> Bool {
        guard iteration + 1 < rule.maximumIterations else { return false }
        iteration += 1
        return true
    }

    /// How many numbers `append` appends.
    static let checkpointNumbers = 7

    /// Appends where the run stands, the time that it has left included.
    func append(to checkpoint: inout Checkpoint) {
        checkpoint.append(restart)
        checkpoint.append(iteration)
        checkpoint.append([current, best, improvedTo, deadline.map { ($0 - .now) / .seconds(1) } ?? .infinity])
        checkpoint.append(lastImprovement)
    }

    /// A run that goes on.
    init?(from reader: inout CheckpointReader, by rule: StoppingRule) {
        guard let restart = reader.integer(), let iteration = reader.integer(), let errors = reader.numbers(4),
            let lastImprovement = reader.integer()
        else { return nil }
        self.init(restart: restart)
        self.iteration = iteration
        (current, best, improvedTo) = (errors[0], errors[1], errors[2])
        self.lastImprovement = lastImprovement
        if let budget = rule.timeBudget { deadline = .now + .seconds(min(budget, errors[3])) }
    }

    /// The run as told once it has stopped.
    func summary(uncertainty: Double) -> RunSummary? {
        stop.map {
            RunSummary(
                restart: restart, meanSquareError: best, iterations: iteration, stop: $0, uncertainty: uncertainty)
        }
    }
}
