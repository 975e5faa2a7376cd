import Formats

/// The runs that can be known: those of a data file, or of all that this user has swept.
public enum RunCatalog {
    /// - Parameter file: the data file; all known runs where nil.
    /// - Returns: newest first, for each data file.
    public static func runs(of file: String?) -> [RunDirectory] {
        let folders = file.map { [DatasetStore(path: $0).runsDirectory] } ?? DatasetStore.knownRunsDirectories()
        return folders.flatMap(RunDirectory.all(in:))
    }

    /// The one run of a name.
    /// - Throws: `RuntimeError` when there is none, or several data files have one.
    public static func run(_ identifier: String, of file: String?) throws(RuntimeError) -> RunDirectory {
        let found = runs(of: file).filter { $0.identifier == identifier }
        guard let run = found.first else {
            throw .run(path: identifier, reason: "is no run\(file.map { " of \($0)" } ?? ""); braggart runs lists them")
        }
        guard found.count == 1 else {
            let places = found.map(\.path).joined(separator: ", ")
            throw .run(path: identifier, reason: "is the name of several runs (\(places)); add the data file")
        }
        return run
    }
}
