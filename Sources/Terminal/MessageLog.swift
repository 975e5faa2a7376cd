import Glibc

/// Standard error while the screen is up: a file takes what would spoil the screen, and shows it afterwards.
struct MessageLog {
    /// Where the messages go; empty where they are dropped.
    let path: String
    private let saved: Int32
    private let isOurs: Bool
    /// How much is shown afterwards.
    private static let shown = 65536

    /// Redirects standard error; nil where it is no terminal (it then spoils nothing) or cannot be redirected.
    init?(path wanted: String?) {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        let kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard kept >= 0 else { return nil }
        let opened = wanted.flatMap(Self.open) ?? Self.makeFile() ?? Self.open("/dev/null")
        guard let opened else {
            close(kept)
            return nil
        }
        saved = kept
        isOurs = opened.path != wanted
        path = opened.path == "/dev/null" ? "" : opened.path
        dup2(opened.descriptor, STDERR_FILENO)
        close(opened.descriptor)
    }

    /// Gives standard error back and shows what was kept; a file of our own is then removed.
    func end() {
        var size = off_t(0)
        var status = stat()
        if fstat(STDERR_FILENO, &status) == 0 { size = status.st_size }
        dup2(saved, STDERR_FILENO)
        close(saved)
        guard isOurs, !path.isEmpty else { return }
        if size > 0 { show(from: max(0, size - off_t(Self.shown))) }
        if size <= off_t(Self.shown) { unlink(path) }
    }

    private func show(from start: off_t) {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        if start > 0 { put("… (all of it is in \(path))\n") }
        lseek(file, start, SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let taken = read(file, &bytes, bytes.count)
            guard taken > 0, write(STDERR_FILENO, bytes, taken) == taken else { return }
        }
    }

    private func put(_ text: String) { _ = write(STDERR_FILENO, text, text.utf8.count) }

    private static func open(_ path: String) -> (path: String, descriptor: Int32)? {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        return descriptor < 0 ? nil : (path, descriptor)
    }

    private static func makeFile() -> (path: String, descriptor: Int32)? {
        var folders = ["/tmp"]
        if let state = getenv("XDG_STATE_HOME"), state[0] != 0 {
            let folder = String(cString: state) + "/braggart"
            mkdir(folder, 0o700)
            folders.insert(folder, at: 0)
        }
        for folder in folders {
            var template = Array((folder + "/braggart-XXXXXX.log").utf8CString)
            let descriptor = mkstemps(&template, 4)
            if descriptor >= 0 {
                return (String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self), descriptor)
            }
        }
        return nil
    }
}
