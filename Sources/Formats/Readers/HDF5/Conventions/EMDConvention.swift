import DataCube

/// EMD files: of version 1.0 as emdfile and py4DSTEM write them, and of 0.x as Berkeley, Prismatic and earlier versions of
/// py4DSTEM did. An array's group has a vector `dim0` (or `dim1`) and so on with names and units for each axis.
struct EMDConvention: HDF5Convention {
    let file: HDF5File

    init?(_ file: HDF5File) {
        let tops = file.links(of: "/", most: 100).map { "/" + $0.name }
        let isFile = file.number(attribute: "version_major", of: "/") != nil
        guard isFile || tops.contains(where: { file.hasAttribute("emd_group_type", of: $0) }) else { return nil }
        self.file = file
    }

    func name(of dataset: HDF5Dataset) -> String {
        if dataset.path.hasPrefix("/4DSTEM_simulation/") { return "Prismatic EMD" }
        let isOwn = isDataCube(dataset) || dataset.path.hasPrefix("/4DSTEM_experiment/")
        return isOwn ? "py4DSTEM" : "EMD"
    }

    /// Calls itself a datacube of py4DSTEM.
    private func isDataCube(_ dataset: HDF5Dataset) -> Bool {
        file.text(attribute: "python_class", of: dataset.parent) == "DataCube"
    }

    func candidates() -> [HDF5Candidate] {
        // Everything else in these files is described by numbers that could be taken for data.
        file.datasets(skipping: ["metadatabundle", "metadata", "log", "microscope", "sample", "user"]).map {
            HDF5Candidate(dataset: $0, rank: isDataCube($0) || $0.path.contains("/datacubes/") ? 1 : 0)
        }
    }

    /// Version 0.x numbers axes from the fast one in some programs (rosettasciio among them), so that the array lies the
    /// other way round. Only units tell: nothing scans in reciprocal lengths or detects in lengths.
    func layout(of dataset: HDF5Dataset) -> HDF5Layout {
        guard !isDataCube(dataset), dataset.shape.count > 2, let axes = file.dimensions(of: dataset),
            axes.count == dataset.shape.count, axes[..<2].allSatisfy({ $0?.pixelSize != nil }),
            axes[2...].allSatisfy({ $0?.scanStep != nil })
        else { return HDF5Layout(dataset) }
        return .reversed(dataset)
    }

    func description(of dataset: HDF5Dataset) -> DatasetDescription {
        var description = DatasetDescription()
        description.axes = file.dimensions(of: dataset) ?? []
        let root = "/" + (dataset.path.split(separator: "/").first.map(String.init) ?? "")
        describeBundle(root, in: &description)
        describeExperiment(root, in: &description)
        return description
    }

    /// py4DSTEM's own calibration, which counts more than the axes. Its x is the slow axis: qx0 is a row.
    private func describeBundle(_ root: String, in description: inout DatasetDescription) {
        let place = root + "/metadatabundle/calibration"
        if file.exists(place) {
            func axis(_ prefix: String) -> AxisCalibration? {
                guard let size = file.numbers(prefix + "_size")?.first, let units = file.text(prefix + "_units") else {
                    return nil
                }
                return AxisCalibration(step: size, offset: 0, units: units)
            }
            description.calibration.scanStep = axis(place + "/R_pixel")?.scanStep
            description.calibration.pixelSize = axis(place + "/Q_pixel")?.pixelSize
            let row = file.numbers(place + "/qx0_mean") ?? file.numbers(place + "/qx0")
            let column = file.numbers(place + "/qy0_mean") ?? file.numbers(place + "/qy0")
            if let row, let column, row.count == 1, column.count == 1 {
                description.calibration.center = DetectorPoint(row: row[0], column: column[0])
            }
        }
        description.take(voltage: file.numbers(root + "/metadatabundle/microscope/voltage_kV")?.first)
    }

    /// Of py4DSTEM before 0.13 and Prismatic: attributes of `metadata/metadata_0`.
    private func describeExperiment(_ root: String, in description: inout DatasetDescription) {
        let metadata = root + "/metadata/metadata_0"
        guard file.exists(metadata) else { return }
        let calibration = metadata + "/calibration"
        func axis(_ name: String) -> AxisCalibration? {
            guard let step = file.number(attribute: name, of: calibration),
                let units = file.text(attribute: name + "_units", of: calibration)
            else { return nil }
            return AxisCalibration(step: step, offset: 0, units: units)
        }
        description.calibration.scanStep = axis("R_pixel_size")?.scanStep
        description.calibration.pixelSize = axis("Q_pixel_size")?.pixelSize
        let microscope = metadata + "/microscope"
        description.note("microscope", file.text(attribute: "model", of: microscope))
        description.note("detector", file.text(attribute: "detector", of: microscope))
        let simulation = metadata + "/original/simulation_parameters"
        description.take(voltage: file.number(attribute: "E", of: simulation))
        description.note("probe semi-angle", file.number(attribute: "sa", of: simulation), unit: " mrad")
        description.note("simulated from", file.text(attribute: "i", of: simulation))
    }
}
