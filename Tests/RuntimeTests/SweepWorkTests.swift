import DataCube
import Engine
import Foundation
import Questions
import Runtime
import TestSupport
import Testing

@Suite struct SweepWorkTests {
    @Test func aSweepIsFiledAndFollowed() throws {
        let small = try SmallRun()
        let follower = try SweepFollower(small.run)
        #expect(follower.status.state == .starting)
        var events: [SweepEvent] = []
        try SweepWork(small.run).run(cancellation: Cancellation()) { event in
            events.append(event)
            #expect(small.run.worker == getpid())
        }

        #expect(small.entries == events.map { .event($0) } + [.ended(.finished)])
        #expect(small.run.worker == nil)
        #expect(follower.follow())
        #expect(!follower.follow())
        let status = follower.status
        #expect(status.state == .finished)
        #expect(status.seconds.keys.sorted() == [2, 3, 4])
        #expect(status.finishedFits == 9)
        #expect(status.progress == 1)
        #expect(status.exclusions?.allPixels == SmallCube.planted.detector.count)
        for k in 2...4 {
            let result = try small.run.result(k: k)
            #expect(result.runs.map(\.restart) == [0, 1, 2])
            #expect(result.best.components.count == k)
            #expect(result.best.components.first?.shape == SmallCube.planted.detector)
            #expect(result.best.distributions.first?.shape == SmallCube.planted.scan)
            #expect(result.minimum == result.best.meanSquareError)
            #expect(status.errors(of: k) == result.runs.map(\.meanSquareError))
            #expect(status.minimum(of: k) == result.minimum)
            let bound = try #require(status.bound(of: k))
            #expect(bound <= result.minimum + 1e-6 * (try #require(status.bound(of: 1))))
            let iterations = try #require(status.runs[k]).map(\.errors.count)
            #expect(iterations == result.runs.map(\.iterations))
        }
        // Two kinds of spots and a flat background stand outside the beam: the third component explains what the
        // second cannot.
        #expect(try small.run.result(k: 3).minimum < 0.5 * small.run.result(k: 2).minimum)
    }

    @Test func threadsDoNotChangeTheResult() throws {
        let one = try SmallRun(threads: 1)
        let two = try SmallRun(threads: 2)
        try SweepWork(one.run).run(cancellation: Cancellation())
        try SweepWork(two.run).run(cancellation: Cancellation())
        for k in 2...4 { #expect(try one.run.result(k: k).isSame(as: two.run.result(k: k))) }
    }

    @Test func cancellingKeepsWhatIsFinishedAndResumingComputesTheRest() throws {
        let whole = try SmallRun()
        try SweepWork(whole.run).run(cancellation: Cancellation())

        let small = try SmallRun()
        let cancellation = Cancellation()
        #expect(throws: RuntimeError.engine(.cancelled)) {
            try SweepWork(small.run).run(cancellation: cancellation) { event in
                if case .finished(k: 3, seconds: _) = event { cancellation.cancel() }
            }
        }
        #expect(small.entries.last == .ended(.cancelled))
        let follower = try SweepFollower(small.run)
        #expect(follower.follow())
        #expect(follower.status.state == .cancelled)
        #expect(follower.status.seconds.keys.sorted() == [2, 3])
        let kept = try Data(contentsOf: URL(fileURLWithPath: small.run.resultPath(k: 3)))
        #expect(!FileManager.default.fileExists(atPath: small.run.resultPath(k: 4)))

        var begun: Set<Int> = []
        try SweepWork(small.run).run(cancellation: Cancellation()) { event in
            if case .iteration(let k, _, _, _) = event { begun.insert(k) }
        }
        #expect(begun == [4])
        #expect(try Data(contentsOf: URL(fileURLWithPath: small.run.resultPath(k: 3))) == kept)
        for k in 2...4 { #expect(try small.run.result(k: k).isSame(as: whole.run.result(k: k))) }
        let later = try SweepFollower(small.run)
        #expect(later.follow())
        #expect(later.status.state == .finished)
        #expect(later.status.seconds.keys.sorted() == [2, 3, 4])
        #expect(later.status.finishedFits == 9)
    }

    @Test func aResumedSweepIsSeenRunning() throws {
        let small = try SmallRun()
        let exclusions = Exclusions(
            keptPixels: 1, allPixels: 1, hotPixels: 0, deadPixels: 0, nonFinitePixels: 0, keptPositions: 1,
            allPositions: 1, nonFinitePositions: 0)
        let writer = try JournalWriter(path: small.run.journalPath)
        try writer.append([.event(.began(exclusions)), .ended(.cancelled), .event(.began(exclusions))])
        let follower = try SweepFollower(small.run, worker: getpid())
        #expect(follower.follow())
        #expect(follower.status.state == .running)
        try writer.append([.event(.finished(k: 2, seconds: 1)), .ended(.finished)])
        #expect(follower.follow())
        #expect(follower.status.state == .finished)
    }

    @Test func aSweepIsOfTheDatasetAsItWasLaidAndSettlesNothing() throws {
        let small = try SmallRun()
        var opening = small.opening
        opening.settings.orientation = Orientation(
            scan: PlaneOrientation.identity.turnedClockwise, pattern: .identity)
        let run = try RunDirectory.create(
            in: small.directory.file("runs"),
            record: RunRecord(
                opening: opening, parameters: SweepParameters(componentCounts: 2...2, restarts: 1), threads: 1))
        try SweepWork(run).run(cancellation: Cancellation())
        #expect(try run.result(k: 2).best.distributions[0].shape == ScanShape(rows: 8, columns: 6))
        // The user may have turned it back meanwhile: a worker keeps nothing.
        #expect(try small.opening.store.settings() == nil)
        #expect(try small.opening.open().cube.scan == ScanShape(rows: 6, columns: 8))
    }

    @Test func aSweepCancelledAtOnceComputesNothing() throws {
        let small = try SmallRun()
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: RuntimeError.engine(.cancelled)) {
            try SweepWork(small.run).run(cancellation: cancellation)
        }
        #expect(small.entries.last == .ended(.cancelled))
        #expect(!FileManager.default.fileExists(atPath: small.run.resultPath(k: 2)))
    }

