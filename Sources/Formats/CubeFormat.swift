import DataCube

/// A file format that 4D-STEM data come in. A new format is a file in Readers and a line in `FormatCatalog`.
public protocol CubeFormat: Sendable {
    /// As shown in a title bar: npy, Gatan DM.
    var name: String { get }
    /// The usual extensions, lower case without the dot; for help and file pickers only, never for recognition.
    var extensions: [String] { get }

    /// What a file of this format is known by, as a predicate: begins with IMGBLO.
    var mark: String { get }

    /// How surely a file is of this format.
    /// - Parameters:
    ///   - header: the file's first bytes, at most `FormatCatalog.headerLength`.
    ///   - path: the file's path.
    func recognise(header: [UInt8], path: String) -> Confidence

    /// How surely a folder is of this format; none for formats that are files.
    func recognise(folder path: String) -> Confidence

    /// The datasets of a recognised file that could be meant, the likeliest first; empty where a file of this format holds
    /// only one. Reads descriptions only.
    func datasets(path: String) throws(FormatError) -> [DatasetSummary]

    /// Opens a file that was recognised; touches no more of it than its description.
    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube
}

extension CubeFormat {
    /// Most formats are files: no folder is one.
    public func recognise(folder path: String) -> Confidence { .none }

    /// Most formats hold one dataset, which needs no name.
    public func datasets(path: String) throws(FormatError) -> [DatasetSummary] { [] }
}

/// How surely a file is of a format.
public enum Confidence: Int, Comparable, Sendable {
    case none
    /// The content is consistent with the format, but could be something else.
    case possible
    /// The content carries the format's signature.
    case certain

    public static func < (first: Confidence, second: Confidence) -> Bool { first.rawValue < second.rawValue }
}
