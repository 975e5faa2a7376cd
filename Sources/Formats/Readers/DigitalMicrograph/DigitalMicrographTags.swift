import DataCube

/// A tag of a Gatan file: a group of tags, a number, or where an array lies.
indirect enum DigitalMicrographTag: Sendable {
    case group([(name: String, tag: DigitalMicrographTag)])
    case number(Double)
    /// `type` is the tag type of an element (2 int16, 4 uint16, …), 0 for structures.
    case array(type: Int, offset: Int, count: Int)
    case other

    /// The tags of a group; none for other tags.
    var entries: [(name: String, tag: DigitalMicrographTag)] {
        if case .group(let entries) = self { entries } else { [] }
    }

    /// The tag down a path of names; nil where there is none.
    subscript(path: String...) -> DigitalMicrographTag? {
        var tag = self
        for name in path {
            guard let next = tag.entries.first(where: { $0.name == name })?.tag else { return nil }
            tag = next
        }
        return tag
    }

    /// The text of an array of UTF-16 units, at most 256 of them; nil for other tags.
    func text(_ bytes: FileBytes, _ order: ByteOrder) throws(FormatError) -> String? {
        guard case .array(4, let offset, let count) = self else { return nil }
        var units: [UInt16] = []
        for index in 0..<min(count, 256) {
            units.append(try bytes.integer(UInt16.self, at: offset + 2 * index, order))
        }
        return CalibrationSpelling.trimmed(String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)[...])
    }

    var number: Double? { if case .number(let value) = self { value } else { nil } }

    /// The number as an Int where it is a whole one.
    var integer: Int? { number.flatMap { Int(exactly: $0) } }
}

/// Reads the tag tree of .dm3 and .dm4 files. Tags are big-endian, their data in the order that the header says; counts
/// have 32 bits in DM3 and 64 in DM4. Arrays are located, not read.
struct DigitalMicrographReader {
    private let bytes: FileBytes
    private let isDM4: Bool
    /// The order of the data.
    let dataOrder: ByteOrder
    private var place: Int
    private var names: [String] = []

    private static let deepestGroup = 64

    init(_ bytes: FileBytes) throws(FormatError) {
        self.bytes = bytes
        isDM4 = try bytes.integer(UInt32.self, at: 0, .big) == 4
        let orderPlace = isDM4 ? 12 : 8
        dataOrder = try bytes.integer(UInt32.self, at: orderPlace, .big) == 1 ? .little : .big
        place = orderPlace + 4
    }

    /// The whole tree.
    mutating func root() throws(FormatError) -> DigitalMicrographTag { try group() }

    private mutating func group() throws(FormatError) -> DigitalMicrographTag {
        guard names.count < Self.deepestGroup else { throw malformed("groups are nested too deeply") }
        place += 2
        let count = try size()
        var entries: [(name: String, tag: DigitalMicrographTag)] = []
        // Each tag takes bytes, so that an absurd count ends at the end of the file.
        var index = 0
        while index < count {
            let kind = try take(UInt8.self)
            if kind == 0 { break }
            let length = Int(try take(UInt16.self))
            let name = String(decoding: try bytes.bytes(at: place, count: length), as: UTF8.self)
            place += length
            names.append(name.isEmpty ? String(index) : name)
            let end = isDM4 ? try end() : nil
            switch kind {
            case 20: entries.append((name, try group()))
            case 21:
                entries.append((name, try data()))
                // What a newer version may add to a tag is passed over.
                if let end, end > place { place = end }
            default: throw malformed("a tag of kind \(kind) is not known")
            }
            names.removeLast()
            index += 1
        }
        return .group(entries)
    }

    /// Where a DM4 tag ends.
    private mutating func end() throws(FormatError) -> Int {
        let size = try size()
        guard size <= bytes.count - place else { throw cutShort(size) }
        return place + size
    }

    private mutating func data() throws(FormatError) -> DigitalMicrographTag {
        guard try take(UInt32.self) == 0x2525_2525 else { throw malformed("the mark %%%% is missing") }
        let count = try size()
        guard (1...4096).contains(count) else { throw malformed("a tag described by \(count) numbers is not possible") }
        var description: [Int] = []
        for _ in 0..<count { description.append(try size()) }
        switch description[0] {
        case 15: return try skip(elements: 1, width: structureWidth(description[1...]))
        case 18:
            guard count >= 2 else { throw malformed("a text has no length") }
            return try skip(elements: description[1], width: 1)
        case 20: return try array(description[1...])
        default:
            guard let value = try number(description[0]) else {
                throw malformed("data of type \(description[0]) are not known")
            }
            return .number(value)
        }
    }

