import DataCube

/// NanoMegas .blo: a virtual bright field image, then a square pattern of 8 bits per position, behind 6 bytes each.
struct BlockfileFormat: CubeFormat {
    let name = "NanoMegas blo"
    let extensions = ["blo"]
    let mark = "begins with IMGBLO"

    private static let signature = Array("IMGBLO".utf8)
    private static let frameHeader = 6

    func recognise(header: [UInt8], path: String) -> Confidence {
        header.starts(with: Self.signature) ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        let order: ByteOrder = try bytes.integer(UInt16.self, at: 6, .little) == 0x0201 ? .big : .little
        func short(_ offset: Int) throws(FormatError) -> Int { Int(try bytes.integer(UInt16.self, at: offset, order)) }
        func long(_ offset: Int) throws(FormatError) -> Int { Int(try bytes.integer(UInt32.self, at: offset, order)) }
        func real(_ offset: Int) throws(FormatError) -> Double {
            Double(bitPattern: try bytes.integer(UInt64.self, at: offset, order))
        }
        let size = try short(20)
        let scan = ScanShape(rows: try short(26), columns: try short(24))
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [scan.rows, scan.columns], rows: size, columns: size, path: path, place: "bytes 20 to 27")
        let step = Self.frameHeader + size * size
        let layout = FrameLayout(
            scan: scan, detector: DetectorShape(rows: size, columns: size), elementType: .uint8, byteOrder: .native,
            offset: try long(12) + Self.frameHeader, scanRowStride: scan.columns * step, scanColumnStride: step,
            detectorRowStride: size, detectorColumnStride: 1)
        var assembly = CubeAssembly(path: path, format: name)
        assembly.storedScan = scan
        assembly.calibration = Calibration(
            scan: [
                AxisCalibration(step: try real(38), offset: 0, units: "nm"),
                AxisCalibration(step: try real(30), offset: 0, units: "nm"),
            ], detector: [], shape: layout.detector, guesses: &assembly.guesses)
        let volts = try long(46)
        if volts > 0 { assembly.calibration.voltage = Double(volts) / 1000 }

        // Hundredths of pixels per cm on the screen, tenths of mm of camera length.
        let resolution = try short(50)
        let cameraLength = Double(try long(52)) * 1e-4
        if cameraLength > 0 { assembly.metadata.append(Metadatum("camera length", metres: cameraLength)) }
        if resolution > 0 {
            let pixel = 1 / Double(resolution)
            assembly.metadata.append(Metadatum("pixel on the screen", metres: pixel))
            if cameraLength > 0 { assembly.calibration.pixelSize = .milliradian(pixel / cameraLength * 1000) }
        }
        let angles = [("scan rotation", try short(28)), ("rotation of patterns", try short(22))]
        for (name, hundredths) in angles where hundredths > 0 {
            assembly.metadata.append(Metadatum(name, Metadatum.plain(Double(hundredths) / 100) + "°"))
        }
        if let time = SerialDate(try real(56)) { assembly.metadata.append(Metadatum("acquired", time.text)) }
        let noteEnd = min(try long(8), bytes.count, 1 << 16)
        if noteEnd > 240 {
            let note = String(
                decoding: try bytes.bytes(at: 240, count: noteEnd - 240).filter { $0 != 0 }, as: UTF8.self)
            let lines = note.split(whereSeparator: \.isNewline).map { CalibrationSpelling.trimmed($0) }
            if !note.isEmpty { assembly.metadata.append(Metadatum("note", lines.joined(separator: "; "))) }
        }
        return try assembly.cube(MappedFrames(layout: layout, isFrameByFrame: true), in: bytes, options: options)
    }
}

/// A time as spreadsheets count it: days since 1899-12-30.
private struct SerialDate {
    let text: String

    /// Nil before 1970 and after 2200.
    init?(_ days: Double) {
        guard (25_569..<109_575).contains(days) else { return nil }
        let seconds = Int((days * 86_400).rounded())
        // Civil date from days since 0000-03-01 (H. Hinnant, chrono-compatible low-level date algorithms).
        let day = seconds / 86_400 + 693_899
        let era = day / 146_097
        let ofEra = day % 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        text =
            "\(year)-\(two(month))-\(two(ofYear - (153 * shifted + 2) / 5 + 1)) "
            + "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}
