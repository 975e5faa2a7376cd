import DataCube
import Glibc

/// What the .emi file beside a TIA series tells of the microscope: an ObjectInfo in XML for each series, among binary
/// data.
struct TIANotes {
    /// kV.
    let voltage: Double?
    /// True for patterns, whose axes are then in 1/m; nil where the microscope's mode is not told.
    let isDiffraction: Bool?
    let metadata: [Metadatum]

    /// An .emi file holds a picture at most: the notes are looked for in so many bytes.
    private static let searched = 64 << 20
    private static let opening = Array("<ObjectInfo>".utf8)
    private static let closing = Array("</ObjectInfo>".utf8)

    /// Of NAME_1.ser the first ObjectInfo in NAME.emi; nil where there is none, or it cannot be read.
    init?(beside path: String) {
        let stem = CompanionFile.stem(of: path)
        guard let mark = stem.lastIndex(of: "_"), let number = Int(stem[stem.index(after: mark)...]), number >= 1,
            let companion = CompanionFile.path(beside: stem[..<mark] + ".ser", extension: "emi"),
            let bytes = try? FileBytes(path: companion),
            let range = Self.find(number, in: bytes.file),
            let text = try? bytes.bytes(at: range.lowerBound, count: range.count),
            let info = try? XMLElement(text, path: companion)
        else { return nil }
        self.init(info)
    }

    private init(_ info: XMLElement) {
        var values: [String: (value: String, unit: String)] = [:]
        for data in info["ExperimentalDescription"]?["Root"]?.all("Data") ?? [] {
            guard let label = data["Label"]?.text, let value = data["Value"]?.text else { continue }
            values[label] = (value, data["Unit"]?.text ?? "")
        }
        func number(_ label: String, _ unit: String) -> Double? {
            guard let entry = values[label], entry.unit == unit, let value = Double(entry.value), value > 0,
                value.isFinite
            else { return nil }
            return value
        }
        voltage = number("High tension", "kV")
        let mode = values["Mode"]?.value
        // In STEM a camera sees diffraction.
        isDiffraction = mode.map { $0.contains("Diffraction") || $0.contains("STEM") }
        var metadata: [Metadatum] = []
        if let microscope = values["Microscope"]?.value { metadata.append(Metadatum("microscope", microscope)) }
        if let mode { metadata.append(Metadatum("mode", mode)) }
        if let length = number("Camera length", "m") { metadata.append(Metadatum("camera length", metres: length)) }
        if let camera = info["AcquireInfo"]?["CameraNamePath"]?.text { metadata.append(Metadatum("detector", camera)) }
        if let time = (info["AcquireInfo"]?["DwellTimePath"]?.text).flatMap(Double.init), time > 0, time.isFinite {
            metadata.append(Metadatum("exposure", seconds: time))
        }
        self.metadata = metadata
    }

    /// The bytes of the `number`th ObjectInfo.
    private static func find(_ number: Int, in file: MappedFile) -> Range<Int>? {
        let end = min(file.count, searched)
        return withExtendedLifetime(file) {
            var place = 0
            for index in 1...number {
                guard let start = find(opening, in: file, place..<end),
                    let last = find(closing, in: file, start..<end)
                else { return nil }
                place = last + closing.count
                if index == number { return start..<place }
            }
            return nil
        }
    }

    private static func find(_ text: [UInt8], in file: MappedFile, _ range: Range<Int>) -> Int? {
        guard let base = file.bytes.baseAddress, range.count >= text.count else { return nil }
        var place = range.lowerBound
        // Only where the whole text has room.
        while place <= range.upperBound - text.count,
            let found = memchr(base + place, Int32(text[0]), range.upperBound - text.count + 1 - place)
        {
            if memcmp(found, text, text.count) == 0 { return UnsafeRawPointer(found) - base }
            place = UnsafeRawPointer(found) - base + 1
        }
        return nil
    }
}
