import CHDF5
import DataCube

/// HDF5 files of any kind: EMD and py4DSTEM, HyperSpy, NeXus, or just an array. Uncompressed data are mapped,
/// chunks are unpacked here.
struct HDF5Format: CubeFormat {
    let name = "HDF5"
    let extensions = ["h5", "hdf5", "emd", "hspy", "nxs", "py4dstem"]
    let mark = "has \\x89HDF at byte 0, 512, 1024 or 2048"

    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The signature stands at byte 0, or behind a user block at 512, 1024, 2048, …
    func recognise(header: [UInt8], path: String) -> Confidence {
        [0, 512, 1024, 2048].contains { header.dropFirst($0).starts(with: Self.signature) } ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        return try HDF5Library.locked { () throws(FormatError) -> DataCube in
            let file = try HDF5File(path: path)
            let dataset = try choose(in: file, named: options.dataset)
            return try open(dataset, of: file, bytes: bytes, options: options)
        }
    }

    private func open(_ dataset: HDF5Dataset, of file: HDF5File, bytes: FileBytes, options: OpenOptions)
        throws(FormatError) -> DataCube
    {
        let layout = HDF5Layout(dataset)
        _ = try CubeAssembly.checkedFrames(
            scanSizes: layout.scanSizes, rows: layout.detector.rows, columns: layout.detector.columns, path: file.path,
            place: dataset.path)
        var assembly = CubeAssembly(path: file.path, format: Self.flavour(of: file, dataset))
        assembly.dataset = dataset.path
        assembly.storedScan = layout.scanSizes.count == 2 ? layout.scan : nil
        assembly.calibration = HDF5Calibration(file: file, dataset: dataset, layout: layout)
            .calibration(guesses: &assembly.guesses)
        let source = try HDF5Frames(dataset, of: file, layout: layout).source(bytes: bytes)
        return try assembly.cube(source, options: options)
    }

    // MARK: Which dataset

    private func choose(in file: HDF5File, named name: String?) throws(FormatError) -> HDF5Dataset {
        var all: [HDF5Dataset] = []
        for path in try file.datasetPaths() { if let dataset = HDF5Dataset(path, in: file) { all.append(dataset) } }
        if let name { return try named(name, in: file, all) }
        for rank in [4, 3, 2] {
            let candidates = all.filter { $0.shape.count == rank }
            if candidates.count == 1 { return candidates[0] }
            guard candidates.isEmpty else { return try clearest(of: candidates, in: file) }
        }
        throw FormatError(
            .unsupported, path: file.path, what: "holds no dataset of 2 to 4 axes of numbers",
            remedy: "Data behind links to other files open with --dataset")
    }

    /// The one that its group calls a datacube.
    private func clearest(of candidates: [HDF5Dataset], in file: HDF5File) throws(FormatError) -> HDF5Dataset {
        let cubes = candidates.filter {
            file.texts(attribute: "python_class", of: $0.parent)?.first == "DataCube" && $0.shape.count == 4
        }
        if cubes.count == 1 { return cubes[0] }
        throw FormatError(
            .ambiguous(datasets: candidates.map(\.path)), path: file.path,
            what: "holds \(candidates.count) datasets that could be meant: "
                + candidates.prefix(20).map(\.summary).joined(separator: ", ") + (candidates.count > 20 ? ", …" : ""),
            remedy: "Pick one with --dataset, e.g. --dataset \(candidates[0].path)")
    }

    /// The dataset of that path, or the only one below a group of that path.
    private func named(_ name: String, in file: HDF5File, _ all: [HDF5Dataset]) throws(FormatError) -> HDF5Dataset {
        let path = "/" + name.split(separator: "/").joined(separator: "/")
        if let exact = all.first(where: { $0.path == path }) { return exact }
        let below = all.filter { $0.path.hasPrefix(path + "/") && $0.shape.count == 4 }
        if below.count == 1 { return below[0] }
        if file.exists(path), let linked = HDF5Dataset(path, in: file) { return linked }
        let known = all.prefix(20).map(\.summary).joined(separator: ", ")
        throw FormatError(
            .noSuchDataset, path: file.path, place: path, what: "no dataset of numbers with 2 to 4 axes is there",
            remedy: known.isEmpty ? "The file holds none" : "There are \(known)")
    }

    /// The format as a title bar shows it.
    private static func flavour(of file: HDF5File, _ dataset: HDF5Dataset) -> String {
        if file.texts(attribute: "file_format", of: "/")?.first == "HyperSpy" { return "HyperSpy hspy" }
        if file.texts(attribute: "python_class", of: dataset.parent)?.first == "DataCube" { return "py4DSTEM" }
        if file.number(attribute: "version_major", of: "/") != nil || dataset.path.contains("/datacubes/") {
            return "EMD"
        }
        if dataset.path.hasPrefix("/Data/Image/") { return "Velox EMD" }
        if file.texts(attribute: "NX_class", of: dataset.parent)?.first?.hasPrefix("NX") == true { return "NeXus" }
        return "HDF5"
    }
}
