import DataCube

/// What the tags of a Gatan image tell about how it was taken.
enum DigitalMicrographMetadata {
    static func read(_ image: DigitalMicrographTag, _ bytes: FileBytes, _ order: ByteOrder) throws(FormatError)
        -> [Metadatum]
    {
        guard let tags = image["ImageTags"] else { return [] }
        let microscope = tags["Microscope Info"]
        var metadata: [Metadatum] = []
        func text(_ name: String, _ candidates: [DigitalMicrographTag?]) throws(FormatError) {
            for candidate in candidates {
                guard let text = try candidate?.text(bytes, order), !text.isEmpty else { continue }
                return metadata.append(Metadatum(name, text))
            }
        }
        func number(_ candidates: [DigitalMicrographTag?]) -> Double? {
            candidates.lazy.compactMap { $0?.number }.first { $0 > 0 && $0.isFinite }
        }
        try text("image", [image["Name"]])
        try text("microscope", [tags["Session Info", "Microscope"], microscope?["Microscope"], microscope?["Name"]])
        try text("illumination", [microscope?["Illumination Mode"]])
        try text("imaging", [microscope?["Imaging Mode"]])
        try text("operation mode", [microscope?["Operation Mode"]])
        let isDiffraction = try microscope?["Imaging Mode"]?.text(bytes, order) == "DIFFRACTION"
        // In diffraction of a TEM the magnification that is indicated is the camera length.
        let lengths = [microscope?["STEM Camera Length"], isDiffraction ? microscope?["Indicated Magnification"] : nil]
        if let millimetres = number(lengths) { metadata.append(Metadatum("camera length", metres: millimetres / 1000)) }
        if !isDiffraction, let magnification = number([microscope?["Indicated Magnification"]]) {
            metadata.append(Metadatum("magnification", Metadatum.plain(magnification)))
        }
        try text("detector", [tags["Acquisition", "Device", "Name"], tags["DataBar", "Device Name"]])
        let exposures = [
            tags["Acquisition", "Parameters", "High Level", "Exposure (s)"],
            tags["SI", "Acquisition", "Pixel time (s)"],
            tags["DataBar", "Exposure Time (s)"],
        ]
        if let seconds = number(exposures) { metadata.append(Metadatum("exposure", seconds: seconds)) }
        if let current = number([microscope?["Probe Current (nA)"]]) {
            metadata.append(Metadatum("probe current", Metadatum.plain(current) + " nA"))
        }
        try text("acquired on", [tags["DataBar", "Acquisition Date"], tags["SI", "Acquisition", "Date"]])
        try text("acquired at", [tags["DataBar", "Acquisition Time"], tags["SI", "Acquisition", "Start time"]])
        let brightness = image["ImageData", "Calibrations", "Brightness"]
        let unit = try brightness?["Units"]?.text(bytes, order) ?? ""
        if let scale = number([brightness?["Scale"]]), !unit.isEmpty {
            let origin = brightness?["Origin"]?.number ?? 0
            let zero = origin == 0 ? "" : ", 0 at \(Metadatum.plain(origin))"
            metadata.append(Metadatum("intensity", "\(Metadatum.plain(scale)) \(unit) per unit stored\(zero)"))
        }
        return metadata
    }
}
