/// Where the chunks of an array are kept, as they were packed.
protocol ChunkStore: Sendable {
    /// Fetches the bytes of a chunk. Safe from several threads at once.
    ///
    /// - Parameters:
    ///   - places: the chunk's place along each axis of the array, counted in chunks.
    ///   - buffer: holds the bytes afterwards, or borrows them from memory that stays as long as the store.
    /// - Returns: which filters the chunk did not go through, one bit each, the first lowest; nil where the chunk was
    ///   never written, and reads as the fill value.
    func fetch(_ places: [Int], into buffer: ChunkBuffer) throws(ChunkError) -> UInt32?

    /// To be called after bytes were used that were fetched.
    /// - Throws: `ChunkError` where they may not have been there.
    func check() throws(ChunkError)
}

extension ChunkStore {
    func check() throws(ChunkError) {}
}

/// Why a chunk cannot be read, as the end of a sentence.
package struct ChunkError: Error, Equatable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
