import Glibc

/// Appends to a run's journal; each entry is one write, so that a reader never sees half of two.
final class JournalWriter {
    private let descriptor: Int32
    private let path: String

    /// - Throws: `RuntimeError` when the journal cannot be written.
    init(path: String) throws(RuntimeError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .run(path: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Appends entries.
    /// - Throws: `RuntimeError` when the disk takes no more.
    func append(_ entries: [JournalEntry]) throws(RuntimeError) {
        guard !entries.isEmpty else { return }
        var bytes = Array(entries.map { $0.line + "\n" }.joined().utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                throw .run(path: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
            }
            bytes = bytes.dropFirst(written)
        }
    }

    deinit { close(descriptor) }
}
