/// All steps that an array's chunks went through, in the order in which they were taken.
package struct ChunkPipeline: Sendable {
    package let filters: [ChunkFilter]
    /// Bytes of a chunk before the first step.
    package let byteCount: Int

    /// Nil where something was packed twice: how long it was in between is written nowhere.
    package init?(_ filters: [ChunkFilter], byteCount: Int) {
        guard filters.count <= 32, filters.count(where: { $0.lengthening == nil }) <= 1 else { return nil }
        self.filters = filters
        self.byteCount = byteCount
    }

    /// Undoes the steps, the last first.
    ///
    /// - Parameters:
    ///   - chunk: the bytes as stored; afterwards those of the chunk, `byteCount` of them.
    ///   - skipped: steps that the chunk did not take, one bit each.
    ///   - spare: memory to work in; may be exchanged with the chunk's.
    /// - Throws: `ChunkError` where the bytes are not what the steps make of a chunk.
    package func unpack(_ chunk: inout ChunkBuffer, skipped: UInt32, spare: inout ChunkBuffer) throws(ChunkError) {
        let taken = filters.indices.filter { skipped >> UInt32($0) & 1 == 0 }
        for index in taken.reversed() {
            let filter = filters[index]
            let size: Int
            if let lengthening = filter.lengthening {
                size = chunk.count - lengthening
            } else {
                let earlier = taken.prefix { $0 < index }
                size = byteCount + earlier.reduce(0) { $0 + (filters[$1].lengthening ?? 0) }
            }
            guard size > 0, size / filter.largestRatio <= chunk.count else {
                throw ChunkError("a chunk of \(chunk.count) bytes claims to hold \(size): it is damaged or cut short")
            }
            if filter == .fletcher32 {
                try ChunkFilter.checkFletcher32(chunk.bytes)
                chunk.drop(last: 4)
                continue
            }
            try spare.resize(to: size)
            try filter.undo(chunk.bytes, into: spare.mutableBytes)
            swap(&chunk, &spare)
        }
        guard chunk.count == byteCount else {
            throw ChunkError("a chunk has \(chunk.count) bytes where \(byteCount) belong: it is damaged or cut short")
        }
    }
}
