import DataCube
import Engine
import Foundation
import Questions
import Synchronization
import Testing

/// Keeps steps in memory, and dies after so many: nothing is kept then, and the work ends.
private final class MortalKeeper: StepKeeper {
    private struct State {
        var kept: [String: Checkpoint]
        var left: Int
    }

    let interval = Duration.zero
    private let state: Mutex<State>
    let cancellation = Cancellation()

    init(_ kept: [String: Checkpoint] = [:], life: Int = .max) {
        state = Mutex(State(kept: kept, left: life))
    }

    var kept: [String: Checkpoint] { state.withLock { $0.kept } }
    var used: Int { state.withLock { .max - $0.left } }

    func checkpoint(of step: String) -> Checkpoint? { kept[step] }

    func keep(_ checkpoint: Checkpoint, of step: String) {
        state.withLock { state in
            guard state.left > 0 else { return cancellation.cancel() }
            state.left -= 1
            state.kept[step] = checkpoint
        }
    }

    func forget(beginning prefix: String) {
        state.withLock { state in
            guard state.left > 0 else { return }
            state.kept = state.kept.filter { !$0.key.hasPrefix(prefix) }
        }
    }
}

@Suite("A sweep that died goes on to the same bits")
struct CheckpointTests {
    private static let planted = PlantedProblem(k: 3, scan: (12, 10), detector: (9, 8), seed: 5)
    /// Large enough that its counts are known for such.
    private static let bright = PlantedProblem(k: 3, scan: (20, 20), detector: (16, 16), seed: 5)

    /// Patches of counts, so that they are split; or values without noise, of which positions are held out.
    private static func data(counts: Bool) -> DataCube {
        var dice = Dice(6)
        guard counts else { return planted.cube }
        return cube(scan: (20, 20), detector: (16, 16), type: .float32) { position, pixel in
            dice.poisson(2 * bright.value((position / 20 / 5 * 4 + position % 20 / 5) * 17, pixel))
        }
    }

    private struct Outcome: Equatable {
        var results: [FactorizationResult] = []
        var evidence: Evidence?

        /// As if it had taken no time.
        mutating func file(_ result: FactorizationResult) {
            var timeless = result
            timeless.seconds = 0
            results.append(timeless)
        }
    }

    /// - Returns: true when the sweep came to its end.
    private func run(
        _ cube: DataCube, _ parameters: SweepParameters, _ keeper: MortalKeeper, threads: Int,
        into outcome: inout Outcome, iterations: inout Int
    ) throws -> Bool {
        let filed = outcome.results
        let sweep = Sweep(cube: cube, parameters: parameters, survey: blankSurvey(cube), threads: threads)
        do throws(EngineError) {
            try sweep.run(
                filed: { k in filed.first { $0.k == k } }, keeper: keeper, cancellation: keeper.cancellation,
                report: { event in
                    if case .evidence(let evidence) = event { outcome.evidence = evidence }
                    if case .iteration = event { iterations += 1 }
                },
                file: { outcome.file($0) })
            return true
        } catch {
            guard error == .cancelled else { throw error }
            return false
        }
    }

    @Test(
        "wherever it dies",
        arguments: [
            (MethodName.als, false, true), (.hals, false, true), (.nnls, false, false), (.als, true, false),
            (.hals, true, true),
        ])
    func resumed(method: MethodName, isExact: Bool, counts: Bool) throws {
        let cube = Self.data(counts: counts)
        var parameters = SweepParameters(
            componentCounts: 2...4, restarts: 3, method: method, maximumIterations: 25, mask: everything)
        parameters.isExact = isExact
        var whole = Outcome()
        var needed = 0
        let immortal = MortalKeeper()
        let ended = try run(cube, parameters, immortal, threads: 1, into: &whole, iterations: &needed)
        #expect(ended)
        #expect(whole.results.count == 3 && whole.evidence?.heldOut?.errors.count == 3)
        #expect(whole.evidence?.heldOut?.kind == (counts ? .countSplitting : .interpolatedPositions))
        let steps = immortal.used
        #expect(steps > 100)

        var dice = Dice(7)
        for _ in 0..<3 {
            var outcome = Outcome()
            var kept: [String: Checkpoint] = [:]
            var iterations = 0
            var deaths = 0
            // Dies again and again; each life keeps more.
            while true {
                let life = 1 + Int(dice.uniform() * Double(steps) / 3)
                let keeper = MortalKeeper(kept, life: life)
                if try run(
                    cube, parameters, keeper, threads: 1 + deaths % 2, into: &outcome, iterations: &iterations)
                {
                    break
                }
                kept = keeper.kept
                deaths += 1
            }
            #expect(deaths >= 2)
            #expect(outcome == whole)
            // A life computes again what ran beside the step that was its last: an iteration of each run.
            #expect(iterations <= needed + deaths * 2 * parameters.restarts)
        }
    }

    @Test("numbers that are not those of the step are not taken up")
    func damaged() throws {
        let cube = Self.data(counts: true)
        let parameters = SweepParameters(componentCounts: 2...3, restarts: 2, maximumIterations: 25, mask: everything)
        var whole = Outcome()
        var iterations = 0
        let first = MortalKeeper(life: 30)
        var partial = Outcome()
        _ = try run(cube, parameters, first, threads: 1, into: &partial, iterations: &iterations)
        _ = try run(cube, parameters, MortalKeeper(), threads: 1, into: &whole, iterations: &iterations)
        #expect(!first.kept.isEmpty)
        for change in [0, 1, 8, 40] {
            let cut = first.kept.mapValues { Checkpoint(bytes: Array($0.bytes.dropLast(change * 4 + 4))) }
            var outcome = Outcome()
            _ = try run(cube, parameters, MortalKeeper(cut), threads: 2, into: &outcome, iterations: &iterations)
            #expect(outcome == whole)
        }
    }
}
