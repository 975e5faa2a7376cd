import Glibc

/// Memory that one chunk after the other is read and unpacked into.
///
/// `@unchecked Sendable`: whoever unpacks a chunk has its buffer alone; once it is in the cache it is only read.
package final class ChunkBuffer: @unchecked Sendable {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    package init() {}

    /// Bytes in use.
    package private(set) var count = 0

    /// Makes room; the bytes are undefined afterwards.
    package func resize(to count: Int) throws(ChunkError) {
        if count > capacity {
            free(base)
            base = malloc(count)
            capacity = base == nil ? 0 : count
            self.count = 0
            if base == nil { throw ChunkError("there is no memory for \(count) bytes") }
        }
        self.count = count
    }

    /// Takes bytes off the end.
    func drop(last: Int) { count = max(0, count - last) }

    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
    package var mutableBytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: base, count: count) }

    deinit { free(base) }
}
