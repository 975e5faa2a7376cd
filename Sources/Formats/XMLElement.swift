import CXML
import DataCube

/// An element of an XML file with everything inside it.
struct XMLElement: Equatable, Sendable {
    let name: String
    let attributes: [String: String]
    /// Its own text without white space around, without that of the elements inside.
    let text: String
    let elements: [XMLElement]

    /// The first element of that name inside this one.
    subscript(name: String) -> XMLElement? { elements.first { $0.name == name } }

    /// The elements of that name inside this one.
    func all(_ name: String) -> [XMLElement] { elements.filter { $0.name == name } }
}

extension XMLElement {
    /// Files beyond this are refused: notes beside data have some kilobytes.
    private static let largestFile = 4 << 20

    private static let begun: Void = xmlInitParser()

    /// Reads the outermost element of a file. Nothing is fetched from the network, and no entities are expanded: a file
    /// that declares a document type is refused.
    init(readingFrom path: String) throws(FormatError) {
        let file = try FileBytes(path: path)
        guard file.count <= Self.largestFile else {
            throw Self.malformed(path, "a file of \(file.count) bytes is no note beside data")
        }
        try self.init(file.prefix(file.count), path: path)
    }

    /// The outermost element of a text in a file, by the same rules.
    init(_ bytes: [UInt8], path: String) throws(FormatError) {
        self = try Self.parse(bytes, path: path)
    }

    /// To be called before the library is used in another way.
    static func begin() { _ = begun }

    private static func parse(_ bytes: [UInt8], path: String) throws(FormatError) -> XMLElement {
        begin()
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let parsed = bytes.withUnsafeBytes { bytes in
            xmlReadMemory(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, nil, Int32(options))
        }
        guard let document = parsed else {
            let line = xmlGetLastError().map { "line \($0.pointee.line)" } ?? "somewhere"
            throw malformed(path, "is no whole XML file: it ends or breaks off at \(line)")
        }
        defer { xmlFreeDoc(document) }
        guard document.pointee.intSubset == nil else {
            throw malformed(path, "declares a document type, which notes beside data do not need")
        }
        guard let root = xmlDocGetRootElement(document) else { throw malformed(path, "holds no element") }
        return XMLElement(root)
    }

    /// The parser bounds the depth of elements.
    private init(_ node: xmlNodePtr) {
        var elements: [XMLElement] = []
        for child in Self.siblings(node.pointee.children) where child.pointee.type == XML_ELEMENT_NODE {
            elements.append(XMLElement(child))
        }
        var attributes: [String: String] = [:]
        var attribute = node.pointee.properties
        while let current = attribute {
            attributes[Self.string(current.pointee.name)] = Self.text(current.pointee.children)
            attribute = current.pointee.next
        }
        self.init(
            name: Self.string(node.pointee.name), attributes: attributes,
            text: CalibrationSpelling.trimmed(Self.text(node.pointee.children)[...]), elements: elements)
    }

    private static func siblings(_ first: xmlNodePtr?) -> some Sequence<xmlNodePtr> {
        sequence(state: first) { next in
            defer { next = next?.pointee.next }
            return next
        }
    }

    /// What is written between elements.
    private static func text(_ first: xmlNodePtr?) -> String {
        siblings(first).filter { [XML_TEXT_NODE, XML_CDATA_SECTION_NODE].contains($0.pointee.type) }
            .map { string($0.pointee.content) }.joined()
    }

    private static func string(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { String(cString: $0) } ?? ""
    }

    private static func malformed(_ path: String, _ what: String) -> FormatError {
        FormatError(.malformed, path: path, what: what, remedy: "Fetch it again, or open the data file itself")
    }
}
