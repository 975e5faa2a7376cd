import DataCube

/// The tree of an EMD 1.0 file (emdatasets.com/format, as emdfile and py4DSTEM read it): arrays below one root, each with
/// a vector for every axis, and dictionaries of values in the root's metadata. Call under `HDF5Library.locked`.
struct EMDTree {
    let output: HDF5Output
    private let root: String

    /// Makes the root.
    init(_ output: HDF5Output, root name: String) throws(FormatError) {
        self.output = output
        root = "/" + name
        let file: [(String, HDF5Output.Attribute)] = [
            ("emd_group_type", .text("file")), ("version_major", .integer(1)), ("version_minor", .integer(0)),
            ("authoring_program", .text("braggart")),
        ]
        for (name, value) in file { try output.attribute(name, value, of: "/") }
        try output.group(root, [("emd_group_type", .text("root")), ("python_class", .text("Root"))])
        try output.group(root + "/metadatabundle", [("emd_group_type", .text("metadatabundle"))])
    }

    /// Makes the group of an array with the vectors of its axes; its numbers go to the dataset whose path is given back.
    func array(_ name: String, kind: String = "Array", axes: [ArrayAxis]) throws(FormatError) -> String {
        let group = "\(root)/\(name)"
        try output.group(group, [("emd_group_type", .text("array")), ("python_class", .text(kind))])
        for (number, axis) in axes.enumerated() {
            let vector = "\(group)/dim\(number)"
            let values = (0..<axis.size).map { axis.offset + Double($0) * axis.step }
            try output.dataset(vector, NumpyArray(values))
            try output.attribute("name", .text(axis.name), of: vector)
            try output.attribute("units", .text(axis.emdUnit), of: vector)
        }
        return group + "/data"
    }

    /// Writes a whole array.
    func array(
        _ name: String, kind: String = "Array", _ values: NumpyArray, axes: [ArrayAxis], unit: String
    ) throws(FormatError) {
        let place = try array(name, kind: kind, axes: axes)
        try output.dataset(place, values, isChunked: true)
        try output.attribute("units", .text(unit), of: place)
    }

    /// A value of a dictionary.
    enum Value {
        case text(String)
        case number(Double)
        case truth(Bool)
        case texts([String])
    }

    /// Writes a dictionary into the root's metadata.
    func dictionary(_ name: String, kind: String = "Metadata", _ values: [(String, Value)]) throws(FormatError) {
        let group = "\(root)/metadatabundle/\(name)"
        try output.group(group, [("emd_group_type", .text("metadata")), ("python_class", .text(kind))])
        for (key, value) in values {
            let place = "\(group)/\(key)"
            switch value {
            case .text(let text): try item(place, NumpyArray(text), type: "string")
            case .number(let number):
                try item(place, NumpyArray(shape: [], elements: .float64([number])), type: "number")
            case .truth(let truth): try item(place, NumpyArray(shape: [], elements: .bool([truth])), type: "bool")
            case .texts(let texts):
                try output.group(place, [("type", .text("list_of_strings")), ("length", .integer(texts.count))])
                for (number, text) in texts.enumerated() { try output.dataset("\(place)/\(number)", NumpyArray(text)) }
            }
        }
    }

    private func item(_ place: String, _ value: NumpyArray, type: String) throws(FormatError) {
        try output.dataset(place, value)
        try output.attribute("type", .text(type), of: place)
    }

    /// py4DSTEM's calibration of a datacube. Its x is the slow axis, its q is in 1/Å or mrad.
    func calibration(_ calibration: Calibration, of datacube: String) throws(FormatError) {
        let pixel: (size: Double, unit: String) =
            switch calibration.pixelSize {
            case .perNanometre(let step): (step / 10, "A^-1")
            case .milliradian(let angle): (angle, "mrad")
            case nil: (1, "pixels")
            }
        var values: [(String, Value)] = [
            ("Q_pixel_size", .number(pixel.size)), ("Q_pixel_units", .text(pixel.unit)),
            ("R_pixel_size", .number(calibration.scanStep ?? 1)),
            ("R_pixel_units", .text(calibration.scanStep == nil ? "pixels" : "nm")), ("QR_flip", .truth(false)),
            ("_root_treepath", .text("")), ("_target_paths", .texts(["/" + datacube])),
        ]
        if let center = calibration.center {
            values += [
                ("qx0", .number(center.row)), ("qy0", .number(center.column)), ("qx0_mean", .number(center.row)),
                ("qy0_mean", .number(center.column)),
            ]
        }
        try dictionary("calibration", kind: "Calibration", values)
        guard let voltage = calibration.voltage else { return }
        try dictionary("microscope", [("voltage_kV", .number(voltage))])
    }

    /// Where the file came from.
    func provenance(_ provenance: Provenance?) throws(FormatError) {
        guard let provenance else { return }
        try dictionary("braggart", provenance.fields.map { ($0.name, .text($0.text)) })
    }
}

extension ArrayAxis {
    fileprivate var emdUnit: String { unit ?? "pixels" }
}
