/// Images as TIFF of 32-bit floats; of several kinds, a stack for each in a file of its own: NAME-components.tif,
/// NAME-distributions.tif.
struct TIFFResultFormat: ResultFileFormat {
    let name = "a TIFF file"
    let extensions = ["tif", "tiff"]
    let holds: Set<ResultKind> = [.map, .pattern, .residual, .factors]

    func paths(_ path: String, of kind: ResultKind) -> [String] {
        let names = kind.pictureNames
        guard names.count > 1 else { return [path] }
        // The path has the extension it was chosen by, or is one of a result that was.
        let dot = path.lastIndex(of: ".") ?? path.endIndex
        return names.map { "\(path[..<dot])-\($0)\(path[dot...])" }
    }

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        for (array, path) in zip(result.pictures, paths(path, of: result.kind)) {
            try TIFFStack(array, title: result.title, provenance: result.provenance).write(
                to: path, overwrite: overwrite)
        }
    }
}
