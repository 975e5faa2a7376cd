import Glibc

/// Memory that one chunk after the other is read and unpacked into.
///
/// `@unchecked Sendable`: whoever unpacks a chunk has its buffer alone; once it is in the cache it is only read.
package final class ChunkBuffer: @unchecked Sendable {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    /// Somebody else's memory that stands for its own.
    private var borrowed: UnsafeRawPointer?
    package init() {}

    /// Bytes in use.
    package private(set) var count = 0

    /// Makes room; the bytes are undefined afterwards.
    package func resize(to count: Int) throws(ChunkError) {
        borrowed = nil
        if count > capacity {
            free(base)
            base = malloc(count)
            capacity = base == nil ? 0 : count
            self.count = 0
            if base == nil { throw ChunkError("there is no memory for \(count) bytes") }
        }
        self.count = count
    }

    /// Takes bytes that lie elsewhere for its own, until it is resized. They have to stay there as long.
    func borrow(_ bytes: UnsafeRawBufferPointer) {
        borrowed = bytes.baseAddress
        count = bytes.count
    }

    /// Takes bytes off the end.
    func drop(last: Int) { count = max(0, count - last) }

    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: borrowed ?? UnsafeRawPointer(base), count: count)
    }

    /// Its own memory; nothing while it borrows.
    package var mutableBytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: borrowed == nil ? base : nil, count: borrowed == nil ? count : 0)
    }

    deinit { free(base) }
}
