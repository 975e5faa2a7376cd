/// EMD 1.0: every array with its axes below one root that holds no datacube, single values and the provenance in its
/// metadata; emdfile and py4DSTEM read it.
struct EMDResultFormat: ResultFileFormat {
    let name = "an EMD file"
    let extensions = ["emd", "h5", "hdf5"]
    let holds = Set(ResultKind.allCases)

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        try HDF5Library.locked { () throws(FormatError) in
            let output = try HDF5Output(path: path, overwrite: overwrite)
            let tree = try EMDTree(output, root: "braggart_root")
            var values: [(String, EMDTree.Value)] = [("title", .text(result.title))]
            for array in result.arrays + columns(of: result) {
                if array.values.shape.isEmpty {
                    if let text = array.values.text { values.append((array.name, .text(text))) }
                    if let number = array.values.doubles?.first { values.append((array.name, .number(number))) }
                } else if !array.values.shape.contains(0) {
                    try tree.array(array.name, array.values, axes: axes(of: array), unit: array.unit)
                }
            }
            try tree.dictionary("result", values)
            try tree.provenance(result.provenance)
            try output.publish()
        }
    }

    private func columns(of result: ResultFile) -> [NamedArray] {
        guard result.kind == .curve else { return [] }
        return (result.table?.columns ?? []).map { NamedArray($0.name, NumpyArray($0.values)) }
    }

    private func axes(of array: NamedArray) -> [ArrayAxis] {
        array.axes.isEmpty
            ? array.values.shape.enumerated().map { ArrayAxis("dim\($0.offset)", size: $0.element) } : array.axes
    }
}
