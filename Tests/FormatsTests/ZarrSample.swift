/// A zarr store of format 2 in a zip archive: one array at its top, not packed, a chunk for each index of the first axis.
struct ZarrSample {
    let shape: [Int]
    /// As zarr spells it.
    var dtype = "<u2"
    /// All elements, row-major.
    let bytes: [UInt8]

    var archive: ZipSample {
        let description = """
            {"zarr_format": 2, "shape": \(shape), "chunks": \([1] + shape.dropFirst()), "dtype": "\(dtype)", "order": "C",
             "compressor": null, "filters": null, "fill_value": 0}
            """
        let size = bytes.count / shape[0]
        let rest = shape.dropFirst().map { _ in ".0" }.joined()
        let chunks = (0..<shape[0]).map { ("\($0)\(rest)", Array(bytes[$0 * size..<($0 + 1) * size])) }
        return ZipSample(entries: [(".zarray", Array(description.utf8))] + chunks)
    }
}
