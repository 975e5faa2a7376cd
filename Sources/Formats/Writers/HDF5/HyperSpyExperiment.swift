import DataCube

/// An experiment of a HyperSpy file (format 3.3, as HyperSpy 2 writes and rosettasciio reads it): a signal with its axes
/// and metadata. Every dataset is chunked, as lazy loading asks; nothing is the text `_None_`. Call under
/// `HDF5Library.locked`.
struct HyperSpyExperiment {
    let output: HDF5Output
    /// Its group.
    let path: String

    /// Marks a file as HyperSpy's; once, before its experiments.
    static func begin(_ output: HDF5Output) throws(FormatError) {
        try output.attribute("file_format", .text("HyperSpy"), of: "/")
        try output.attribute("file_format_version", .text("3.3"), of: "/")
        try output.group("/Experiments")
    }

    /// Makes the groups of a signal.
    /// - Parameters:
    ///   - title: shown by HyperSpy; unique in the file.
    ///   - axes: all of them, slowest first.
    ///   - navigation: how many of them, from the first, HyperSpy navigates by.
    ///   - voltage: kV.
    init(
        _ output: HDF5Output, title: String, axes: [ArrayAxis], navigation: Int, voltage: Double?,
        notes: String? = nil, provenance: Provenance?
    ) throws(FormatError) {
        self.output = output
        // A slash would be another group.
        let name = String(title.map { $0 == "/" ? "-" : $0 })
        path = "/Experiments/" + (name.isEmpty || name == "." ? "__unnamed__" : name)
        try output.group(path, [("package", .text("hyperspy")), ("package_version", .text("2.0"))])
        try output.group(path + "/attributes", [("_lazy", .truth(false)), ("ragged", .truth(false))])
        for (number, axis) in axes.enumerated() {
            try output.group(
                "\(path)/axis-\(number)",
                [
                    ("_type", .text("UniformDataAxis")), ("name", .text(axis.name)), ("size", .integer(axis.size)),
                    ("scale", .number(axis.step)), ("offset", .number(axis.offset)),
                    ("units", .text(axis.unit ?? Self.none)), ("navigate", .truth(number < navigation)),
                    ("is_binned", .truth(false)),
                ])
        }
        try output.group(path + "/metadata")
        var general: [(String, HDF5Output.Attribute)] = [("title", .text(title))]
        if let notes { general.append(("notes", .text(notes))) }
        if let provenance { general.append(("original_filename", .text(provenance.input))) }
        try output.group(path + "/metadata/General", general)
        try output.group(path + "/metadata/Signal", [("signal_type", .text(""))])
        if let voltage {
            try output.group(path + "/metadata/Acquisition_instrument")
            try output.group(path + "/metadata/Acquisition_instrument/TEM", [("beam_energy", .number(voltage))])
        }
        try output.group(path + "/original_metadata")
        guard let provenance else { return }
        try output.group(
            path + "/original_metadata/braggart", provenance.fields.map { ($0.name, .text($0.text)) })
    }

    /// How the format spells nothing.
    static let none = "_None_"
}
