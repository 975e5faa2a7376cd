import Glibc

/// Where things about a dataset are kept: settings and runs.
///
/// `<FILE>.braggart/` beside the data; where that cannot be written, `$XDG_STATE_HOME/braggart/<name>-<hash>`
/// (`~/.local/state` by default); always below `$BRAGGART_STORE` where that is set. Looking creates nothing.
public struct DatasetStore: Equatable, Sendable {
    /// The chosen directory; it may not exist yet.
    public let directory: String
    /// The directory beside the data, whether chosen or not.
    private let beside: String
    /// Names this data file among others.
    private let unique: String

    /// - Parameters:
    ///   - path: the data file.
    ///   - environment: looks up an environment variable.
    public init(path: String, environment: (String) -> String? = DatasetStore.variable) {
        let absolute = Self.absolute(path)
        let beside = absolute + ".braggart"
        let name = absolute.split(separator: "/").last.map(String.init) ?? "data"
        // Room is left in the 255 bytes of a name for the hash.
        let unique = "\(String(decoding: name.utf8.prefix(200), as: UTF8.self))-\(Self.hash(absolute))"
        self.beside = beside
        self.unique = unique
        if let store = environment("BRAGGART_STORE"), !store.isEmpty {
            directory = Self.absolute(store) + "/" + unique
        } else if Self.canWrite(beside) {
            directory = beside
        } else {
            directory = Self.state(environment) + "/" + unique
        }
    }

    /// The settings file.
    public var settingsPath: String { directory + "/settings.toml" }
    /// The directory that holds a directory per run.
    public var runsDirectory: String { directory + "/runs" }

    /// The settings as filed; those beside the data where the chosen directory has none; nil where there are none.
    public func settings() throws(FormatError) -> DatasetSettings? {
        for path in [settingsPath, beside + "/settings.toml"] where access(path, F_OK) == 0 {
            return try DatasetSettings.read(from: path)
        }
        return nil
    }

    /// Files the settings; makes the directory if need be.
    /// - Throws: `FormatError` when they cannot be written, or would replace those of a newer version.
    public func file(_ settings: DatasetSettings) throws(FormatError) {
        if access(settingsPath, F_OK) == 0, try DatasetSettings.version(of: settingsPath) > DatasetSettings.newest {
            throw FormatError(
                .cannotWrite, path: settingsPath,
                what: "was written by a newer version of the program and stays as it is",
                remedy: "Say it again with that version")
        }
        try Self.makeDirectory(directory)
        try settings.write(to: settingsPath)
    }

    /// Makes the directory if need be.
    public func make() throws(FormatError) { try Self.makeDirectory(directory) }

    /// Makes the directory for runs if need be, and gives its path.
    public func makeRunsDirectory() throws(FormatError) -> String {
        try Self.makeDirectory(runsDirectory)
        return runsDirectory
    }

    /// An environment variable of this process.
    public static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    // MARK: Every store

    /// Notes where the runs of this store are, so that they are found without the data file's name. Where that cannot be
    /// noted, they are found by it only.
    public func noteRuns(environment: (String) -> String? = DatasetStore.variable) {
        guard directory == beside else { return }
        let index = Self.state(environment) + Self.index
        guard (try? Self.makeDirectory(index)) != nil else { return }
        try? AtomicFile.write((runsDirectory + "\n").utf8, to: "\(index)/\(unique)", overwrite: true)
    }

    /// All directories of runs that this user's programs have made, as far as they are still there.
    public static func knownRunsDirectories(environment: (String) -> String? = DatasetStore.variable) -> [String] {
        func below(_ folder: String) -> [String] { names(in: folder).map { "\(folder)/\($0)/runs" } }
        let state = state(environment)
        var found = below(state)
        if let store = environment("BRAGGART_STORE"), !store.isEmpty { found = below(absolute(store)) + found }
        for name in names(in: state + index) {
            guard let bytes = try? FileBytes(path: "\(state)\(index)/\(name)"), bytes.count <= 1 << 16,
                let line = try? bytes.prefix(bytes.count).split(separator: UInt8(ascii: "\n")).first
            else { continue }
            found.append(String(decoding: line, as: UTF8.self))
        }
        return found.filter(isDirectory)
    }

    /// Below the user's state: where each store beside its data keeps its runs, a file for each.
    private static let index = "/stores"

    /// The user's state of this program.
    private static func state(_ environment: (String) -> String?) -> String {
        let home = environment("HOME") ?? ""
        let given = environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (given ?? home + "/.local/state") + "/braggart"
    }

    /// The names in a folder, sorted; none where it cannot be read.
    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    // MARK: Paths

    private static func makeDirectory(_ path: String) throws(FormatError) {
        var prefix = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            prefix += "/" + part
            if mkdir(prefix, 0o777) == 0 || errno == EEXIST { continue }
            // A parent that is there but may not be written to (EROFS, EACCES) is no trouble yet.
            let reason = String(cString: strerror(errno))
            guard isDirectory(prefix) else {
                throw FormatError(
                    .cannotWrite, path: prefix, what: "the directory cannot be made: \(reason)",
                    remedy: "Set BRAGGART_STORE to a directory that can be written")
            }
        }
        guard isDirectory(path) else {
            throw FormatError(
                .cannotWrite, path: path, what: "is there and is not a directory",
                remedy: "Move it away, or set BRAGGART_STORE to a directory that can be written")
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// True when the directory can be written, or made.
    private static func canWrite(_ directory: String) -> Bool {
        if access(directory, F_OK) == 0 { return isDirectory(directory) && access(directory, W_OK | X_OK) == 0 }
        let parent = directory.lastIndex(of: "/").map { String(directory[..<$0]) } ?? ""
        return access(parent.isEmpty ? "/" : parent, W_OK | X_OK) == 0
    }

    /// From the root, links resolved where the file exists, so that one file has one store.
    private static func absolute(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        if path.hasPrefix("/") { return path }
        guard let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
