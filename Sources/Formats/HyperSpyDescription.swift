import DataCube

/// What HyperSpy writes beside a signal, in HDF5 (.hspy) and zarr (.zspy) alike: a group for each axis, and metadata in
/// groups whose values are attributes (hyperspy.org, "Metadata structure").
struct HyperSpyDescription {
    let tree: any DescriptionTree
    /// The group of the experiment.
    let group: String

    /// - Parameter count: number of axes.
    func description(axes count: Int) -> DatasetDescription {
        var description = DatasetDescription()
        description.axes = (0..<count).map { axis("\(group)/axis-\($0)") }
        let metadata = group + "/metadata"
        let microscope = metadata + "/Acquisition_instrument/TEM"
        description.take(voltage: tree.number(attribute: "beam_energy", of: microscope))
        description.note("title", said("title", of: metadata + "/General"))
        description.note("acquired", acquired(metadata + "/General"))
        description.note("microscope", said("microscope", of: microscope))
        description.note("acquisition mode", said("acquisition_mode", of: microscope))
        let detector = microscope + "/Detector/Diffraction"
        description.note(
            "camera length",
            metres: (number("camera_length", of: microscope) ?? number("camera_length", of: detector)).map { $0 / 1000 }
        )
        description.note("convergence angle", number("convergence_angle", of: microscope), unit: " mrad")
        description.note("beam current", number("beam_current", of: microscope), unit: " nA")
        description.note("detector", said("name", of: microscope + "/Camera"))
        description.note("exposure", seconds: number("exposure", of: microscope + "/Camera"))
        description.note("notes", said("notes", of: metadata + "/General"))
        return description
    }

    /// How many axes from the first on are navigated by: those of the scan; nil where the file does not say it of all.
    func navigated(axes count: Int) -> Int? {
        let flags = (0..<count).map { tree.number(attribute: "navigate", of: "\(group)/axis-\($0)") }
        guard flags.allSatisfy({ $0 != nil }) else { return nil }
        return flags.prefix { $0 != 0 }.count
    }

    private func axis(_ path: String) -> AxisCalibration? {
        guard let scale = number("scale", of: path) else { return nil }
        return AxisCalibration(
            step: scale, offset: number("offset", of: path) ?? 0, units: said("units", of: path) ?? "")
    }

    private func acquired(_ general: String) -> String? {
        [said("date", of: general), said("time", of: general)].compactMap { $0 }.joined(separator: " ")
    }

    private func number(_ name: String, of path: String) -> Double? { tree.number(attribute: name, of: path) }

    /// A text; nil where it is what HyperSpy writes for none.
    private func said(_ name: String, of path: String) -> String? {
        tree.text(attribute: name, of: path).flatMap { $0 == "_None_" || $0 == "<undefined>" ? nil : $0 }
    }
}
