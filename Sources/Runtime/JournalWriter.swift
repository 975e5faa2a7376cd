import Glibc

/// Appends to a run's journal; each entry is one write, so that a reader never sees half of two.
package final class JournalWriter {
    private let descriptor: Int32
    private let path: String

    /// - Throws: `RuntimeError` when the journal cannot be written.
    package init(path: String) throws(RuntimeError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .run(path: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
        }
        cutTornLine()
    }

    /// Removes what follows the last newline, which a writer before left unfinished: readers have not taken it.
    private func cutTornLine() {
        var end = lseek(descriptor, 0, SEEK_END)
        var byte: UInt8 = 0
        while end > 0, pread(descriptor, &byte, 1, end - 1) == 1, byte != UInt8(ascii: "\n") { end -= 1 }
        ftruncate(descriptor, end)
    }

    /// Appends entries.
    /// - Throws: `RuntimeError` when the disk takes no more; lines that were written whole stay.
    package func append(_ entries: [JournalEntry]) throws(RuntimeError) {
        guard !entries.isEmpty else { return }
        var bytes = Array(entries.map { $0.line + "\n" }.joined().utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                let reason = String(cString: strerror(errno))
                cutTornLine()
                throw .run(path: path, reason: "cannot be written: \(reason)")
            }
            bytes = bytes.dropFirst(written)
        }
    }

    deinit { close(descriptor) }
}