    @Test func dataThatAreGoneEndTheSweepWithTheReason() throws {
        let small = try SmallRun()
        try FileManager.default.removeItem(atPath: small.opening.path)
        #expect { try SweepWork(small.run).run(cancellation: Cancellation()) } throws: {
            "\($0)".contains("planted.npy")
        }
        let follower = try SweepFollower(small.run)
        #expect(follower.follow())
        guard case .failed(let reason) = follower.status.state else {
            Issue.record("the state is \(follower.status.state)")
            return
        }
        #expect(reason.contains("planted.npy"))
    }

    @Test func aWorkerThatIsKilledIsReportedAsFailed() throws {
        let small = try SmallRun(2...12, restarts: 100, iterations: 100_000)
        let process = try WorkerProcess(executable: BuiltProgram().path).start(small.run)
        let follower = try SweepFollower(small.run, worker: process)
        let later = try SweepFollower(small.run)
        defer { kill(process, SIGKILL) }
        try wait {
            _ = follower.follow()
            return follower.status.finishedFits > 0 || follower.status.currentK != nil
        }
        #expect(follower.status.state == .running)
        #expect(small.run.worker == process)
        #expect(getpgid(process) == process)
        #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process)) == 10)
        kill(process, SIGKILL)
        try wait {
            _ = follower.follow()
            return !follower.status.isRunning
        }
        guard case .failed(let reason) = follower.status.state else {
            Issue.record("the state is \(follower.status.state)")
            return
        }
        #expect(reason.contains("worker.log"))
        // Another explorer that looks at the run afterwards sees the same.
        #expect(later.follow())
        #expect(later.status.state == follower.status.state)
    }

    @Test func cancellingAWorkerKeepsWhatIsFinished() throws {
        let small = try SmallRun(2...12, restarts: 100, iterations: 100_000)
        let process = try WorkerProcess(executable: BuiltProgram().path).start(small.run)
        let follower = try SweepFollower(small.run, worker: process)
        defer { kill(process, SIGKILL) }
        try wait {
            _ = follower.follow()
            return follower.status.currentK != nil
        }
        follower.cancel()
        try wait {
            _ = follower.follow()
            return !follower.status.isRunning
        }
        #expect(follower.status.state == .cancelled)
        #expect(small.entries.last == .ended(.cancelled))
        for k in follower.status.seconds.keys { #expect(try small.run.result(k: k).k == k) }
    }

    @Test func aProcessIdThatBelongsToAnotherProgramIsNoWorker() throws {
        let small = try SmallRun()
        try JournalWriter(path: small.run.journalPath).append([.event(.bounds([1]))])
        // This test's own process lives, but began at another time.
        let machine = try claimed(small.run).split(separator: " ")
        try Data("\(getpid()) 1 \(machine[2]) \(machine[3])".utf8).write(
            to: URL(fileURLWithPath: small.run.path + "/worker-1"))
        let follower = try SweepFollower(small.run)
        #expect(follower.follow())
        guard case .failed = follower.status.state else {
            Issue.record("the state is \(follower.status.state)")
            return
        }
    }

    /// What a claim of this process says.
    private func claimed(_ run: RunDirectory) throws -> String {
        let other = try SmallRun(2...2, restarts: 1)
        var text = ""
        try SweepWork(other.run).run(cancellation: Cancellation()) { _ in
            text = (try? String(contentsOfFile: other.run.path + "/worker-1", encoding: .utf8)) ?? text
        }
        return text
    }

    @Test func aRunIsComputedByOneProcessAtATime() throws {
        let small = try SmallRun(2...12, restarts: 100, iterations: 100_000)
        let worker = WorkerProcess(executable: try BuiltProgram().path)
        let process = try worker.start(small.run)
        defer { kill(process, SIGKILL) }
        try wait { small.run.isComputed }
        #expect { try SweepWork(small.run).run(cancellation: Cancellation()) } throws: {
            "\($0)".contains("is being computed by process \(process)")
        }
        #expect(throws: RuntimeError.self) { try worker.resume(small.run) }
        #expect(throws: RuntimeError.self) { try small.run.remove() }
        #expect(small.run.worker == process)
        small.run.stop()
        try wait { !small.run.isComputed }
        #expect(small.entries.last == .ended(.cancelled))
        // The follower of another explorer sees it taken up again.
        let follower = try SweepFollower(small.run)
        #expect(follower.follow())
        #expect(follower.status.state == .cancelled)
        let second = try worker.resume(small.run)
        defer { kill(second, SIGKILL) }
        try wait {
            _ = follower.follow()
            return follower.status.state == .running
        }
        small.run.stop()
        try wait { !small.run.isComputed }
        try small.run.remove()
        #expect(!FileManager.default.fileExists(atPath: small.run.path))
    }

    @Test func aClaimOfASilentMachineIsTakenOverAndItsHolderNotices() throws {
        let small = try SmallRun(2...2, restarts: 1)
        let path = small.run.path + "/worker-7"
        try Data("1 1 elsewhere/1 far\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect { try SweepWork(small.run).run(cancellation: Cancellation()) } throws: { "\($0)".contains("on far") }
        let long = Date(timeIntervalSinceNow: -120)
        try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: path)
        let cancellation = Cancellation()
        // Another machine takes the run while this one computes.
        #expect(throws: RuntimeError.engine(.cancelled)) {
            try SweepWork(small.run).run(cancellation: cancellation) { event in
                guard case .began = event else { return }
                #expect(!FileManager.default.fileExists(atPath: path))
                #expect(
                    FileManager.default.createFile(
                        atPath: small.run.path + "/worker-9", contents: Data("1 1 elsewhere/1 far\n".utf8)))
                let began = ContinuousClock.now
                while !cancellation.isCancelled, ContinuousClock.now - began < .seconds(20) { usleep(5000) }
            }
        }
        // Its journal is the other's now.
        #expect(small.entries.last != .ended(.cancelled))
        #expect(FileManager.default.fileExists(atPath: small.run.path + "/worker-9"))
    }

    @Test func aRunIsNeverContinuedOnOtherData() throws {
        let small = try SmallRun(2...2, restarts: 1)
        #expect(try !small.run.record().isOfOtherData)
        // Written again with the same bytes, it is the same.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: small.opening.path))
        try bytes.write(to: URL(fileURLWithPath: small.opening.path))
        #expect(try !small.run.record().isOfOtherData)
        var other = bytes
        other[other.count - 1] ^= 1
        try other.write(to: URL(fileURLWithPath: small.opening.path))
        #expect(try small.run.record().isOfOtherData)
        #expect { try SweepWork(small.run).run(cancellation: Cancellation()) } throws: {
            "\($0)".contains("changed since")
        }
        #expect { try WorkerProcess().resume(small.run) } throws: { "\($0)".contains("changed since") }
        #expect(!FileManager.default.fileExists(atPath: small.run.resultPath(k: 2)))
    }

    @Test func anExecutableThatIsNotThereIsSaid() throws {
        let small = try SmallRun()
        #expect {
            try WorkerProcess(executable: "/absent/braggart").start(small.run)
        } throws: {
            "\($0)".contains("/absent/braggart")
        }
    }

    private func wait(_ limit: Double = 20, until isSo: () throws -> Bool) throws {
        let began = ContinuousClock.now
        while try !isSo() {
            guard ContinuousClock.now - began < .seconds(limit) else { throw ProgramTrouble("waited \(limit) s") }
            usleep(5000)
        }
    }
}
