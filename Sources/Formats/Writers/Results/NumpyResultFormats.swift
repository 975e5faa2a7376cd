/// One image as a .npy file: numbers alone.
struct NpyResultFormat: ResultFileFormat {
    let name = "a .npy file"
    let extensions = ["npy"]
    let holds: Set<ResultKind> = [.map, .pattern]

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        guard let array = result.arrays.first else { return }
        try array.values.write(to: path, overwrite: overwrite)
    }
}

/// Named arrays as NumPy's archive; the table's columns are arrays too where there is nothing else.
struct NpzResultFormat: ResultFileFormat {
    let name = "a .npz archive"
    let extensions = ["npz"]
    let holds = Set(ResultKind.allCases)

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        var archive = NumpyArchive()
        for array in result.arrays { archive[array.name] = array.values }
        if result.kind == .curve {
            for column in result.table?.columns ?? [] { archive[column.name] = NumpyArray(column.values) }
        }
        archive["provenance"] = NumpyArray(result.provenance.json)
        try archive.write(to: path, overwrite: overwrite)
    }
}
