import DataCube

/// HyperSpy's own files: `/Experiments/TITLE/data`.
struct HyperSpyConvention: HDF5Convention {
    let file: HDF5File

    init?(_ file: HDF5File) {
        guard file.text(attribute: "file_format", of: "/") == "HyperSpy" else { return nil }
        self.file = file
    }

    func name(of dataset: HDF5Dataset) -> String { "HyperSpy hspy" }

    func candidates() -> [HDF5Candidate] {
        file.links(of: "/Experiments").compactMap { link in
            guard let dataset = HDF5Dataset("/Experiments/\(link.name)/data", in: file) else { return nil }
            // A signal of two axes is a pattern; of one, spectra.
            let scanAxes = HyperSpyDescription(tree: file, group: dataset.parent).navigated(axes: dataset.shape.count)
            return HDF5Candidate(dataset: dataset, rank: scanAxes == dataset.shape.count - 2 ? 1 : 0)
        }
    }

    func description(of dataset: HDF5Dataset) -> DatasetDescription {
        HyperSpyDescription(tree: file, group: dataset.parent).description(axes: dataset.shape.count)
    }
}
