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
            let file = try HDF5File(path: path)
            let offered = Self.offered(HDF5Conventions.convention(of: file).candidates())
            return offered.count > 1 ? offered.map(\.summary) : []
        }
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        return try HDF5Library.locked { () throws(FormatError) -> DataCube in
            let file = try HDF5File(path: path)
            let convention = HDF5Conventions.convention(of: file)
            let dataset = try Self.choose(convention, named: options.dataset)
            return try Self.open(dataset, convention, bytes: bytes, options: options)
        }
    }

    private static func open(
        _ dataset: HDF5Dataset, _ convention: any HDF5Convention, bytes: FileBytes, options: OpenOptions
    ) throws(FormatError) -> DataCube {
        let layout = HDF5Layout(dataset)
        _ = try CubeAssembly.checkedFrames(
            scanSizes: layout.scanSizes, rows: layout.detector.rows, columns: layout.detector.columns,
            path: convention.file.path, place: dataset.path)
        var assembly = CubeAssembly(path: convention.file.path, format: convention.name(of: dataset))
        assembly.dataset = dataset.path
        assembly.storedScan = layout.scanSizes.count == 2 ? layout.scan : nil
        let described = convention.description(of: dataset)
        assembly.metadata = described.metadata
        assembly.guesses = described.guesses
        let (scan, detector) = layout.axes
        func axis(_ place: Int) -> AxisCalibration? { place < described.axes.count ? described.axes[place] : nil }
        assembly.calibration = Calibration(
            scan: scan.map(axis), detector: detector.map(axis), shape: layout.detector, guesses: &assembly.guesses
        ).overridden(by: described.calibration)
        let source: any FrameSource
        if options.dataset == dataset.path {
            source = try HDF5Frames(dataset, of: convention.file, layout: layout).source(bytes: bytes)
        } else {
            source = try convention.frames(of: dataset, bytes: bytes, into: &assembly)
        }
        return try assembly.cube(source, options: options)
    }

    // MARK: Which dataset

    /// What could be meant, the likeliest first: four axes before three, and pictures only where there is nothing else;
    /// among like ones in the order of the file.
    private static func offered(_ candidates: [HDF5Candidate]) -> [HDF5Dataset] {
        let stacks = candidates.filter { $0.dataset.shape.count > 2 }
        let sorted = (stacks.isEmpty ? candidates : stacks).enumerated().sorted { first, second in
            let keys = [first, second].map { ($0.element.dataset.shape.count, $0.element.rank, -$0.offset) }
            return keys[0] > keys[1]
        }
        return sorted.map(\.element.dataset)
    }

    private static func choose(_ convention: any HDF5Convention, named name: String?) throws(FormatError)
        -> HDF5Dataset
    {
        let path = convention.file.path
        if let name { return try named(name, convention) }
        let candidates = convention.candidates()
        guard let likeliest = offered(candidates).first else {
            if let dectris = convention as? DectrisConvention { throw dectris.nothingThere }
            throw FormatError(
                .unsupported, path: path, what: "holds no dataset of 2 to 4 axes of numbers",
                remedy: "Data that links lead to open with --dataset, once their files are there")
        }
        func key(_ candidate: HDF5Candidate) -> [Int] { [candidate.dataset.shape.count, candidate.rank] }
        let best = candidates.first { $0.dataset.path == likeliest.path }.map(key)
        let equals = candidates.filter { key($0) == best }.map(\.dataset)
        guard equals.count > 1 else { return likeliest }
        throw FormatError.ambiguous(equals.map(\.summary), path: path)
    }

    /// The dataset of that path, or the only one of the most axes below a group of that path.
    private static func named(_ name: String, _ convention: any HDF5Convention) throws(FormatError) -> HDF5Dataset {
        let file = convention.file
        let path = "/" + name.split(separator: "/").joined(separator: "/")
        if file.exists(path), let exact = HDF5Dataset(path, in: file) { return exact }
        let candidates = convention.candidates()
        let below = candidates.filter { $0.dataset.path.hasPrefix(path + "/") }
        let most = below.map(\.dataset.shape.count).max()
        let largest = below.filter { $0.dataset.shape.count == most }
        if largest.count == 1 { return largest[0].dataset }
        throw FormatError.noSuchDataset(path, among: offered(candidates).map(\.summary), path: file.path)
    }
}