    private mutating func array(_ description: ArraySlice<Int>) throws(FormatError) -> DigitalMicrographTag {
        guard description.count >= 2, let type = description.first, let count = description.last else {
            throw malformed("an array is not described")
        }
        if let width = Self.widths[type] {
            let offset = place
            _ = try skip(elements: count, width: width)
            return .array(type: type, offset: offset, count: count)
        }
        guard type == 15 else { throw malformed("an array of type \(type) is not known") }
        let offset = place
        _ = try skip(elements: count, width: structureWidth(description.dropFirst().dropLast()))
        return .array(type: 0, offset: offset, count: count)
    }

    /// Bytes of a structure from (length of its name, number of fields, then for each field length of its name, type).
    private func structureWidth(_ description: ArraySlice<Int>) throws(FormatError) -> Int {
        let numbers = Array(description)
        guard numbers.count >= 2, numbers[1] >= 0, numbers[1] <= (numbers.count - 2) / 2 else {
            throw malformed("a structure is not described")
        }
        var width = 0
        for field in 0..<numbers[1] {
            guard let size = Self.widths[numbers[3 + 2 * field]] else { throw malformed("a field's type is not known") }
            width += size
        }
        return width
    }

    private mutating func skip(elements: Int, width: Int) throws(FormatError) -> DigitalMicrographTag {
        let (size, overflow) = elements.multipliedReportingOverflow(by: width)
        guard !overflow, size <= bytes.count - place else { throw cutShort(overflow ? Int.max : size) }
        place += size
        return .other
    }

    /// Bytes of an element of each tag type.
    static let widths = [2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8, 12: 8]

    private mutating func number(_ type: Int) throws(FormatError) -> Double? {
        let at = place
        guard let width = Self.widths[type] else { return nil }
        _ = try skip(elements: 1, width: width)
        switch type {
        case 2: return Double(try bytes.integer(Int16.self, at: at, dataOrder))
        case 3: return Double(try bytes.integer(Int32.self, at: at, dataOrder))
        case 4: return Double(try bytes.integer(UInt16.self, at: at, dataOrder))
        case 5: return Double(try bytes.integer(UInt32.self, at: at, dataOrder))
        case 6: return Double(Float(bitPattern: try bytes.integer(UInt32.self, at: at, dataOrder)))
        case 7: return Double(bitPattern: try bytes.integer(UInt64.self, at: at, dataOrder))
        case 9: return Double(try bytes.integer(Int8.self, at: at, dataOrder))
        case 8, 10: return Double(try bytes.integer(UInt8.self, at: at, dataOrder))
        case 11: return Double(try bytes.integer(Int64.self, at: at, dataOrder))
        default: return Double(try bytes.integer(UInt64.self, at: at, dataOrder))
        }
    }

    private mutating func take<Value: FixedWidthInteger>(_ type: Value.Type) throws(FormatError) -> Value {
        let value = try bytes.integer(type, at: place, .big)
        place += MemoryLayout<Value>.size
        return value
    }

    /// A count: 32 bits in DM3, 64 in DM4, never negative.
    private mutating func size() throws(FormatError) -> Int {
        let value = isDM4 ? Int(exactly: try take(UInt64.self)) : Int(try take(UInt32.self))
        guard let value else { throw malformed("a count of more than 2^63 is not possible") }
        return value
    }

    private func malformed(_ what: String) -> FormatError {
        FormatError(
            .malformed, path: bytes.path, place: tagPlace, what: what, remedy: "The file is damaged; fetch it again")
    }

    private func cutShort(_ size: Int) -> FormatError {
        FormatError(
            .truncated(wholeFrames: 0, promised: nil), path: bytes.path, place: tagPlace,
            what: "the tag needs \(size) bytes, \(max(0, bytes.count - place)) are left",
            remedy: "The file is cut short, and its frames cannot be found without what is missing; fetch it again")
    }

    private var tagPlace: String { names.isEmpty ? "byte \(place)" : "tag \(names.joined(separator: "."))" }
}
