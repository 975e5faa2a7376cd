import DataCube

/// The formats that can be written, and the one place that decides between them.
public enum WriterCatalog {
    /// What datasets are written as, in the order that help lists them.
    public static let cubeFormats: [any CubeFileFormat] = [NpyFileFormat(), EMDCubeFormat(), HyperSpyCubeFormat()]

    /// The format that a dataset's file is written in.
    /// - Parameter name: chosen by name; by the path's extension where nil.
    /// - Throws: `unsupported` for a name or extension that stands for none.
    public static func cubeFormat(of path: String, named name: String? = nil) throws(FormatError) -> any CubeFileFormat
    {
        let wanted = name ?? fileExtension(path)
        if let format = cubeFormats.first(where: { $0.name == wanted || name == nil && $0.extensions.contains(wanted) })
        {
            return format
        }
        let known = cubeFormats.map { ".\($0.extensions[0])" }.joined(separator: ", ")
        throw FormatError(
            .unsupported, path: path,
            what: name.map { "no dataset is written as '\($0)'" }
                ?? (wanted.isEmpty ? "its name has no extension" : "no dataset is written as .\(wanted)"),
            remedy: "Datasets are written as \(known); --format names one whatever the extension")
    }

    /// Lower case, without the dot; empty where there is none.
    static func fileExtension(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// Writes a dataset, or a part of its scan, whole or not at all.
    ///
    /// - Parameters:
    ///   - title: what it is called inside the file.
    ///   - progress: called after each block with the frames written so far; false stops, and nothing is left.
    /// - Returns: false when it was stopped.
    /// - Throws: what reading and writing throw; nothing is then left.
    @discardableResult
    public static func write(
        _ export: CubeExport, to path: String, as format: any CubeFileFormat, title: String,
        provenance: Provenance? = nil, _ options: CubeFileOptions = CubeFileOptions(),
        progress: (Int) -> Bool = { _ in true }
    ) throws(FormatError) -> Bool {
        let outline = export.outline(title: title, provenance: provenance)
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [outline.scan.rows, outline.scan.columns], rows: outline.detector.rows,
            columns: outline.detector.columns, path: path, place: "shape")
        return try export.write(
            to: format.writer(outline, path: path, options), threads: options.threads, progress: progress)
    }
}
