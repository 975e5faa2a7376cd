import Dispatch
import Synchronization

/// Unpacked chunks, kept for whoever reads them next: so many bytes of them.
///
/// A chunk is unpacked by the first thread that needs it; others that need it meanwhile unpack the chunks behind it, then
/// wait. Where room is needed, of the chunks whose elements have all been read the one read last leaves first: it is needed
/// last in the next pass over data in order, and its memory lies in the processor's caches. Others leave when they
/// were not used for the longest time. Until as many chunks were unpacked as there are, nothing says that any is needed
/// again: chunks that have been read then leave at once.
package final class ChunkCache: Sendable {
    /// What is kept of a chunk.
    private struct Slot {
        var chunk: Int
        /// Nil until it is unpacked, and for a chunk that was never written.
        var buffer: ChunkBuffer?
        var failure: ChunkError?
        /// Left when the chunk is there or has failed.
        let arrival: DispatchGroup
        var hasArrived = false
        /// How many threads hold it.
        var users: Int
        /// Elements that were not read since all of them were.
        var unread: Int
        /// All of them have been read as often.
        var isSpent = false
    }

    private struct State {
        var slots = LinkedSlots<Slot>()
        var places: [Int: Int] = [:]
        /// Chunks that hold memory.
        var buffered = 0
        /// Memory without a chunk.
        var spare: [ChunkBuffer] = []
        /// How many chunks were unpacked so far.
        var unpacked = 0
        /// How many chunks are being unpacked, and the most that ever were at once.
        var filling = 0
        var mostFilling = 0
    }

    private let state = Mutex(State())
    private let most: Int
    private let count: Int
    private let elements: @Sendable (Int) -> Int
    private let unpack: @Sendable (Int, inout ChunkBuffer, inout ChunkBuffer) throws(ChunkError) -> Bool

    /// How many chunks behind one that is being unpacked a waiting thread looks at: few of those that are kept.
    private var reach: Int { min(8, most / 4) }

    /// - Parameters:
    ///   - most: how many chunks are kept; more only while more are read at once.
    ///   - count: number of all chunks.
    ///   - elements: how many elements of a chunk will be read in a pass.
    ///   - unpack: makes a chunk's bytes in the first buffer, with the second to work in; false for a chunk that was
    ///     never written. Called on several threads at once, for a chunk on one.
    package init(
        most: Int, count: Int, elements: @escaping @Sendable (Int) -> Int,
        unpack: @escaping @Sendable (Int, inout ChunkBuffer, inout ChunkBuffer) throws(ChunkError) -> Bool
    ) {
        self.most = max(1, most)
        self.count = count
        self.elements = elements
        self.unpack = unpack
    }

    /// Calls `body` with a chunk's bytes; nil for one that was never written.
    /// - Parameter share: how many of its elements `body` reads.
    /// - Throws: why the chunk cannot be read; the next call tries again.
    package func read(_ chunk: Int, share: Int, _ body: (UnsafeRawBufferPointer?) -> Void) throws(ChunkError) {
        let (place, isNew, arrival) = hold(chunk)
        if isNew {
            fill(place, chunk)
        } else if let arrival {
            while arrival.wait(timeout: .now()) == .timedOut {
                guard unpackBehind(chunk) else {
                    arrival.wait()
                    break
                }
            }
        }
        let (buffer, failure) = state.withLock { state in
            (state.slots[place].buffer, state.slots[place].failure)
        }
        if failure == nil { body(buffer?.bytes) }
        release(place, share: share)
        if let failure { throw failure }
    }

    /// The slot of a chunk, held; whether the caller is to fill it; what to wait for where another thread does.
    private func hold(_ chunk: Int) -> (place: Int, isNew: Bool, arrival: DispatchGroup?) {
        state.withLock { state in
            if let place = state.places[chunk] {
                state.slots[place].users += 1
                return (place, false, state.slots[place].hasArrived ? nil : state.slots[place].arrival)
            }
            return (add(chunk, to: &state), true, nil)
        }
    }

    private func add(_ chunk: Int, to state: inout State) -> Int {
        let arrival = DispatchGroup()
        arrival.enter()
        let place = state.slots.append(
            Slot(chunk: chunk, arrival: arrival, users: 1, unread: elements(chunk)))
        state.places[chunk] = place
        return place
    }

    /// Unpacks a chunk into a held slot.
    private func fill(_ place: Int, _ chunk: Int) {
        var (buffer, spare) = state.withLock { state in
            makeRoom(in: &state)
            state.filling += 1
            state.mostFilling = max(state.mostFilling, state.filling)
            return (state.spare.popLast() ?? ChunkBuffer(), state.spare.popLast() ?? ChunkBuffer())
        }
        var failure: ChunkError?
        var isThere = false
        do throws(ChunkError) { isThere = try unpack(chunk, &buffer, &spare) } catch { failure = error }
        let arrival = state.withLock { state in
            state.filling -= 1
            state.spare.append(spare)
            if isThere {
                state.slots[place].buffer = buffer
                state.buffered += 1
                state.unpacked += 1
            } else {
                state.spare.append(buffer)
            }
            state.slots[place].failure = failure
            state.slots[place].hasArrived = true
            if failure != nil { state.places[chunk] = nil }
            while state.spare.count > state.mostFilling + 1 { state.spare.removeLast() }
            return state.slots[place].arrival
        }
        arrival.leave()
    }

    /// Unpacks the next chunk that nobody has begun; false where there is none near. What fails is met again by whoever
    /// needs it.
    private func unpackBehind(_ chunk: Int) -> Bool {
        let next = state.withLock { state -> (chunk: Int, place: Int)? in
            for next in chunk + 1..<max(chunk + 1, min(count, chunk + 1 + reach)) where state.places[next] == nil {
                return (next, add(next, to: &state))
            }
            return nil
        }
        guard let next else { return false }
        fill(next.place, next.chunk)
        release(next.place, share: 0)
        return true
    }

    private func release(_ place: Int, share: Int) {
        state.withLock { state in
            state.slots[place].users -= 1
            let slot = state.slots[place]
            guard slot.buffer != nil else {
                // Nothing is kept of what failed or was never written.
                if slot.users == 0 {
                    state.slots.remove(place)
                    if slot.failure == nil { state.places[slot.chunk] = nil }
                }
                return
            }
            state.slots[place].unread -= share
            state.slots[place].isSpent = slot.unread <= share
            if slot.unread <= share {
                state.slots[place].unread = elements(slot.chunk)
                state.slots.moveToFront(place)
            } else {
                state.slots.moveToBack(place)
            }
        }
    }

    /// Lets chunks go, the first in the list first, until one more fits.
    private func makeRoom(in state: inout State) {
        var place = state.slots.first
        var isFirstPass = state.unpacked < count
        while let current = place, state.buffered >= most || isFirstPass {
            place = state.slots.next(after: current)
            let slot = state.slots[current]
            guard slot.users == 0, let buffer = slot.buffer else { continue }
            guard state.buffered >= most || slot.isSpent else { return }
            isFirstPass = false
            state.slots.remove(current)
            state.places[slot.chunk] = nil
            state.buffered -= 1
            state.spare.append(buffer)
        }
    }
}
