import DataCube

/// A way in which programs lay out datasets in HDF5 files. Everything is called under `HDF5Library.locked`.
protocol HDF5Convention {
    var file: HDF5File { get }

    /// Nil for a file that is not laid out so.
    init?(_ file: HDF5File)

    /// Where patterns are or could be, in the order of the file, found without walking through all of it.
    func candidates() -> [HDF5Candidate]
    /// The format as a title bar shows it.
    func name(of dataset: HDF5Dataset) -> String
    /// What the file says about a dataset, whether it is one of the candidates or another.
    func description(of dataset: HDF5Dataset) -> DatasetDescription
    /// What the axes of a dataset mean.
    func layout(of dataset: HDF5Dataset) -> HDF5Layout
    /// The frames that a candidate stands for.
    func frames(of dataset: HDF5Dataset, bytes: FileBytes, into assembly: inout CubeAssembly) throws(FormatError)
        -> any FrameSource
}

extension HDF5Convention {
    func layout(of dataset: HDF5Dataset) -> HDF5Layout { HDF5Layout(dataset) }

    func frames(of dataset: HDF5Dataset, bytes: FileBytes, into assembly: inout CubeAssembly) throws(FormatError)
        -> any FrameSource
    {
        try HDF5Frames(dataset, of: file, layout: layout(of: dataset)).source(bytes: bytes)
    }
}

/// A dataset that patterns could be in.
struct HDF5Candidate {
    let dataset: HDF5Dataset
    /// More where the file itself says that it is meant.
    var rank = 0
}

/// The conventions, the most particular first; the last one fits every file.
enum HDF5Conventions {
    static func convention(of file: HDF5File) -> any HDF5Convention {
        let known: [any HDF5Convention.Type] = [
            HyperSpyConvention.self, VeloxConvention.self, DectrisConvention.self, EMDConvention.self,
        ]
        for convention in known { if let found = convention.init(file) { return found } }
        return NeXusConvention(file)
    }
}
