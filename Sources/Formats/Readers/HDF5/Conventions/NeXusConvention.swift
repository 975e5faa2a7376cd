import DataCube

/// NeXus files, and any other HDF5 file: whatever arrays there are. A group of the class NXdata names its array
/// (`signal`) and its axes; a file may name a group (`default`).
struct NeXusConvention: HDF5Convention {
    let file: HDF5File
    private let isNeXus: Bool

    func name(of dataset: HDF5Dataset) -> String { isNeXus ? "NeXus" : "HDF5" }

    /// Never nil: what has no other convention has this one.
    init(_ file: HDF5File) {
        self.file = file
        isNeXus = file.links(of: "/", most: 100).contains {
            file.text(attribute: "NX_class", of: "/" + $0.name)?.hasPrefix("NX") == true
        }
    }

    func candidates() -> [HDF5Candidate] {
        let chosen = defaultGroup
        return file.datasets().map { dataset in
            let leaf = dataset.path.split(separator: "/").last.map(String.init)
            let isSignal =
                file.text(attribute: "signal", of: dataset.parent) == leaf
                || file.number(attribute: "signal", of: dataset.path) == 1
            return HDF5Candidate(dataset: dataset, rank: isSignal ? (dataset.parent == chosen ? 2 : 1) : 0)
        }
    }

    /// The group that the chain of `default` attributes leads to from the root.
    private var defaultGroup: String {
        var group = ""
        // A chain has two or three links; one that leads in a circle has no end.
        for _ in 0..<8 {
            guard let next = file.text(attribute: "default", of: group), file.exists(group + "/" + next) else { break }
            group += "/" + next
        }
        return group
    }

    func description(of dataset: HDF5Dataset) -> DatasetDescription {
        var description = DatasetDescription()
        description.axes = axes(of: dataset)
        let entry = "/" + (dataset.path.split(separator: "/").first.map(String.init) ?? "")
        let instrument = "/auxiliary/hyperspy_metadata/Acquisition_instrument/TEM"
        description.take(
            voltage: file.numbers(entry + instrument + "/beam_energy")?.first)
        guard isNeXus else { return description }
        let title = entry + "/auxiliary/hyperspy_metadata/General/title"
        description.note("title", file.text(entry + "/title") ?? file.text(title))
        description.note("microscope", file.text(entry + "/instrument/name"))
        description.note("program", file.text(entry + "/program_name"))
        let detector = entry + "/instrument/detector"
        description.note("detector", file.text(detector + "/description"))
        description.note("exposure", seconds: file.numbers(detector + "/count_time")?.first)
        return description
    }

    private func axes(of dataset: HDF5Dataset) -> [AxisCalibration?] {
        if let dimensions = file.dimensions(of: dataset) { return dimensions }
        guard let names = file.texts(attribute: "axes", of: dataset.parent), names.count == dataset.shape.count else {
            return []
        }
        return names.map { file.dimension("\(dataset.parent)/\($0)") }
    }
}

extension HDF5File {
    /// EMD's vectors beside an array, one for each axis, numbered from 0 or 1; nil where there are none.
    func dimensions(of dataset: HDF5Dataset) -> [AxisCalibration?]? {
        for first in [0, 1] where exists("\(dataset.parent)/dim\(first)") {
            return dataset.shape.indices.map { dimension("\(dataset.parent)/dim\($0 + first)") }
        }
        return nil
    }

    /// An axis by all its values, or the first two.
    func dimension(_ path: String) -> AxisCalibration? {
        guard let values = numbers(path), values.count >= 2, let first = values.first, let last = values.last else {
            return nil
        }
        return AxisCalibration(
            step: (last - first) / Double(values.count - 1), offset: first,
            units: text(attribute: "units", of: path) ?? "")
    }
}
