import DataCube

/// The formats that can be read, and the one way in.
public enum FormatCatalog {
    /// Every format, in the order that help lists them.
    public static let formats: [any CubeFormat] = [
        NumpyFormat(),
        NpzFormat(),
        DigitalMicrographFormat(),
        HDF5Format(),
        ZarrFormat(),
        MerlinFormat(),
        EmpadFormat(),
        MrcFormat(),
        BlockfileFormat(),
        TIFFFormat(),
        TVIPSFormat(),
        TIAFormat(),
        StreamPixFormat(),
        RawFormat(),
    ]

    /// How many bytes of a file recognition looks at.
    public static let headerLength = 4096

    /// Opens a dataset; its format is recognised by content, never by extension. Maps or opens the file and reads its
    /// description only, so that the cost does not grow with the data.
    /// - Throws: `FormatError` that says what is wrong, where, and what to do.
    public static func open(path: String, options: OpenOptions = OpenOptions()) throws(FormatError) -> DataCube {
        let format = try format(of: path, options: options)
        return try format.open(path: path, options: options)
    }

    /// The datasets of a file that could be meant, the likeliest first; empty where there is nothing to choose.
    /// - Throws: `FormatError` as `open` does.
    public static func datasets(path: String, options: OpenOptions = OpenOptions()) throws(FormatError)
        -> [DatasetSummary]
    {
        try format(of: path, options: options).datasets(path: path)
    }

    /// The format that a file would be opened as.
    /// - Throws: `FormatError` for what cannot be opened, is empty, or is of no known format.
    public static func format(of path: String, options: OpenOptions = OpenOptions()) throws(FormatError)
        -> any CubeFormat
    {
        if options.raw != nil { return RawFormat() }
        let header: [UInt8]
        do throws(FormatError) {
            header = try FileBytes(path: path).prefix(headerLength)
        } catch {
            guard error.kind == .directory, let format = formats.first(where: { $0.recognise(folder: path) > .none })
            else { throw error }
            return format
        }
        var best: (any CubeFormat)?
        var confidence = Confidence.none
        for format in formats {
            let seen = format.recognise(header: header, path: path)
            if seen > confidence { (best, confidence) = (format, seen) }
        }
        if let best { return best }
        throw unrecognised(header, path: path)
    }

    private static func unrecognised(_ header: [UInt8], path: String) -> FormatError {
        let names = formats.filter { $0.name != RawFormat.formatName }.map { $0.name }.joined(separator: ", ")
        let known = strangers.first { header.starts(with: $0.signature) }?.name
        return FormatError(
            known == nil ? .unrecognised : .unsupported, path: path,
            what: known.map { "is \($0), which is not read" } ?? namesake(of: path).map {
                "its name says \($0.name), but a file of that format \($0.mark), which this one does not"
            } ?? "its content is of no format that is known here",
            remedy: "Formats read are \(names); describe headerless binary with --raw and --scan")
    }

    /// The format that a file's name promises; nil where the name may be anybody's.
    private static func namesake(of path: String) -> (any CubeFormat)? {
        let name = CompanionFile.split(path).name
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let own = String(name[name.index(after: dot)...].lowercased())
        return RawFormat().extensions.contains(own) ? nil : formats.first { $0.extensions.contains(own) }
    }

    /// Signatures of files that people may well try, told by name rather than as unknown.
    private static let strangers: [(signature: [UInt8], name: String)] = [
        (Array("PK\u{3}\u{4}".utf8), "a zip archive that does not begin with a NumPy array"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ([0x1F, 0x8B], "gzip-compressed"), (Array("%PDF".utf8), "a PDF document"),
    ]
}
