import Glibc

/// A file in memory whose content is replaced for every input. Parsers take paths, so it has one.
final class ScratchFile {
    let path: String
    private let descriptor: CInt

    /// A folder of the process's own; Scripts/fuzz removes what a crash leaves.
    static let folder: String = {
        let path = "/dev/shm/braggart-fuzz-\(getpid())"
        guard mkdir(path, 0o700) == 0 else { fatalError("\(path) cannot be made") }
        return path
    }()

    init(_ name: String) {
        path = Self.folder + "/" + name
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { fatalError("\(path) cannot be made") }
    }

    func replace(with bytes: UnsafeRawBufferPointer) {
        guard pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count,
            ftruncate(descriptor, off_t(bytes.count)) == 0
        else { fatalError("\(path) cannot be written") }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }
}
