import Dispatch
import Engine
import Session
import Synchronization

/// Work beside the main thread: in each lane one job runs and one may wait; the newest replaces the waiting one.
public final class JobLanes: Sendable {
    /// Answers a need: the action that brings the answer into the session.
    public typealias Work = @Sendable (Need, Cancellation) -> Action

    private struct LaneState: Sendable {
        var running: Need?
        var waiting: (need: Need, work: Work)?
    }

    private let lanes = Mutex<[Lane: LaneState]>([:])
    private let cancellation = Cancellation()
    private let deliver: @Sendable (Action) -> Void

    /// - Parameter deliver: takes each answer, on a thread of the lanes.
    public init(deliver: @escaping @Sendable (Action) -> Void) { self.deliver = deliver }

    /// Makes the lanes work on these needs: what runs already goes on, what waited for something else is dropped.
    public func pursue(_ needs: [Lane: Need], _ work: @escaping Work) {
        for lane in Lane.allCases {
            let start: Need? = lanes.withLock { lanes in
                var state = lanes[lane] ?? LaneState()
                defer { lanes[lane] = state }
                guard let need = needs[lane] else {
                    state.waiting = nil
                    return nil
                }
                guard state.running != need else {
                    state.waiting = nil
                    return nil
                }
                if state.running == nil {
                    state.running = need
                    return need
                }
                state.waiting = (need, work)
                return nil
            }
            if let start { run(start, work, in: lane) }
        }
    }

    /// True while a lane works.
    public var isBusy: Bool { lanes.withLock { $0.values.contains { $0.running != nil } } }

    /// Ends what runs as soon as it notices, and drops what waits.
    public func cancel() {
        lanes.withLock { lanes in
            for lane in lanes.keys { lanes[lane]?.waiting = nil }
        }
        cancellation.cancel()
    }

    private func run(_ need: Need, _ work: @escaping Work, in lane: Lane) {
        DispatchQueue.global(qos: .userInitiated).async { @Sendable [self] in
            let answer = work(need, cancellation)
            let next = lanes.withLock { lanes -> (need: Need, work: Work)? in
                let next = lanes[lane]?.waiting
                lanes[lane] = LaneState(running: next?.need, waiting: nil)
                return next
            }
            deliver(answer)
            if let next { run(next.need, next.work, in: lane) }
        }
    }
}
