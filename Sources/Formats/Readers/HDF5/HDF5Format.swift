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

    func datasets(path: String) throws(FormatError) -> [DatasetSummary] {
        try HDF5Library.locked { () throws(FormatError) -> [DatasetSummary] in
            Self.choice(HDF5Conventions.convention(of: try HDF5File(path: path))).summaries
        }
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        return try HDF5Library.locked { () throws(FormatError) -> DataCube in
            let convention = HDF5Conventions.convention(of: try HDF5File(path: path))
            let name = options.dataset.map { DatasetChoice<HDF5Dataset>.plainName($0) }
            return try Self.open(
                try Self.dataset(named: name, convention), isNamed: name, convention, bytes: bytes, options: options)
        }
    }

    private static func open(
        _ dataset: HDF5Dataset, isNamed name: String?, _ convention: any HDF5Convention, bytes: FileBytes,
        options: OpenOptions
    ) throws(FormatError) -> DataCube {
        let layout = convention.layout(of: dataset)
        let frames = try CubeAssembly.checkedFrames(
            scanSizes: layout.scanSizes, rows: layout.detector.rows, columns: layout.detector.columns,
            path: convention.file.path, place: dataset.path)
        var assembly = CubeAssembly(path: convention.file.path, format: convention.name(of: dataset))
        assembly.dataset = dataset.path
        assembly.promisedFrames = frames
        assembly.storedScan = layout.scanSizes.count == 2 ? layout.scan : nil
        assembly.take(convention.description(of: dataset), axes: layout.axes, detector: layout.detector)
        let source =
            name == dataset.path
            ? try HDF5Frames(dataset, of: convention.file, layout: layout).source(bytes: bytes)
            : try convention.frames(of: dataset, bytes: bytes, into: &assembly)
        var cube = try assembly.cube(source, options: options)
        if let endsEarly = convention.file.endsEarly, cube.origin.missing == nil {
            cube.origin.guesses.append("What describes the data may be missing: \(endsEarly).")
        }
        return cube
    }

    private static func choice(_ convention: any HDF5Convention) -> DatasetChoice<HDF5Dataset> {
        DatasetChoice(
            path: convention.file.path,
            candidates: convention.candidates().map {
                .init(dataset: $0.dataset, summary: $0.dataset.summary, rank: $0.rank)
            })
    }

    /// The dataset of that name, looked for without walking through the file, or the likeliest.
    private static func dataset(named name: String?, _ convention: any HDF5Convention) throws(FormatError)
        -> HDF5Dataset
    {
        if let name {
            if convention.file.exists(name), let exact = HDF5Dataset(name, in: convention.file) { return exact }
            return try choice(convention).named(name)
        }
        if let likeliest = try choice(convention).likeliest() { return likeliest }
        if let endsEarly = convention.file.endsEarly {
            throw FormatError(
                .truncated(wholeFrames: 0, promised: nil), path: convention.file.path, what: endsEarly,
                remedy: "Fetch it again; no dataset is described in what is there")
        }
        if let dectris = convention as? DectrisConvention { throw dectris.nothingThere }
        throw FormatError(
            .unsupported, path: convention.file.path, what: "holds no dataset of 2 to 4 axes of numbers",
            remedy: "Data that links lead to open with --dataset, once their files are there")
    }
}
