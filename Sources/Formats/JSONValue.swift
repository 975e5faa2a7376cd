import Foundation

/// A JSON document as a tree, for descriptions that other programs write.
indirect enum JSONValue: Equatable, Sendable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Nil for what is no JSON.
    init?(_ bytes: some Sequence<UInt8>) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
        self = value
    }

    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { return members[name] }
        return nil
    }

    /// The elements of a list, or an object's values in the order of their names.
    var values: [JSONValue] {
        switch self {
        case .list(let elements): elements
        case .object(let members): members.sorted { $0.key < $1.key }.map(\.value)
        default: []
        }
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// A number, or one spelled as text.
    var number: Double? {
        switch self {
        case .number(let value): value
        case .text(let text): Double(text)
        case .truth(let value): value ? 1 : 0
        default: nil
        }
    }

    /// A whole number.
    var integer: Int? { number.flatMap { Int(exactly: $0) } }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}
