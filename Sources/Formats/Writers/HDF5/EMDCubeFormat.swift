import DataCube

/// EMD 1.0, as py4DSTEM opens it. Unpacked data lie in one piece, so that they can be mapped.
struct EMDCubeFormat: CubeFileFormat {
    let name = "emd"
    let extensions = ["emd", "h5", "hdf5", "py4dstem"]
    let describesItself = true

    func writer(_ outline: CubeOutline, path: String, _ options: CubeFileOptions) throws(FormatError) -> any CubeWriter
    {
        try HDF5Library.locked { () throws(FormatError) in
            let output = try HDF5Output(path: path, overwrite: options.overwrite)
            let tree = try EMDTree(output, root: "datacube_root")
            try tree.calibration(outline.calibration, of: "datacube")
            try tree.provenance(outline.provenance)
            var axes = outline.axes
            // py4DSTEM's own names; its x is the slow axis.
            for (index, name) in ["Rx", "Ry", "Qx", "Qy"].enumerated() { axes[index].name = name }
            let place = try tree.array("datacube", kind: "DataCube", axes: axes)
            let isPacked = options.compression != .none
            let writer = try HDF5CubeWriter(
                outline, output: output, place: place, chunk: isPacked ? ChunkShape(outline) : nil, options)
            try output.attribute("units", .text("counts"), of: place)
            return writer
        }
    }
}
