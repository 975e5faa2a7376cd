import Glibc

/// A file that appears whole or not at all: written beside its place and renamed at the end.
public final class AtomicFile {
    let path: String
    /// Where it is written meanwhile, in the same directory.
    let temporaryPath: String
    private let overwrite: Bool
    private var isFinished = false

    /// Refuses, before any work is done, a path that writing would refuse.
    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false; `cannotWrite`.
    public static func check(_ path: String, overwrite: Bool) throws(FormatError) {
        _ = try AtomicFile(path: path, overwrite: overwrite)
    }

    /// Nothing is created yet.
    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false.
    init(path: String, overwrite: Bool) throws(FormatError) {
        self.path = path
        self.overwrite = overwrite
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw FormatError(
                    .cannotWrite, path: path, what: "is there and is not a regular file", remedy: "Give another name")
            }
            guard overwrite else { throw Self.taken(path) }
        }
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard !name.isEmpty else {
            throw FormatError(.cannotWrite, path: path, what: "names no file", remedy: "Give a file name")
        }
        // A name near the system's limit of 255 bytes must leave room for what is added.
        let unique = String(UInt32.random(in: .min ... .max), radix: 36)
        temporaryPath = "\(directory).\(String(decoding: name.utf8.prefix(200), as: UTF8.self)).\(unique).partial"
    }

    /// Makes the temporary file and opens it for writing, and for libraries that look back at what they wrote.
    func create() throws(FormatError) -> Int32 {
        let descriptor = open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure() }
        return descriptor
    }

    /// Puts what was written in its place, once; durable before it becomes visible, unless that is not wanted.
    func publish(isDurable: Bool = true) throws(FormatError) {
        if isDurable {
            let descriptor = open(temporaryPath, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure() }
            let synced = fsync(descriptor)
            close(descriptor)
            guard synced == 0 else { throw failure() }
        }
        if overwrite {
            guard rename(temporaryPath, path) == 0 else { throw failure() }
        } else if link(temporaryPath, path) == 0 {
            // `link` refuses a name that was taken meanwhile, which `rename` would replace.
            unlink(temporaryPath)
        } else if errno == EEXIST {
            throw Self.taken(path)
        } else {
            // File systems without hard links.
            guard access(path, F_OK) != 0 else { throw Self.taken(path) }
            guard rename(temporaryPath, path) == 0 else { throw failure() }
        }
        isFinished = true
    }

    /// What the system last complained of.
    func failure() -> FormatError {
        let reason = String(cString: strerror(errno))
        return FormatError(
            .cannotWrite, path: path, what: "cannot be written: \(reason)",
            remedy: "Check that the directory exists, can be written and has room")
    }

    private static func taken(_ path: String) -> FormatError {
        FormatError(
            .exists, path: path, what: "is there already", remedy: "Give another name, or --overwrite to replace it")
    }

    deinit { if !isFinished { unlink(temporaryPath) } }

    /// Writes bytes to a path whole or not at all.
    /// - Parameters:
    ///   - head: what stands before them.
    ///   - isDurable: false for what need not outlive a failure of the machine.
    public static func write(
        _ bytes: some Collection<UInt8>, after head: [UInt8] = [], to path: String, overwrite: Bool,
        isDurable: Bool = true
    ) throws(FormatError) {
        let file = try AtomicFile(path: path, overwrite: overwrite)
        let descriptor = try file.create()
        let written = [head, Array(bytes)].allSatisfy { part in
            part.withUnsafeBytes { writeAll($0, to: descriptor) }
        }
        let saved = errno
        close(descriptor)
        errno = saved
        guard written else { throw file.failure() }
        try file.publish(isDurable: isDurable)
    }

    /// Removes from a folder what programs that died had begun to write.
    public static func removeUnfinished(in folder: String) {
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("."), name.hasSuffix(".partial") { unlink("\(folder)/\(name)") }
        }
    }

    /// Writes all bytes to a descriptor; false, with errno set, when the system refuses.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(written)
        }
        return true
    }
}
