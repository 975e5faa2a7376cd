import Questions
import Session
import Testing

@Suite("Sweep status")
struct SweepStatusTests {
    private let parameters = SweepParameters(componentCounts: 2...4, restarts: 3, maximumIterations: 10)

    private func summary(_ restart: Int, _ error: Double) -> RunSummary {
        RunSummary(restart: restart, meanSquareError: error, iterations: 4, stop: .converged)
    }

    /// What a sweep reports, in order: all restarts of a k step together.
    private var journal: [SweepEvent] {
        var events: [SweepEvent] = [
            .began(
                Exclusions(
                    keptPixels: 5, allPixels: 6, hotPixels: 1, deadPixels: 0, nonFinitePixels: 0, keptPositions: 7,
                    allPositions: 7, nonFinitePositions: 0)),
            .bounds([9, 8, 7, 6]),
        ]
        for k in 2...4 {
            for iteration in 1...4 {
                for restart in 0..<3 {
                    events.append(
                        .iteration(
                            k: k, restart: restart, iteration: iteration,
                            meanSquareError: Double(100 - 10 * k - iteration + restart)))
                }
            }
            for restart in 0..<3 { events.append(.finishedRun(k: k, summary(restart, Double(50 - k + restart)))) }
            events.append(.finished(k: k, seconds: Double(k)))
        }
        return events
    }

    @Test("folds a whole journal; progress only rises, from nothing to all")
    func folding() {
        var status = SweepStatus(identifier: "r", parameters: parameters)
        #expect(status.state == .starting && status.isRunning && status.progress == 0 && status.currentK == nil)
        var last = 0.0
        for (place, event) in journal.enumerated() {
            status.elapsed = Double(place) * 10
            status.fold(event)
            #expect(status.state == .running)
            #expect(status.progress >= last && status.progress <= 1, "\(event)")
            last = status.progress
            if let left = status.secondsLeft {
                #expect(abs(left - status.elapsed * (1 - last) / last) < 1e-9 && left >= 0)
            }
        }
        #expect(status.progress == 1 && status.finishedFits == 9 && status.currentK == nil)
        #expect(status.runs[3]?[1].errors == [70, 69, 68, 67])
        #expect(status.errors(of: 2) == [48, 49, 50] && status.minimum(of: 2) == 48 && status.mean(of: 2) == 49)
        #expect(status.bound(of: 2) == 8 && status.bound(of: 4) == 6)
        #expect(status.bound(of: 0) == nil && status.bound(of: 5) == nil)
        #expect(status.minimum(of: 9) == nil && status.mean(of: 9) == nil && status.errors(of: 9).isEmpty)
        #expect(status.exclusions?.keptPixels == 5 && status.seconds == [2: 2, 3: 3, 4: 4])
        #expect(status.secondsLeft == 0)
    }

    @Test("knows the k that runs")
    func currentK() {
        var status = SweepStatus(identifier: "r", parameters: parameters)
        status.fold(.iteration(k: 2, restart: 0, iteration: 1, meanSquareError: 1))
        #expect(status.currentK == 2)
        status.fold(.finished(k: 2, seconds: 1))
        status.fold(.iteration(k: 3, restart: 2, iteration: 1, meanSquareError: 1))
        #expect(status.currentK == 3 && status.runs[3]?.count == 3)
        status.state = .cancelled
        #expect(!status.isRunning && status.secondsLeft == nil)
    }

    @Test("of a journal that is read again is the same: repeated iterations replace what they repeat")
    func repeats() {
        var once = SweepStatus(identifier: "r", parameters: parameters)
        for event in journal { once.fold(event) }
        for cut in [1, 5, 9, 20, journal.count] {
            var twice = SweepStatus(identifier: "r", parameters: parameters)
            for event in journal.prefix(cut) { twice.fold(event) }
            for event in journal { twice.fold(event) }
            #expect(twice == once, "interrupted after \(cut) events")
        }
        var status = SweepStatus(identifier: "r", parameters: parameters)
        for iteration in 1...6 {
            status.fold(.iteration(k: 2, restart: 0, iteration: iteration, meanSquareError: Double(iteration)))
        }
        status.fold(.iteration(k: 2, restart: 0, iteration: 3, meanSquareError: 33))
        #expect(status.runs[2]?[0].errors == [1, 2, 33])
    }

    @Test("takes no harm from a journal that says what cannot be")
    func nonsense() {
        var status = SweepStatus(identifier: "r", parameters: parameters)
        for restart in [-1, 3, Int.max] {
            status.fold(.iteration(k: 2, restart: restart, iteration: 1, meanSquareError: 1))
            status.fold(.finishedRun(k: 2, summary(restart, 1)))
        }
        status.fold(.iteration(k: 2, restart: 0, iteration: 0, meanSquareError: 1))
        status.fold(.iteration(k: 2, restart: 0, iteration: -4, meanSquareError: 1))
        status.fold(.iteration(k: Int.max, restart: 0, iteration: 1, meanSquareError: 1))
        #expect(status.runs.isEmpty && status.finishedFits == 0)
    }

    @Test("tells the time left only when there is something to judge by")
    func secondsLeft() {
        var status = SweepStatus(identifier: "r", parameters: parameters, state: .running)
        status.elapsed = 100
        #expect(status.secondsLeft == nil)
        status.fold(.finished(k: 2, seconds: 100))
        #expect(status.progress == 4.0 / 15)
        #expect(status.secondsLeft.map { abs($0 - 275) < 1e-9 } == true)
    }
}
