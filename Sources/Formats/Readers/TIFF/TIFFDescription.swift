import CXML
import DataCube

/// What a program wrote about the stack into the description of its first page.
struct TIFFDescription: Equatable, Sendable {
    /// As a title bar shows the file: ImageJ TIFF, OME-TIFF; nil for others.
    var flavour: String?
    /// Frames that follow one another behind a single directory; nil where each page has its own.
    var imagesBehindOne: Int?
    /// Sizes of the axes before the pattern's, slowest first, without those of 1; nil where not described.
    var axes: [Int]?
    /// True where the axes are those of an array; false where they are a microscope's z, channel and time.
    var isArray = false
    /// What the resolution is counted in, where that is no length of paper.
    var unit: String?

    /// - Parameter detector: of the first page.
    init(_ text: String, detector: DetectorShape) {
        if text.hasPrefix("ImageJ=") {
            readImageJ(text)
        } else if text.hasPrefix("{"), text.contains("\"shape\"") {
            readShape(text, detector)
        } else if text.contains("<OME") {
            readOME(text)
        }
    }

    /// Lines `key=value`; images vary fastest along the channels, then the slices, then the frames (ImageJ's
    /// FileInfo and hyperstacks).
    private mutating func readImageJ(_ text: String) {
        flavour = "ImageJ TIFF"
        var sizes = ["frames": 1, "slices": 1, "channels": 1]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let key = String(line[..<equals])
            let value = line[line.index(after: equals)...]
            switch key {
            case "images": imagesBehindOne = Int(value).flatMap { $0 > 1 ? $0 : nil }
            case "frames", "slices", "channels": sizes[key] = max(1, Int(value) ?? 1)
            case "unit": unit = Self.unescaped(value)
            default: continue
            }
        }
        axes = ["frames", "slices", "channels"].compactMap { sizes[$0] }.filter { $0 > 1 }
    }

    /// What is no ASCII is written as in Java: `\u00B5m`.
    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let mark = rest.firstRange(of: "\\u") {
            let digits = rest[mark.upperBound...].prefix(4)
            guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else { break }
            result += rest[..<mark.lowerBound]
            result.unicodeScalars.append(scalar)
            rest = rest[digits.endIndex...]
        }
        return result + rest
    }

    /// `{"shape": [8, 10, 48, 40]}`, also with `"truncated": true` where only the first page has a directory (tifffile).
    private mutating func readShape(_ text: String, _ detector: DetectorShape) {
        guard let key = text.firstRange(of: "\"shape\""), let open = text[key.upperBound...].firstIndex(of: "["),
            let close = text[open...].firstIndex(of: "]")
        else { return }
        let words = text[text.index(after: open)..<close].split(separator: ",")
        let shape = words.compactMap { Int($0.filter { $0 != " " }) }
        guard shape.count == words.count, shape.count >= 2, shape.allSatisfy({ $0 >= 1 }),
            shape.suffix(2) == [detector.rows, detector.columns]
        else { return }
        let before = shape.dropLast(2).filter { $0 > 1 }
        axes = before
        isArray = true
        guard text[close...].contains("\"truncated\"") else { return }
        imagesBehindOne = before.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? Int.max : $0 * $1 }
    }

    /// The sizes in the first Pixels element of OME-XML, in the order that it gives.
    private mutating func readOME(_ text: String) {
        flavour = "OME-TIFF"
        XMLElement.begin()
        var copy = text
        axes = copy.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
                guard
                    let reader = xmlReaderForMemory(
                        characters.baseAddress, Int32(characters.count), nil, nil, Int32(options))
                else { return nil }
                defer { xmlFreeTextReader(reader) }
                while xmlTextReaderRead(reader) == 1 {
                    guard let name = xmlTextReaderConstLocalName(reader), String(cString: name) == "Pixels" else {
                        continue
                    }
                    let order = Self.attribute("DimensionOrder", reader) ?? "XYZCT"
                    return order.dropFirst(2).reversed()
                        .map { Self.attribute("Size\($0)", reader).flatMap { Int($0) } ?? 1 }.filter { $0 > 1 }
                }
                return nil
            }
        }
    }

    private static func attribute(_ name: String, _ reader: xmlTextReaderPtr) -> String? {
        guard let value = xmlTextReaderGetAttribute(reader, name) else { return nil }
        defer { xml_free(value) }
        return String(cString: value)
    }
}
