import DataCube

/// What the XML file beside the frames of an EMPAD says, in the spellings of its several versions.
struct EmpadNotes: Equatable, Sendable {
    /// The name of the file with the frames, without its folder.
    var rawName: String?
    /// What the scan's shape may be, the likeliest first.
    var scans: [ScanShape] = []
    /// Frames of a series without a scan.
    var series: Int?
    /// nm.
    var fieldOfView: FieldOfView?
    var calibration = Calibration()
    var metadata: [Metadatum] = []
    /// What was assumed, as sentences.
    var guesses: [String] = []

    /// Lengths that the scan covers, nm.
    enum FieldOfView: Equatable, Sendable {
        /// Along rows and columns.
        case both(Double, Double)
        /// Along the longer of the two.
        case longer(Double)
    }

    /// How the XML begins or goes on within its first kilobytes.
    static func isLikely(_ header: [UInt8]) -> Bool {
        let text = String(decoding: header, as: UTF8.self)
        let marks = [
            "<raw_file", "<scan_parameters", "<camserver_parameters", "<iom_measurements", "<pix_x", "<reconstruction",
            "<software_version", "<grid_measurements",
        ]
        return text.first { !$0.isWhitespace && $0 != "\u{FEFF}" } == "<" && marks.count { text.contains($0) } >= 2
    }

    /// Reads a file.
    init(readingFrom path: String) throws(FormatError) { self.init(try XMLElement(readingFrom: path)) }

    /// The XML file in the same folder that names this file of frames; nil where there is none.
    init?(of rawPath: String) {
        let (folder, name) = CompanionFile.split(rawPath)
        let candidates = CompanionFile.names(in: folder).filter { $0.lowercased().hasSuffix(".xml") }.prefix(64)
        for other in candidates {
            // Other XML files are none of ours, whatever is wrong with them.
            guard let notes = try? EmpadNotes(readingFrom: folder + "/" + other), notes.rawName == name else {
                continue
            }
            self = notes
            return
        }
        return nil
    }

    init(_ root: XMLElement) {
        rawName = root["raw_file"]?.attributes["filename"].map { CompanionFile.split($0.replacingBackslashes).name }
        func shape(_ columns: XMLElement?, _ rows: XMLElement?) {
            guard let columns = columns.flatMap({ Int($0.text) }), let rows = rows.flatMap({ Int($0.text) }),
                let scan = Self.scan(rows: rows, columns: columns), !scans.contains(scan)
            else { return }
            scans.append(scan)
        }
        shape(root["pix_x"], root["pix_y"])
        if let scan = rawName.flatMap(Self.scan(inName:)), !scans.contains(scan) { scans.append(scan) }
        for mode in ["acquire", "search"] {
            for parameters in root.all("scan_parameters") where parameters.attributes["mode"] == mode {
                shape(parameters["scan_resolution_x"], parameters["scan_resolution_y"])
            }
        }
        let count = root["scan_parameters"]?["series_count"] ?? (root["type"]?.text == "series" ? root["count"] : nil)
        series = count.flatMap { Int($0.text) }.flatMap { $0 >= 1 ? $0 : nil }
        readMicroscope(root)
        readAcquisition(root)
    }

    private mutating func readMicroscope(_ root: XMLElement) {
        let measured = root["iom_measurements"]
        // A dot is part of a name, or divides the names of nested elements.
        func text(_ name: String) -> String? {
            measured?[name]?.text
                ?? name.split(separator: ".").reduce(measured) { $0?[String($1)] }?.text
        }
        func number(_ name: String) -> Double? { text(name).flatMap(Self.positive) }
        calibration.voltage = number("source.get_voltage").map { $0 / 1000 }
        let lengths = text("optics.get_full_scan_field_of_view").map(Self.numbers) ?? []
        if lengths.count == 2 {
            fieldOfView = .both(lengths[0] * 1e9, lengths[1] * 1e9)
        } else if let length = number("full_scan_field_of_view.x"),
            let scale = number("full_scan_field_of_view.scale_factor")
        {
            fieldOfView = .longer(length / scale * 1e9)
        }
        let part = root["scan_parameters"]?["scan_size"].flatMap { Self.positive($0.text) }
        if let part, fieldOfView != nil, part != 1 {
            guesses.append(
                "The scan is taken to cover the whole field of view, although the XML gives it a size of "
                    + "\(Metadatum.plain(part)).")
        }
        // Written in 1e9/m: the calibrated angle beside it does not always agree.
        calibration.pixelSize = number("calibrated_pixelsize").map { .perNanometre($0 * 1e9) }
        if let angle = number("calibrated_diffraction_angle") {
            let milliradians = angle * 1000
            if let said = calibration.angleStep, abs(said - milliradians) > 0.05 * milliradians {
                guesses.append(
                    "The XML's pixel size (\(Metadatum.plain(said)) mrad at this voltage) and its diffraction angle "
                        + "(\(Metadatum.plain(milliradians)) mrad) do not agree: the pixel size is used.")
            }
            metadata.append(Metadatum("diffraction angle per pixel", Metadatum.plain(milliradians) + " mrad"))
        }
        if let length = number("optics.get_cameralength") {
            metadata.append(Metadatum("camera length", metres: length))
        }
        if let current = number("source.get_screencurrent") {
            metadata.append(Metadatum("screen current", Metadatum.plain(current * 1e12) + " pA"))
        }
    }

    private mutating func readAcquisition(_ root: XMLElement) {
        if let time = root["timestamp"]?.attributes["isoformat"] { metadata.append(Metadatum("acquired", time)) }
        // In milliseconds.
        if let exposure = root["exposure_time"].flatMap({ Self.positive($0.text) }) {
            metadata.append(Metadatum("exposure", seconds: exposure / 1000))
        }
        if let version = root["software_version"]?.text, !version.isEmpty {
            metadata.append(Metadatum("software version", version))
        }
    }

    /// The steps from row to row and along a row; none where nothing is said.
    func steps(_ scan: ScanShape) -> [AxisCalibration?] {
        let lengths: [Double]
        switch fieldOfView {
        case .both(let rows, let columns): lengths = [rows / Double(scan.rows), columns / Double(scan.columns)]
        case .longer(let length): lengths = [Double](repeating: length / Double(max(scan.rows, scan.columns)), count: 2)
        case nil: lengths = []
        }
        return lengths.map { AxisCalibration(step: $0, offset: 0, units: "nm") }
    }

    // MARK: Spellings

    /// From a name like scan_x64_y32.raw; nil for others.
    static func scan(inName name: String) -> ScanShape? {
        let words = CompanionFile.stem(of: name).split(separator: "_")
        func size(_ letter: Character) -> Int? {
            words.last { $0.first == letter && Int($0.dropFirst()) != nil }.flatMap { Int($0.dropFirst()) }
        }
        guard let rows = size("y"), let columns = size("x") else { return nil }
        return scan(rows: rows, columns: columns)
    }

    private static func scan(rows: Int, columns: Int) -> ScanShape? {
        rows >= 1 && columns >= 1 && !rows.multipliedReportingOverflow(by: columns).overflow
            ? ScanShape(rows: rows, columns: columns) : nil
    }

    private static func positive(_ text: String) -> Double? {
        Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }

    /// From `[4.5e-06, 4.5e-06]`.
    private static func numbers(_ text: String) -> [Double] {
        text.split { "[](), ".contains($0) }.compactMap { positive(String($0)) }
    }
}

extension String {
    /// With the separators of this system's paths.
    fileprivate var replacingBackslashes: String { String(map { $0 == "\\" ? "/" : $0 }) }
}
