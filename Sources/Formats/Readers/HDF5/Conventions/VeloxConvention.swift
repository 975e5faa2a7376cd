import CHDF5
import DataCube

/// Velox's EMD files (Thermo Fisher): images with the frame axis last, and for each frame a column of bytes that hold its
/// description as JSON. Velox spells numbers as texts, in SI units.
struct VeloxConvention: HDF5Convention {
    let file: HDF5File

    init?(_ file: HDF5File) {
        guard file.exists("/Data/Image"), file.exists("/Version") || file.exists("/Info") else { return nil }
        self.file = file
    }

    func name(of dataset: HDF5Dataset) -> String { "Velox EMD" }

    func candidates() -> [HDF5Candidate] {
        file.links(of: "/Data/Image").compactMap { link in
            HDF5Dataset("/Data/Image/\(link.name)/Data", in: file).map { HDF5Candidate(dataset: $0) }
        }
    }

    /// Of images in a row the frame is the last axis.
    func layout(of dataset: HDF5Dataset) -> HDF5Layout {
        let isSeries = dataset.shape.count == 3 && dataset.path.hasPrefix("/Data/Image/")
        return HDF5Layout(dataset, axes: isSeries ? ([2], [0, 1]) : nil)
    }

    func description(of dataset: HDF5Dataset) -> DatasetDescription {
        var description = DatasetDescription()
        guard let bytes = file.firstColumn(dataset.parent + "/Metadata"),
            let json = JSONValue(bytes.prefix { $0 != 0 })
        else { return description }
        let image = json["BinaryResult"]
        func axis(_ name: String) -> AxisCalibration? {
            guard let step = image?["PixelSize"]?[name == "x" ? "width" : "height"]?.number else { return nil }
            return AxisCalibration(
                step: step, offset: image?["Offset"]?[name]?.number ?? 0,
                units: image?[name == "x" ? "PixelUnitX" : "PixelUnitY"]?.text ?? "")
        }
        // As stored: rows, columns, frames.
        description.axes = [axis("y"), axis("x"), nil]
        let optics = json["Optics"]
        description.take(voltage: optics?["AccelerationVoltage"]?.number.map { $0 / 1000 })
        description.note("camera length", metres: optics?["CameraLength"]?.number)
        description.note("mode", optics?["IlluminationMode"]?.text)
        let instrument = json["Instrument"]
        description.note("microscope", instrument?["InstrumentModel"]?.text)
        description.note("software version", instrument?["ControlSoftwareVersion"]?.text)
        let detector = image?["Detector"]?.text
        description.note("detector", detector)
        let camera = json["Detectors"]?.values.first { $0["DetectorName"]?.text == detector }
        description.note("exposure", seconds: camera?["ExposureTime"]?.number)
        if let binning = camera?["Binning"]?["width"]?.number, binning > 1 {
            description.note("camera binning", binning, unit: "")
        }
        return description
    }
}

extension HDF5File {
    /// The bytes of a two-dimensional dataset's first column; nil where there is none or it is no description's size.
    fileprivate func firstColumn(_ path: String) -> [UInt8]? {
        guard let dataset = smallDataset(path), let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose),
            H5Sget_simple_extent_ndims(space.id) == 2
        else { return nil }
        var sizes: [hsize_t] = [0, 0]
        guard H5Sget_simple_extent_dims(space.id, &sizes, nil) == 2, (1...(1 << 22)).contains(sizes[0]), sizes[1] >= 1,
            let memory = HDF5Handle(H5Screate_simple(1, [sizes[0]], nil), H5Sclose),
            H5Sselect_hyperslab(space.id, H5S_SELECT_SET, [0, 0], nil, [sizes[0], 1], nil) >= 0
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(sizes[0]))
        let status = H5Dread(
            dataset.id, hdf5_native_uint8(), memory.id, space.id, hdf5_default_properties(), &bytes)
        return status >= 0 ? bytes : nil
    }
}
