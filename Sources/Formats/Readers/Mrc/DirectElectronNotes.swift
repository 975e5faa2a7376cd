import DataCube

/// What the `_info.txt` beside a Direct Electron movie says: lines `Key = value`.
struct DirectElectronNotes: Equatable, Sendable {
    private let values: [String: String]

    /// The notes of X_movie.mrc are X_info.txt, also where X has the movie's number at its end; nil where there are none.
    /// - Throws: `FormatError` when they are there and cannot be read.
    init?(beside path: String) throws(FormatError) {
        for stem in Self.stems(of: path) {
            guard let notes = CompanionFile.path(beside: stem + "_info.txt", extension: "txt") else { continue }
            let bytes = try FileBytes(path: notes).prefix(1 << 20)
            self.init(String(decoding: bytes, as: UTF8.self))
            return
        }
        return nil
    }

    /// What names of files that belong to a movie begin with, the longest first.
    static func stems(of path: String) -> [String] {
        var stem = CompanionFile.stem(of: path)
        if stem.hasSuffix("_movie") { stem.removeLast("_movie".count) }
        let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count > 2, let last = parts.last, Int(last) != nil else { return [stem] }
        return [stem, parts.dropLast().joined(separator: "_")]
    }

    init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let sign = line.firstIndex(of: "=") else { continue }
            values[CalibrationSpelling.trimmed(line[..<sign])] =
                CalibrationSpelling.trimmed(line[line.index(after: sign)...])
        }
        self.values = values
    }

    private func number(_ key: String) -> Double? {
        values[key].flatMap(Double.init).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }

    /// The raster; nil where nothing was scanned.
    private var raster: ScanShape? {
        guard values["Scan - Enable"] != "Disable" else { return nil }
        let part = values["Scan - ROI Enable"] == "Enable" ? "ROI Size" : "Size"
        guard let columns = values["Scan - \(part) X"].flatMap({ Int($0) }),
            let rows = values["Scan - \(part) Y"].flatMap({ Int($0) }), columns >= 1, rows >= 1,
            !rows.multipliedReportingOverflow(by: columns).overflow
        else { return nil }
        return ScanShape(rows: rows, columns: columns)
    }

    /// The scan's shape for so many frames, and a sentence where something is assumed; nil where it is not told.
    func scan(frames: Int) -> (shape: ScanShape?, guess: String?) {
        if let type = values["Scan - Type"], type != "Raster", values["Scan - Enable"] == "Enable" {
            return (nil, "The scan was no raster (\(type)): its frames are shown in the order they were taken.")
        }
        guard let raster else { return (nil, nil) }
        let times = frames / raster.count
        guard times > 1, frames % raster.count == 0 else { return (raster, nil) }
        if number("Scan - Camera Frames Per Point") == Double(times) {
            return (
                ScanShape(rows: raster.rows, columns: raster.columns * times),
                "The \(times) frames of each position are shown side by side."
            )
        }
        return (
            ScanShape(rows: raster.rows * times, columns: raster.columns),
            "The scan of \(raster.rows) x \(raster.columns) was repeated \(times) times: the repetitions follow one another "
                + "as further rows."
        )
    }

    /// Counts are written without a sign where pixels have 8 bits.
    var hasUnsignedBytes: Bool { values.keys.contains { $0.hasPrefix("Autosave") } }

    func calibration(_ detector: DetectorShape, guesses: inout [String]) -> Calibration {
        func axis(_ key: String, _ units: String) -> AxisCalibration? {
            number(key).flatMap { AxisCalibration(step: $0, offset: 0, units: units) }
        }
        let pixels = [axis("Diffraction Pixel Size Y", "1/nm"), axis("Diffraction Pixel Size X", "1/nm")]
        if pixels[1] != nil {
            guesses.append("The info file gives the diffraction pixel size without a unit: it is taken to be 1/nm.")
        }
        var calibration = Calibration(
            scan: [
                axis("Specimen Pixel Size Y (nanometers)", "nm"), axis("Specimen Pixel Size X (nanometers)", "nm"),
            ], detector: pixels, shape: detector, guesses: &guesses)
        calibration.voltage = number("Instrument Accelerating Voltage (V)").map { $0 / 1000 }
        return calibration
    }

    var metadata: [Metadatum] {
        var metadata: [Metadatum] = []
        func text(_ name: String, _ key: String, unit: String = "") {
            guard let value = values[key], !value.isEmpty, value != "-1", value != "Unknown" else { return }
            metadata.append(Metadatum(name, value + unit))
        }
        text("detector", "Camera Model")
        text("acquired", "Local time")
        if let length = number("Instrument Project Camera Length (centimeters)") {
            metadata.append(Metadatum("camera length", metres: length / 100))
        }
        if let exposure = number("Frame Exposure Time (nanoseconds)") {
            metadata.append(Metadatum("exposure", seconds: exposure / 1e9))
        }
        if let dwell = number("Scan - Dwell Time (microseconds)") {
            metadata.append(Metadatum("dwell time", seconds: dwell / 1e6))
        }
        text("frames per second", "Frames Per Second")
        text("stored units per electron", "ADUs Per Electron")
        text("image processing", "Image Processing - Mode")
        text("magnification", "Instrument Project Magnification")
        text("scan controller", "Scan - Controller")
        text("scan rotation", "Scan - Rotation", unit: "°")
        text("software version", "Server Software Version")
        return metadata
    }
}
