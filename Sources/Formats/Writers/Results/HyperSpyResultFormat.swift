import DataCube

/// HyperSpy's format: images as signals, factorizations as signals with learning results, so that
/// `plot_decomposition_results()` shows them.
struct HyperSpyResultFormat: ResultFileFormat {
    let name = "a .hspy file"
    let extensions = ["hspy"]
    let holds: Set<ResultKind> = [.map, .pattern, .residual, .factors, .sweep]

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        try HDF5Library.locked { () throws(FormatError) in
            let output = try HDF5Output(path: path, overwrite: overwrite)
            try HyperSpyExperiment.begin(output)
            for factors in result.factors { try write(factors, of: result, to: output) }
            if result.factors.isEmpty {
                for array in result.pictures {
                    let experiment = try HyperSpyExperiment(
                        output, title: array.name, axes: array.axes, navigation: array.axes.count - 2,
                        voltage: result.voltage, notes: result.title, provenance: result.provenance)
                    try output.dataset(experiment.path + "/data", array.values, isChunked: true)
                }
            }
            try output.publish()
        }
    }

    /// The signal has the axes of the dataset that was factorized; its numbers are not copied.
    private func write(_ factors: Factors, of result: ResultFile, to output: HDF5Output) throws(FormatError) {
        guard let detector = factors.components.first?.shape, let scan = factors.distributions.first?.shape else {
            return
        }
        let experiment = try HyperSpyExperiment(
            output, title: factors.title,
            axes: factors.calibration.axes(of: scan) + factors.calibration.axes(of: detector), navigation: 2,
            voltage: result.voltage,
            notes: "\(result.title). The signal's own data are not in this file and read as 0: see "
                + "original_metadata.braggart.input.",
            provenance: result.provenance)
        let shape = [scan.rows, scan.columns, detector.rows, detector.columns]
        _ = try output.dataset(
            experiment.path + "/data", shape, .uint8,
            .chunked(ChunkShape(scan: scan, detector: detector, elementType: .uint8).sizes, gzip: true))
        try write(factors, shape: shape, to: output, below: experiment.path + "/learning_results")
    }

    private func write(_ factors: Factors, shape: [Int], to output: HDF5Output, below group: String) throws(FormatError)
    {
        let nothing = HDF5Output.Attribute.text(HyperSpyExperiment.none)
        let k = factors.components.count
        try output.group(
            group,
            [
                ("decomposition_algorithm", .text(factors.algorithm)), ("output_dimension", .integer(k)),
                ("poissonian_noise_normalized", .truth(false)), ("unfolded", .truth(true)), ("centre", nothing),
                ("mean", nothing), ("bss_algorithm", nothing), ("unmixing_matrix", nothing),
                ("number_significant_components", nothing),
            ])
        func write(_ name: String, _ values: NumpyArray) throws(FormatError) {
            try output.dataset("\(group)/\(name)", values, isChunked: true)
        }
        try write("_tuple_original_shape", NumpyArray(shape: [4], elements: .int64(shape.map(Int64.init))))
        try write("factors", Self.columns(factors.components.map(\.values)))
        try write("loadings", Self.columns(factors.distributions.map(\.values)))
        let masks = [
            ("signal_mask", factors.components.map(\.values), Array(shape[2...])),
            ("navigation_mask", factors.distributions.map(\.values), Array(shape[..<2])),
        ]
        for (name, images, shape) in masks {
            let excluded = (0..<shape[0] * shape[1]).map { place in images.allSatisfy { $0[place].isNaN } }
            if excluded.contains(true) { try write(name, NumpyArray(shape: shape, elements: .bool(excluded))) }
        }
        guard let variance = factors.explainedVariance else {
            for name in ["explained_variance", "explained_variance_ratio"] {
                try output.attribute(name, nothing, of: group)
            }
            return
        }
        let total = variance.reduce(0, +)
        try write("explained_variance", NumpyArray(variance))
        try write("explained_variance_ratio", NumpyArray(variance.map { total > 0 ? $0 / total : 0 }))
    }

    /// Places x images.
    private static func columns(_ images: [[Float]]) -> NumpyArray {
        let count = images.first?.count ?? 0
        return NumpyArray(
            shape: [count, images.count],
            elements: .float32((0..<count).flatMap { place in images.map { $0[place] } }))
    }
}
