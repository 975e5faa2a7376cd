import Dispatch
import Formats
import Glibc
import Synchronization
import Testing

@Suite struct ChunkCacheTests {
    /// A cache of chunks of ten elements, one byte each: the chunk's number. Counts what is unpacked.
    private final class Counted: Sendable {
        let cache: ChunkCache
        let counts: Counts

        init(most: Int, count: Int, microseconds: UInt32 = 0, failing: Int? = nil, absent: Int? = nil) {
            let counts = Counts()
            self.counts = counts
            cache = ChunkCache(
                most: most, count: count, elements: { _ in 10 },
                unpack: { chunk, buffer, spare throws(ChunkError) in
                    let calls = counts.add(chunk)
                    if microseconds > 0 { usleep(microseconds) }
                    if chunk == failing, calls == 1 { throw ChunkError("it is broken") }
                    if chunk == absent { return false }
                    try buffer.resize(to: 10)
                    for index in 0..<10 { buffer.mutableBytes[index] = UInt8(chunk % 251) }
                    return true
                })
        }

        final class Counts: Sendable {
            private let calls = Mutex<[Int: Int]>([:])
            func add(_ chunk: Int) -> Int {
                calls.withLock {
                    $0[chunk, default: 0] += 1
                    return $0[chunk, default: 0]
                }
            }
            var all: [Int: Int] { calls.withLock { $0 } }
        }

        func read(_ chunk: Int, share: Int = 10) throws(ChunkError) {
            try cache.read(chunk, share: share) { bytes in
                #expect(bytes.map { $0.allSatisfy { $0 == UInt8(chunk % 251) } && $0.count == 10 } ?? true)
            }
        }

        var total: Int { counts.all.values.reduce(0, +) }
    }

    @Test func aPassByPartsUnpacksEachChunkOnce() throws {
        // Ten rows through the same eight chunks, as scan rows go through chunks that are ten rows deep.
        let counted = Counted(most: 12, count: 80)
        for band in 0..<10 {
            for _ in 0..<10 { for chunk in 0..<8 { try counted.read(band * 8 + chunk, share: 1) } }
        }
        #expect(counted.total == 80)
    }

    @Test func whatFitsIsUnpackedTwiceAtMostHoweverOftenItIsRead() throws {
        let counted = Counted(most: 40, count: 40)
        for _ in 0..<20 { for chunk in 0..<40 { try counted.read(chunk) } }
        #expect(counted.total <= 80)
    }

    @Test func aPassOverMoreThanFitsKeepsWhatTheNextOneNeedsFirst() throws {
        let counted = Counted(most: 30, count: 40)
        for _ in 0..<10 { for chunk in 0..<40 { try counted.read(chunk) } }
        // Two passes to fill it; then some 29 of 40 are there each time.
        #expect(counted.total <= 80 + 8 * 12)
    }

    @Test func aChunkReadInPartStays() throws {
        let counted = Counted(most: 3, count: 100)
        for _ in 0..<9 { try counted.read(0, share: 1) }
        try counted.read(1)
        try counted.read(2)
        try counted.read(0, share: 1)
        #expect(counted.counts.all == [0: 1, 1: 1, 2: 1])
    }

    @Test func theOneNotUsedForLongestLeavesFirst() throws {
        let counted = Counted(most: 2, count: 100)
        for chunk in [0, 1, 0, 2, 0, 1] { try counted.read(chunk, share: 1) }
        #expect(counted.counts.all == [0: 1, 1: 2, 2: 1])
    }

    @Test func threadsThatNeedTheSameChunksUnpackEachOnce() {
        let counted = Counted(most: 64, count: 64, microseconds: 200)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for chunk in 0..<64 { #expect(throws: Never.self) { try counted.read(chunk, share: 1) } }
        }
        #expect(counted.counts.all.count == 64)
        #expect(counted.total == 64)
    }

    @Test func manyThreadsAndLittleRoomGiveTheRightBytes() {
        let counted = Counted(most: 2, count: 50)
        DispatchQueue.concurrentPerform(iterations: 8) { worker in
            for step in 0..<400 {
                let chunk = (step * (worker + 1) * 7) % 50
                #expect(throws: Never.self) { try counted.read(chunk, share: 1 + step % 3) }
            }
        }
    }

    @Test func aFailureReachesEveryoneWhoWaitsAndIsTriedAgain() throws {
        let counted = Counted(most: 8, count: 8, microseconds: 2000, failing: 3)
        let failures = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            do throws(ChunkError) { try counted.read(3) } catch { failures.add(1, ordering: .relaxed) }
        }
        #expect(failures.load(ordering: .relaxed) >= 1)
        try counted.read(3)
    }

    @Test func whatWasNeverWrittenIsNotKept() throws {
        let counted = Counted(most: 8, count: 8, absent: 5)
        for _ in 0..<3 {
            try counted.cache.read(5, share: 1) { #expect($0 == nil) }
            try counted.read(4, share: 1)
        }
        #expect(counted.counts.all == [5: 3, 4: 1])
    }

    @Test func linkedSlotsKeepTheirOrder() {
        var slots = LinkedSlots<Int>()
        let places = (0..<5).map { slots.append($0) }
        func order() -> [Int] {
            var found: [Int] = []
            var place = slots.first
            while let current = place {
                found.append(slots[current])
                place = slots.next(after: current)
            }
            return found
        }
        slots.moveToFront(places[3])
        slots.moveToBack(places[0])
        #expect(order() == [3, 1, 2, 4, 0])
        slots.remove(places[3])
        slots.remove(places[0])
        slots.remove(places[2])
        #expect(order() == [1, 4])
        #expect(places.contains(slots.append(7)))
        slots.moveToFront(places[1])
        #expect(order() == [1, 4, 7])
        slots[places[4]] = 9
        #expect(order() == [1, 9, 7])
    }
}
