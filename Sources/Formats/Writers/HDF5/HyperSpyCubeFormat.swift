import DataCube

/// HyperSpy's format, as HyperSpy and rosettasciio open it, lazily too.
struct HyperSpyCubeFormat: CubeFileFormat {
    let name = "hspy"
    let extensions = ["hspy"]
    let describesItself = true

    func writer(_ outline: CubeOutline, path: String, _ options: CubeFileOptions) throws(FormatError) -> any CubeWriter
    {
        try HDF5Library.locked { () throws(FormatError) in
            let output = try HDF5Output(path: path, overwrite: options.overwrite)
            try HyperSpyExperiment.begin(output)
            let experiment = try HyperSpyExperiment(
                output, title: outline.title, axes: outline.axes, navigation: 2, voltage: outline.calibration.voltage,
                provenance: outline.provenance)
            return try HDF5CubeWriter(
                outline, output: output, place: experiment.path + "/data", chunk: ChunkShape(outline), options)
        }
    }
}
