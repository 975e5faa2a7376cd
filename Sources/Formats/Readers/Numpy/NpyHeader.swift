import DataCube

/// The description at the head of a .npy file (numpy.lib.format, versions 1 to 3): `descr`, order and shape.
struct NpyHeader: Equatable, Sendable {
    /// The element type as NumPy spells it: `<u2`, `|b1`, `<U12`.
    var descr: String
    var fortranOrder: Bool
    var shape: [Int]
    /// Byte position of the first element.
    var dataOffset: Int

    /// Bytes among which a whole header is.
    static let longest = 12 + (1 << 16)

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    init(descr: String, fortranOrder: Bool = false, shape: [Int], dataOffset: Int = 0) {
        self.descr = descr
        self.fortranOrder = fortranOrder
        self.shape = shape
        self.dataOffset = dataOffset
    }

    /// Reads the header at the start of `bytes`, which may be the whole file or its beginning.
    init(_ bytes: some RandomAccessCollection<UInt8>, path: String) throws(FormatError) {
        let head = Array(bytes.prefix(12))
        guard head.starts(with: Self.magic), head.count >= 10 else {
            throw Self.malformed(path, 0, "no .npy header is there")
        }
        let isLong = head[6] >= 2
        guard (1...3).contains(head[6]), head.count == 12 else {
            throw Self.malformed(path, 6, "version \(head[6]) of the .npy format is not known")
        }
        let start = isLong ? 12 : 10
        let length =
            isLong
            ? Int(head[8]) | Int(head[9]) << 8 | Int(head[10]) << 16 | Int(head[11]) << 24
            : Int(head[8]) | Int(head[9]) << 8
        // NumPy itself refuses headers beyond 10,000 bytes.
        guard length <= 1 << 16 else { throw Self.malformed(path, 8, "a header of \(length) bytes is not possible") }
        let text = Array(bytes.dropFirst(start).prefix(length))
        guard text.count == length else { throw Self.malformed(path, start, "the file ends inside its header") }
        var reader = LiteralReader(text, path: path, start: start)
        let entries = try reader.dictionary()
        guard case .string(let descr) = entries["descr"] else {
            throw FormatError(
                entries["descr"] == nil ? .malformed : .unsupported, path: path, place: "byte \(start), descr",
                what: "the element type is not a plain one", remedy: "Save one field as an array of numbers")
        }
        guard case .boolean(let fortranOrder) = entries["fortran_order"], case .tuple(let shape) = entries["shape"]
        else { throw Self.malformed(path, start, "fortran_order or shape is missing") }
        self.init(descr: descr, fortranOrder: fortranOrder, shape: shape, dataOffset: start + length)
    }

    /// Element type and byte order; nil for types that are not numbers.
    var element: (type: ElementType, order: ByteOrder)? {
        let characters = Array(descr)
        guard characters.count >= 3, let size = Int(String(characters[2...])) else { return nil }
        let order: ByteOrder
        switch characters[0] {
        case "<": order = .little
        case ">": order = .big
        case "=", "|": order = .native
        default: return nil
        }
        let kind: String
        switch characters[1] {
        case "u": kind = "uint"
        case "i": kind = "int"
        case "f": kind = "float"
        default: return nil
        }
        guard (1...8).contains(size), let type = ElementType(rawValue: kind + String(size * 8)) else { return nil }
        return (type, order)
    }

    /// The header as version 1.0 has it, padded so that the data begin at a multiple of 64 bytes.
    /// - Precondition: at most some hundred axes (the text stays below 65,536 bytes).
    var bytes: [UInt8] {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var text = "{'descr': '\(descr)', 'fortran_order': \(fortranOrder ? "True" : "False"), 'shape': (\(sizes)), }"
        let unpadded = 10 + text.utf8.count + 1
        text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = text.utf8.count
        return Self.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
    }

    private static func malformed(_ path: String, _ byte: Int, _ what: String) -> FormatError {
        FormatError(
            .malformed, path: path, place: "byte \(byte)", what: what,
            remedy: "The file is damaged or cut short; fetch it again")
    }
}

/// Reads the Python literal of a header: a dictionary of strings, truth values and tuples of integers. Anything else
/// (lists, nested types) is read over and kept as `other`.
private struct LiteralReader {
    enum Value: Equatable {
        case string(String)
        case boolean(Bool)
        case tuple([Int])
        case other
    }

    private let text: [UInt8]
    private let path: String
    private let start: Int
    private var place = 0

    init(_ text: [UInt8], path: String, start: Int) {
        self.text = text
        self.path = path
        self.start = start
    }

    mutating func dictionary() throws(FormatError) -> [String: Value] {
        var entries: [String: Value] = [:]
        try expect("{")
        while peek() != UInt8(ascii: "}") {
            let key = try string()
            try expect(":")
            entries[key] = try value()
            if peek() == UInt8(ascii: ",") { place += 1 } else { break }
        }
        try expect("}")
        return entries
    }

    private mutating func value() throws(FormatError) -> Value {
        switch peek() {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "("): return .tuple(try tuple())
        case UInt8(ascii: "["):
            try skipList()
            return .other
        default:
            switch word() {
            case "True": return .boolean(true)
            case "False": return .boolean(false)
            default: throw unexpected("a value")
            }
        }
    }

    private mutating func tuple() throws(FormatError) -> [Int] {
        try expect("(")
        var sizes: [Int] = []
        while peek() != UInt8(ascii: ")") {
            var digits = word()
            // Python 2 wrote long integers with a suffix.
            if digits.hasSuffix("L") { digits.removeLast() }
            guard let size = Int(digits), size >= 0 else { throw unexpected("a size") }
            sizes.append(size)
            if peek() == UInt8(ascii: ",") { place += 1 } else { break }
        }
        try expect(")")
        return sizes
    }

    private mutating func string() throws(FormatError) -> String {
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw unexpected("a string")
        }
        place += 1
        let first = place
        while place < text.count, text[place] != quote { place += 1 }
        guard place < text.count else { throw unexpected("the end of a string") }
        defer { place += 1 }
        return String(decoding: text[first..<place], as: UTF8.self)
    }

    private mutating func skipList() throws(FormatError) {
        var depth = 0
        repeat {
            guard let next = peek() else { throw unexpected("the end of a list") }
            if next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") {
                _ = try string()
                continue
            }
            if next == UInt8(ascii: "[") { depth += 1 }
            if next == UInt8(ascii: "]") { depth -= 1 }
            place += 1
        } while depth > 0
    }

    private mutating func word() -> String {
        _ = peek()
        let first = place
        while place < text.count, isWord(text[place]) { place += 1 }
        return String(decoding: text[first..<place], as: UTF8.self)
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
        guard peek() == UInt8(ascii: character) else { throw unexpected("'\(character)'") }
        place += 1
    }

    /// The next byte that is not white space, without taking it.
    private mutating func peek() -> UInt8? {
        while place < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[place]) { place += 1 }
        return place < text.count ? text[place] : nil
    }

    private func unexpected(_ what: String) -> FormatError {
        FormatError(
            .malformed, path: path, place: "byte \(start + place)", what: "the .npy header lacks \(what) there",
            remedy: "The file is damaged; fetch it again")
    }
}
