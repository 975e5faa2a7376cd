import DataCube
import Foundation
import Questions
import Runtime
import Session
import Synchronization
import TestSupport
import Testing

@Suite struct JobLanesTests {
    /// What the jobs did, and what lets them end.
    private final class Log: Sendable {
        let begun = Mutex<[Need]>([])
        let delivered = Mutex<[String]>([])
        let running = Mutex<[Int]>([0, 0])
        let gate = DispatchSemaphore(value: 0)

        func work(_ need: Need) -> Action {
            begun.withLock { $0.append(need) }
            running.withLock { $0 = [$0[0] + 1, max($0[1], $0[0] + 1)] }
            gate.wait()
            running.withLock { $0[0] -= 1 }
            return .failed(need, "\(begun.withLock { $0.count })")
        }
    }

    private func need(_ column: Int) -> Need { .request(.pattern(ScanPosition(row: 0, column: column))) }

    private func wait(until isSo: () -> Bool) throws {
        let began = ContinuousClock.now
        while !isSo() {
            guard ContinuousClock.now - began < .seconds(10) else { throw ProgramTrouble("waited 10 s") }
            usleep(500)
        }
    }

    @Test func theLatestWinsAndOneRunsPerLane() throws {
        let log = Log()
        let lanes = JobLanes { _ in log.delivered.withLock { $0.append("") } }
        for column in 0..<50 { lanes.pursue([.pattern: need(column)]) { need, _ in log.work(need) } }
        try wait { log.begun.withLock { $0.count == 1 } }
        #expect(lanes.isBusy)
        log.gate.signal()
        try wait { log.begun.withLock { $0.count == 2 } }
        log.gate.signal()
        try wait { !lanes.isBusy && log.delivered.withLock { $0.count == 2 } }
        #expect(log.begun.withLock { $0 } == [need(0), need(49)])
        #expect(log.running.withLock { $0 } == [0, 1])
    }

    @Test func lanesWorkBesideEachOther() throws {
        let log = Log()
        let lanes = JobLanes { _ in log.delivered.withLock { $0.append("") } }
        lanes.pursue([.pattern: need(1), .map: need(2), .survey: need(3)]) { need, _ in log.work(need) }
        try wait { log.begun.withLock { $0.count == 3 } }
        for _ in 0..<3 { log.gate.signal() }
        try wait { log.delivered.withLock { $0.count == 3 } }
    }

    @Test func whatRunsAlreadyIsNotBegunAgain() throws {
        let log = Log()
        let lanes = JobLanes { _ in log.delivered.withLock { $0.append("") } }
        for _ in 0..<10 { lanes.pursue([.pattern: need(7)]) { need, _ in log.work(need) } }
        try wait { log.begun.withLock { $0.count == 1 } }
        log.gate.signal()
        try wait { !lanes.isBusy }
        #expect(log.begun.withLock { $0.count } == 1)
    }

    @Test func whatIsNoLongerNeededIsNotBegun() throws {
        let log = Log()
        let lanes = JobLanes { _ in log.delivered.withLock { $0.append("") } }
        lanes.pursue([.pattern: need(1)]) { need, _ in log.work(need) }
        lanes.pursue([.pattern: need(2)]) { need, _ in log.work(need) }
        lanes.pursue([:]) { need, _ in log.work(need) }
        log.gate.signal()
        try wait { !lanes.isBusy && log.delivered.withLock { $0.count == 1 } }
        #expect(log.begun.withLock { $0 } == [need(1)])
    }

    @Test func cancellingReachesTheJobAndDropsTheRest() throws {
        let log = Log()
        let lanes = JobLanes { _ in log.delivered.withLock { $0.append("") } }
        lanes.pursue([.map: need(1)]) { need, cancellation in
            log.begun.withLock { $0.append(need) }
            while !cancellation.isCancelled { usleep(200) }
            return .failed(need, "cancelled")
        }
        lanes.pursue([.map: need(2)]) { need, _ in log.work(need) }
        lanes.cancel()
        try wait { !lanes.isBusy }
        #expect(log.begun.withLock { $0 } == [need(1)])
    }
}

@Suite struct MailboxTests {
    private func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, milliseconds) == 1
    }

    @Test func aLetterWakesThePoll() throws {
        let mailbox = try Mailbox<Int>()
        #expect(!isReadable(mailbox.descriptor, within: 0))
        Thread.detachNewThread {
            usleep(20_000)
            mailbox.post(1)
        }
        #expect(isReadable(mailbox.descriptor, within: 10_000))
        #expect(mailbox.take() == [1])
        #expect(!isReadable(mailbox.descriptor, within: 0))
        #expect(mailbox.take().isEmpty)
    }

    @Test func noLetterOfManyThreadsIsLostAndEachThreadsOrderIsKept() throws {
        let mailbox = try Mailbox<[Int]>()
        for thread in 0..<4 {
            Thread.detachNewThread { for number in 0..<500 { mailbox.post([thread, number]) } }
        }
        var taken: [[Int]] = []
        while taken.count < 2000, isReadable(mailbox.descriptor, within: 10_000) { taken += mailbox.take() }
        for thread in 0..<4 { #expect(taken.filter { $0[0] == thread }.map { $0[1] } == Array(0..<500)) }
    }
}
