/// A file format that results are written in. A new one is a file in Writers/Results and a line in `WriterCatalog`.
public protocol ResultFileFormat: Sendable {
    /// As messages name it.
    var name: String { get }
    /// The extensions it is chosen by, lower case without the dot.
    var extensions: [String] { get }
    /// What it can hold.
    var holds: Set<ResultKind> { get }

    /// The files that a result of a kind becomes; nearly always the path itself.
    func paths(_ path: String, of kind: ResultKind) -> [String]

    /// Writes a result, each file whole or not at all.
    /// - Throws: `FormatError.exists` when a path is taken and `overwrite` is false; `cannotWrite`.
    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError)
}

extension ResultFileFormat {
    public func paths(_ path: String, of kind: ResultKind) -> [String] { [path] }
}

extension WriterCatalog {
    /// What results are written as, in the order that help lists them.
    public static let resultFormats: [any ResultFileFormat] = [
        NpyResultFormat(), NpzResultFormat(), HyperSpyResultFormat(), EMDResultFormat(), TIFFResultFormat(),
        CSVResultFormat(), PNGResultFormat(),
    ]

    /// The extensions that a kind of result can have, with their dots, in the order of the catalogue.
    public static func extensions(of kind: ResultKind) -> [String] {
        resultFormats.filter { $0.holds.contains(kind) }.map { ".\($0.extensions[0])" }
    }

    /// The format that a path's extension stands for; NumPy's where it has none.
    /// - Throws: `unsupported` for an extension that stands for none, or for one that cannot hold the kind.
    public static func resultFormat(of path: String, holding kind: ResultKind) throws(FormatError)
        -> any ResultFileFormat
    {
        let wanted = fileExtension(path)
        if wanted.isEmpty {
            return NpyResultFormat().holds.contains(kind) ? NpyResultFormat() : NpzResultFormat()
        }
        let possible = extensions(of: kind).joined(separator: ", ")
        guard let format = resultFormats.first(where: { $0.extensions.contains(wanted) }) else {
            throw FormatError(
                .unsupported, path: path, what: "nothing is written as .\(wanted)",
                remedy: "For \(kind.words) there are \(possible)")
        }
        guard format.holds.contains(kind) else {
            throw FormatError(
                .unsupported, path: path, what: "\(format.name) does not hold \(kind.words)",
                remedy: "Give one of \(possible)")
        }
        return format
    }

    /// Refuses, before any work is done, what `write` would refuse.
    /// - Throws: as `resultFormat`, and as `AtomicFile.check` for every file that would be written.
    public static func check(_ path: String, holding kind: ResultKind, overwrite: Bool) throws(FormatError) {
        for file in try resultFormat(of: path, holding: kind).paths(path, of: kind) {
            try AtomicFile.check(file, overwrite: overwrite)
        }
    }

    /// Writes a result in the format that the path's extension stands for.
    /// - Returns: the files that were written.
    @discardableResult
    public static func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) -> [String] {
        let format = try resultFormat(of: path, holding: result.kind)
        try check(path, holding: result.kind, overwrite: overwrite)
        try format.write(result, to: path, overwrite: overwrite)
        return format.paths(path, of: result.kind)
    }
}
